// SPDX-License-Identifier: BSD-3-Clause
// Everything the page itself says, in the language chosen. What a network does is said by C++.
import { english } from './words_english.js';
import { chinese } from './words_chinese.js';
import { setAttribute, setText } from './elements.js';

const tables = { en: english, zh: chinese };
let table = english;

/// The words for a key; {0}, {1}, ... stand for facts.
export function say(key, ...facts) {
    return table[key].replace(/\{(\d)\}/g, (_, place) => facts[place]);
}

/// Chooses the language ("en" or "zh") and puts its words wherever the page asks for them.
export function speak(language) {
    table = tables[language];
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = say('title');
    for (const target of document.querySelectorAll('[data-words]')) setText(target, say(target.dataset.words));
    for (const target of document.querySelectorAll('[data-label]')) setAttribute(target, 'aria-label', say(target.dataset.label));
}

/// A unit's name among others: "unit 1", in a deep network "unit 1 of layer 0".
export function unitName({ layer, unit }, hiddenLayers) {
    return hiddenLayers > 1 ? say('unit_of_layer', unit, layer) : say('unit', unit);
}
