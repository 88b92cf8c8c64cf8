// SPDX-License-Identifier: BSD-3-Clause
// What is said beside the figures: notes that stay until closed, and announcements for screen readers.
import { byId, setText } from './elements.js';
import { say } from './words.js';

export function note(text) {
    byId('note-box').hidden = text === '';
    setText(byId('note'), text);
}

export function watchNotes() {
    byId('note-close').addEventListener('click', () => note(''));
    byId('share-close').addEventListener('click', () => { byId('share-box').hidden = true; });
}

let waiting = 0;

/// Says something once the changes have come to rest.
export function announce(text) {
    clearTimeout(waiting);
    waiting = setTimeout(() => setText(byId('announcement'), text), 500);
}

/// Says on a button, for two seconds, what it has done.
export function sayOnButton(button, key) {
    setText(button, say(key));
    setTimeout(() => setText(button, say(button.dataset.words)), 2000);
}
