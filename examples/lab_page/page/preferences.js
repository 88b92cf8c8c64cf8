// SPDX-License-Identifier: BSD-3-Clause
// Language and colour scheme: from the browser at first, then as the reader chooses.
import { byId, setAttribute, setText } from './elements.js';
import { say, speak } from './words.js';

export function browserLanguage() {
    return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/// Speaks the language and marks its button.
export function showLanguage(language) {
    speak(language);
    for (const code of ['en', 'zh']) setAttribute(byId(`language-${code}`), 'aria-pressed', String(code === language));
    nameSchemeButton();
}

export function watchLanguage(choose) {
    for (const code of ['en', 'zh']) byId(`language-${code}`).addEventListener('click', () => choose(code));
}

function scheme() {
    return document.documentElement.dataset.scheme;
}

/// The button is named after the scheme that it leads to.
function nameSchemeButton() {
    setText(byId('scheme'), say(scheme() === 'dark' ? 'scheme_light' : 'scheme_dark'));
}

/// Follows the system until the reader chooses.
export function watchScheme(redraw) {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const show = (name) => {
        document.documentElement.dataset.scheme = name;
        nameSchemeButton();
        redraw();
    };
    const follow = () => show(system.matches ? 'dark' : 'light');
    system.addEventListener('change', follow);
    byId('scheme').addEventListener('click', () => {
        system.removeEventListener('change', follow);
        show(scheme() === 'dark' ? 'light' : 'dark');
    });
    follow();
}
