// SPDX-License-Identifier: BSD-3-Clause
// The weights of the network of two inputs, a table a layer, each cell a field.
import { byId, element, keepInStep, setAttribute, setField, setText } from './elements.js';
import { say } from './words.js';

/// The rows of a layer's table: a row an input, then the biases.
function rowsOf(layer, index) {
    const source = (input) => (index === 0 ? say('from_input', input + 1) : say('from_unit', input));
    const rows = layer.weights.map((values, input) => ({ key: input, name: source(input), values }));
    return [...rows, { key: 'bias', name: say('bias'), values: layer.bias }];
}

function change(session, layer, key, unit, value) {
    if (!Number.isFinite(value)) return;
    const next = structuredClone(session.state), { weights, bias } = next.layers[layer];
    (key === 'bias' ? bias : weights[key])[unit] = value;
    session.change(next);
}

function createField(session, layer, key, unit) {
    const id = key === 'bias' ? `plane-bias-${layer}-${unit}` : `plane-weight-${layer}-${key}-${unit}`;
    const field = element('input', { type: 'number', step: 0.1, id });
    field.addEventListener('input', () => change(session, layer, key, unit, field.valueAsNumber));
    return element('td', {}, field);
}

function headings(state, layer) {
    return layer === state.layers.length - 1 ? ['y'] : state.layers[layer].bias.map((_, unit) => say('unit', unit));
}

function updateTable(session, box, index) {
    const { state } = session, layer = state.layers[index], names = headings(state, index);
    const [title, scroll] = box.children, table = scroll.firstChild, [head, body] = table.children;
    const layerName = index === state.layers.length - 1 ? say('plane_output') : say('layer', index);
    setText(title, layerName);
    setAttribute(scroll, 'aria-label', layerName);
    keepInStep(head.firstChild, ['', ...names], (_, column) => column,
        (_, column) => element(column ? 'th' : 'td', column ? { scope: 'col' } : {}), (cell, text) => setText(cell, text));
    keepInStep(body, rowsOf(layer, index), ({ key }) => key, () => element('tr'),
        (row, { key, name, values }) => {
            keepInStep(row, [null, ...values], (_, column) => column,
                (value, column) => (column === 0 ? element('th', { scope: 'row' }) : createField(session, index, key, column - 1)),
                (cell, value, column) => {
                    if (column === 0) return setText(cell, name);
                    setField(cell.firstChild, value);
                    return setAttribute(cell.firstChild, 'aria-label', say('cell_label', layerName, names[column - 1], name));
                });
        });
}

export function watchPlaneWeights(session) {
    session.onDraw(() => keepInStep(byId('plane-weights'), session.state.layers, (_, index) => `${index} of ${session.state.layers.length}`,
        () => element('div', {}, element('h3'), element('div', { class: 'scroll', tabindex: 0, role: 'region' },
            element('table', {}, element('thead', {}, element('tr')), element('tbody')))),
        (box, _, index) => updateTable(session, box, index)));
}
