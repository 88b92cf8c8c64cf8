// SPDX-License-Identifier: BSD-3-Clause
// Another network: its depth, its units, its activation, its output layer, weights by seed, or built to match.
import { byId, element, keepInStep, setField, setOptions, setText } from './elements.js';
import { say } from './words.js';

const mostUnits = 8, mostLayers = 3;
const activations = ['linear', 'relu', 'leaky_relu', 'sigmoid'];
const forms = ['hinge', 'sum_only', 'fewest_units'];
const counts = (most) => Array.from({ length: most }, (_, i) => [i + 1, String(i + 1)]);

/// How many units each hidden layer has.
export function hiddenOf(state) {
    return state.layers.slice(0, -1).map(({ bias }) => bias.length);
}

/// The seed in a field, whole and within what C++ takes; 0 where there is none.
export function seedIn(field) {
    return Math.min(Math.max(Math.trunc(field.valueAsNumber) || 0, 0), Number.MAX_SAFE_INTEGER);
}

/// The same widths at another depth: new layers are as wide as the last.
export function withDepth(hidden, depth) {
    return Array.from({ length: depth }, (_, layer) => hidden[layer] ?? hidden.at(-1));
}

export function showDepths(select, depth) {
    setOptions(select, counts(mostLayers), depth);
}

/// A chooser of 1 to 8 units for each hidden layer.
export function showUnitCounts(box, prefix, hidden, choose) {
    keepInStep(box, hidden, (_, layer) => layer,
        (_, layer) => {
            const select = element('select', { id: `${prefix}-${layer}` });
            select.addEventListener('change', () => choose(layer, Number(select.value)));
            return element('label', { class: 'row' }, element('span'), select);
        },
        (row, units, layer) => {
            setText(row.firstChild, hidden.length > 1 ? say('units_in_layer', layer) : say('units_count'));
            setOptions(row.lastChild, counts(mostUnits), units);
        });
}

export function watchNetworkForm(session, announce) {
    const shape = (change) => {
        const { state } = session, [first] = state.layers;
        return session.changeBy('shape', { hidden: hiddenOf(state), activation: first.activation, slope: first.slope ?? 0.1, output: state.output, ...change });
    };
    byId('depth').addEventListener('change', ({ target }) => shape({ hidden: withDepth(hiddenOf(session.state), Number(target.value)) }));
    byId('activation').addEventListener('change', ({ target }) => shape({ activation: target.value }));
    byId('output').addEventListener('change', ({ target }) => shape({ output: target.value }));
    byId('slope').addEventListener('change', ({ target }) => {
        if (Number.isFinite(target.valueAsNumber)) shape({ slope: Math.min(Math.max(target.valueAsNumber, 0), 1) });
    });
    byId('draw-weights').addEventListener('click', () => {
        const field = byId('seed'), seed = seedIn(field);
        if (session.changeBy('random', { seed })) field.value = seed + 1;
    });
    let built = null;
    for (const form of forms) {
        byId(`build-${form}`).addEventListener('click', () => {
            const reply = session.changeBy('build', { form });
            built = session.state;
            setText(byId('build-text'), reply?.text ?? '');
            if (reply) announce(reply.text);
        });
    }
    session.onDraw(() => {
        const { state } = session, { activation, slope } = state.layers[0], hidden = hiddenOf(state);
        showDepths(byId('depth'), hidden.length);
        showUnitCounts(byId('unit-counts'), 'units', hidden, (layer, units) => shape({ hidden: hiddenOf(session.state).with(layer, units) }));
        setOptions(byId('activation'), activations.map((name) => [name, say(name)]), activation);
        setOptions(byId('output'), [['sum', say('output_sum')], ['free', say('output_free')]], state.output);
        byId('slope-row').hidden = activation !== 'leaky_relu';
        setField(byId('slope'), slope ?? 0.1);
        setText(byId('activation-note'), say(`note_${activation}`));
        if (state !== built) setText(byId('build-text'), '');
    });
}
