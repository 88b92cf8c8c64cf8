// SPDX-License-Identifier: BSD-3-Clause
// Elements: make them, find them, and keep a list of them in step with a list of things.

function furnish(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
    element.append(...children);
    return element;
}

/// Sets, or with null or false removes, an attribute; writes only what changes.
export function setAttribute(element, name, value) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? '' : value);
}

/// An HTML element.
export function element(name, attributes = {}, ...children) {
    return furnish(document.createElement(name), attributes, children);
}

/// An SVG element.
export function drawn(name, attributes = {}, ...children) {
    return furnish(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

export function byId(id) {
    return document.getElementById(id);
}

/// Writes text only where it differs, so that a screen reader is told of changes alone.
export function setText(target, text) {
    if (target.textContent !== text) target.textContent = text;
}

/// What fields show, and the field whose text the reader is in the middle of.
const shownIn = new WeakMap();
let typedIn = null;

addEventListener('input', ({ target }) => { typedIn = target; }, true);
addEventListener('change', () => { typedIn = null; }, true);
addEventListener('blur', ({ target }) => {
    typedIn = null;
    if (shownIn.has(target)) target.value = shownIn.get(target);
}, true);

/// Shows a number in a field: at once or, while the reader is typing there, when that ends.
export function setField(field, value) {
    shownIn.set(field, value);
    if (field !== typedIn && field.value !== String(value)) field.value = value;
}

/// The children of parent become one per thing, kept by key: so focus and pointer stay where they are.
export function keepInStep(parent, things, keyOf, create, update) {
    const keys = things.map((thing, index) => String(keyOf(thing, index))), wanted = new Set(keys);
    const kept = new Map();
    for (const child of [...parent.children]) {
        if (wanted.has(child.dataset.key)) kept.set(child.dataset.key, child);
        else child.remove();
    }
    let place = parent.firstElementChild;
    things.forEach((thing, index) => {
        const child = kept.get(keys[index]) ?? create(thing, index);
        child.dataset.key = keys[index];
        if (child === place) place = place.nextElementSibling;
        else parent.insertBefore(child, place);
        update(child, thing, index);
    });
}

/// A <select>'s options, kept in step with [[value, text], ...].
export function setOptions(select, options, chosen) {
    keepInStep(select, options, ([value]) => value, ([value]) => element('option', { value }),
        (option, [, text]) => setText(option, text));
    select.value = String(chosen);
}
