// SPDX-License-Identifier: BSD-3-Clause
// Exercises by seed: the same for every run, and different in all that an exercise may differ in.
import { answer } from './host.mjs';

/// xorshift: numbers in [0, 1).
export function dice(seed) {
    let bits = (seed * 2654435761) >>> 0 || 1;
    return () => {
        bits ^= bits << 13;
        bits ^= bits >>> 17;
        bits ^= bits << 5;
        return (bits >>> 0) / 2 ** 32;
    };
}

const tenths = (roll, lowest, highest) => Math.round((lowest + roll() * (highest - lowest)) * 10) / 10;
const oneOf = (roll, list) => list[Math.floor(roll() * list.length)];

function randomTarget(roll) {
    const count = 2 + Math.floor(roll() * 6), knots = [tenths(roll, -2, 1)];
    while (knots.length < count) knots.push(Math.round((knots.at(-1) + tenths(roll, 0.2, 1.5)) * 10) / 10);
    return { knots, values: knots.map(() => tenths(roll, -3, 4)) };
}

/// Not an exercise until C++ has checked it.
export async function randomExercise(seed, language = 'en') {
    const roll = dice(seed), depth = 1 + (seed % 3), activation = oneOf(roll, ['relu', 'relu', 'leaky_relu', 'sigmoid', 'linear']);
    const sizes = [1, ...Array.from({ length: depth }, () => 1 + Math.floor(roll() * 8)), 1];
    const isSum = roll() < 0.4, slope = activation === 'leaky_relu' ? { slope: tenths(roll, 0, 0.5) } : {};
    const layers = sizes.slice(1).map((out, l) => {
        const isOutput = l === depth, sums = isOutput && isSum;
        return {
            activation: isOutput ? 'linear' : activation, ...(isOutput ? {} : slope),
            weights: Array.from({ length: sizes[l] }, () => Array.from({ length: out }, () => (sums ? 1 : tenths(roll, -2, 2)))),
            bias: Array.from({ length: out }, () => (sums ? 0 : tenths(roll, -2, 2))),
        };
    });
    return answer('check', {
        language, target: randomTarget(roll), layers, output: isSum ? 'sum' : 'free', fixed_unit_0: false,
        slider: { lowest: -4, highest: 4, step: 0.1 },
    });
}
