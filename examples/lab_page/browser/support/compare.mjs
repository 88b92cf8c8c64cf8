// SPDX-License-Identifier: BSD-3-Clause
// Equal but for the last bits of a number, or its last digit in a text: the host may fuse a multiplication and an
// addition, WebAssembly may not.
import assert from 'node:assert/strict';

export function isNear(actual, expected, tolerance = 1e-12) {
    return Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

const numbers = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

/// What the last digit of a number's text counts.
function lastDigit(text) {
    const [digits, exponent = '0'] = text.split('e');
    return 10 ** (Number(exponent) - (digits.split('.')[1] ?? '').length);
}

/// The same words and whole numbers, and the same others but for one in the last digit: a number halfway between two
/// texts may be shown as either.
function isSameText(actual, expected) {
    if (actual.replace(numbers, '#') !== expected.replace(numbers, '#')) return false;
    const shown = expected.match(numbers) ?? [];
    return (actual.match(numbers) ?? []).every((text, i) => text === shown[i] || /[.e]/.test(text + shown[i]) &&
        Math.abs(Number(text) - Number(shown[i])) <= 1.001 * Math.min(lastDigit(text), lastDigit(shown[i])));
}

/// The first place where two JSON values differ, as a sentence; null where they are the same.
export function difference(actual, expected, place = 'it', tolerance = 1e-12) {
    if (typeof actual === 'number' && typeof expected === 'number') {
        return isNear(actual, expected, tolerance) ? null : `${place}: expected ${expected}, got ${actual}`;
    }
    if (typeof actual === 'string' && typeof expected === 'string' && isSameText(actual, expected)) return null;
    if (actual === null || expected === null || typeof actual !== 'object' || typeof expected !== 'object') {
        return actual === expected ? null : `${place}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
    }
    const names = Object.keys(expected);
    if (Object.keys(actual).length !== names.length) {
        return `${place}: expected ${names.length} entries, got ${Object.keys(actual).length}`;
    }
    for (const name of names) {
        const found = difference(actual[name], expected[name], `${place}.${name}`, tolerance);
        if (found) return found;
    }
    return null;
}

export function assertSame(actual, expected, place, tolerance) {
    const found = difference(actual, expected, place, tolerance);
    if (found) assert.fail(found);
}
