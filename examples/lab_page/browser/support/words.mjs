// SPDX-License-Identifier: BSD-3-Clause
// All that a reader or a screen reader meets on the page, and what of it is in the wrong language.

/// Names, notation and a key that both languages write in Latin letters.
const shared = new Set(['ReLU', 'LeakyReLU', 'Sigmoid', 'sigmoid', 'SVG', 'CSV', 'JSON', 'crease', 'WebAssembly', 'Delete']);

export function textsOf(page) {
    return page.evaluate(() => {
        const found = [], named = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'placeholder', 'alt'];
        const visit = (element) => {
            if (['SCRIPT', 'STYLE', 'PRE'].includes(element.nodeName) || element.hidden) return;
            if (element.getAttribute('lang') && element !== document.documentElement) return; // a language's own name
            for (const name of named) if (element.hasAttribute(name)) found.push(element.getAttribute(name));
            for (const node of element.childNodes) {
                if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent.trim());
                else if (node.nodeType === Node.ELEMENT_NODE) visit(node);
            }
        };
        visit(document.body);
        return [document.title, ...found].filter((text) => text !== '');
    });
}

/// Traces of a word that was not filled in, or of a value that was not there.
export function unfilledIn(texts) {
    return texts.filter((text) => /undefined|NaN|Infinity|null|\[object|\{\d\}/.test(text));
}

/// Words of two letters or more that are not both languages'; one letter is a name in a formula.
export function foreignIn(texts, language) {
    if (language === 'en') return texts.filter((text) => /[\u3000-\u9fff\uff00-\uffef]/.test(text));
    return texts.filter((text) => (text.match(/[A-Za-z]{2,}/g) ?? []).some((word) => !shared.has(word)));
}
