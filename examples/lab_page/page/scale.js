// SPDX-License-Identifier: BSD-3-Clause
// Numbers on an axis: where ticks stand, how far an axis reaches, how a number is written.

/// Short: at most so many digits.
export function numberText(value, digits = 6) {
    return String(Number(value.toPrecision(digits)));
}

/// A number beside an axis: long ones as 1e6.
export function tickText(value) {
    if (Math.abs(value) < 1e5) return numberText(value);
    return Number(value.toPrecision(6)).toExponential().replace('e+', 'e');
}

/// 1, 2 or 5 times a power of ten: at most `count` of them fit on a span.
function tickStep(span, count) {
    const rough = span / Math.max(1, count);
    const power = 10 ** Math.floor(Math.log10(rough));
    return power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
}

/// The ticks from lowest to highest, at most about `count`; the ends where no two would fit: one tells no scale.
export function ticks([lowest, highest], count) {
    const step = tickStep(highest - lowest, count);
    const first = Math.ceil(lowest / step - 1e-9), last = Math.floor(highest / step + 1e-9);
    if (last <= first) return [lowest, highest];
    return Array.from({ length: last - first + 1 }, (_, index) => {
        const tick = (first + index) * step;
        return Math.abs(tick) < step / 2 ? 0 : Number(tick.toPrecision(12));
    });
}

/// An axis that holds all values, with 0, and ends a little outside of them.
export function axisAround(values) {
    const lowest = Math.min(0, ...values), highest = Math.max(0, ...values), span = highest - lowest;
    if (span === 0) return [-1, 1];
    const step = tickStep(span, 8);
    return [Math.floor((lowest - span * 0.03) / step) * step, Math.ceil((highest + span * 0.03) / step) * step];
}

/// (0, 2), (1, 0), ...
export function pointsText(xs, ys) {
    return xs.map((x, i) => pointText(x, ys[i])).join(', ');
}

function pointText(x, y) {
    return `(${numberText(x)}, ${numberText(y)})`;
}

/// The first and the last point, for a sentence on a curve that has too many to name.
export function endsText({ x, y }) {
    return [pointText(x[0], y[0]), pointText(x.at(-1), y.at(-1))];
}

/// A curve of more points than this is drawn smooth, and described by its ends.
export const mostPointsNamed = 40;

/// value moved by so many steps, onto the steps.
export function stepped(value, step, count) {
    return Number((Math.round(value / step + count) * step).toFixed(10));
}

/// The multiple of step nearest to value.
export function rounded(value, step) {
    return stepped(value, step, 0);
}

/// How many steps of 0.1 a key moves by; 0 for other keys.
export function stepsOfKey(event) {
    const directions = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
    return (directions[event.key] ?? 0) * (event.shiftKey && event.key.startsWith('Arrow') ? 10 : 1);
}
