// SPDX-License-Identifier: BSD-3-Clause
// Which weights have a slider, what they are called, and where they stand in the state.
import { say, unitName } from './words.js';

/// [{unit, fixed, places: [{key, label, layer, unit, input, isBias}]}]: of one hidden layer all that may move,
/// of a deep network those of the unit chosen.
export function weightGroups(state, chosen) {
    const hidden = state.layers.length - 1;
    if (hidden > 1) return [deepGroup(state, chosen ?? { layer: 0, unit: 0 }, hidden)];
    const groups = state.layers[0].bias.map((_, unit) => ({
        unit: { layer: 0, unit },
        fixed: state.fixed_unit_0 && unit === 0,
        places: [
            { key: `w${unit}`, name: 'weight_label', layer: 0, unit, input: 0, isBias: false },
            { key: `b${unit}`, name: 'bias_label', layer: 0, unit, input: 0, isBias: true },
        ],
    }));
    if (state.output === 'free') groups.push(outputGroup(state, 1));
    return groups;
}

function outputGroup(state, layer) {
    const weights = state.layers[layer].weights.map((_, input) =>
        ({ key: `v${input}`, name: 'weight_from_label', layer, unit: 0, input, isBias: false }));
    return { unit: { layer, unit: 0 }, fixed: false, places: [...weights, { key: 'c', name: 'bias_label', layer, unit: 0, input: 0, isBias: true }] };
}

function deepGroup(state, { layer, unit }, hidden) {
    if (layer === hidden) return outputGroup(state, layer);
    const weights = state.layers[layer].weights.map((_, input) =>
        ({ key: `w-${layer}-${unit}-${input}`, name: 'weight_from_label', layer, unit, input, isBias: false }));
    return { unit: { layer, unit }, fixed: false, places: [...weights, { key: `b-${layer}-${unit}`, name: 'bias_label', layer, unit, input: 0, isBias: true }] };
}

/// What a screen reader says of a weight.
export function weightLabel(place, hidden) {
    return say(place.name, shortName(place), ownerName(place, hidden), sourceName(place, hidden));
}

/// What stands before its slider: w1 or, in a deep network, w and the unit it comes from.
export function shortName(place) {
    if (!place.key.includes('-')) return place.key;
    if (place.isBias) return 'b';
    return place.layer === 0 ? 'w' : `w ← u${place.input}`;
}

export function ownerName({ layer, unit }, hidden) {
    return layer === hidden ? say('output_layer') : unitName({ layer, unit }, hidden);
}

function sourceName({ layer, input }, hidden) {
    return layer === 0 ? say('input_x') : unitName({ layer: layer - 1, unit: input }, hidden);
}

export function weightAt(state, { layer, unit, input, isBias }) {
    return isBias ? state.layers[layer].bias[unit] : state.layers[layer].weights[input][unit];
}

export function withWeight(state, { layer, unit, input, isBias }, value) {
    const next = structuredClone(state);
    if (isBias) next.layers[layer].bias[unit] = value;
    else next.layers[layer].weights[input][unit] = value;
    return next;
}

/// Does a hint's weight stand at this place?
export function isPlaceOf(place, weight) {
    return weight && weight.layer === place.layer && weight.unit === place.unit
        && weight.is_bias === place.isBias && (place.isBias || weight.input === place.input);
}
