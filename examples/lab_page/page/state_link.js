// SPDX-License-Identifier: BSD-3-Clause
// The state in the link's fragment: #lab= and base64url of its JSON.

const prefix = '#lab=';

/// The largest network with the longest target takes a fifth of this.
const longest = 100000;

function toText(bytes) {
    return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function toBytes(text) {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

export function fragmentOf(saved) {
    return prefix + toText(new TextEncoder().encode(JSON.stringify(saved)));
}

/// What the fragment holds; null where there is none. Throws where it cannot be read.
export function readFragment(fragment) {
    if (fragment.length < 2) return null;
    if (!fragment.startsWith(prefix)) throw new SyntaxError('#lab= expected');
    if (fragment.length > longest) throw new SyntaxError('a shorter fragment expected');
    const saved = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(toBytes(fragment.slice(prefix.length))));
    if (saved === null || typeof saved !== 'object') throw new SyntaxError('an object expected');
    return saved;
}

/// The page's address becomes a link with the fragment, without a new entry in the browser's history.
export function keepInAddress(fragment) {
    history.replaceState(null, '', fragment);
}
