// SPDX-License-Identifier: BSD-3-Clause
// The network: units as nodes, weights as edges; the unit pointed at or chosen is told in words and drawn.
import { Chart } from './chart.js';
import { byId, drawn, element, keepInStep, setAttribute, setText } from './elements.js';
import { axisAround, numberText } from './scale.js';
import { say } from './words.js';
import { unitCurves, unitLabel } from './unit_panels.js';

const rowHeight = 52, mostLabelledEdges = 12;

/// Where nodes stand: a column a layer, the input first, the output last.
function placeNodes(state, width) {
    const hidden = state.layers.length - 1;
    const columns = [1, ...state.layers.map(({ bias }) => bias.length)];
    const height = Math.max(3, ...columns) * rowHeight + 20;
    const place = (column, row) => ({
        x: 34 + (column / (hidden + 1)) * (width - 68),
        y: height / 2 + (row - (columns[column] - 1) / 2) * rowHeight,
    });
    return { height, place, columns };
}

function edgesOf(state, place) {
    const strongest = Math.max(1e-9, ...state.layers.flatMap(({ weights }) => weights.flat().map(Math.abs)));
    return state.layers.flatMap(({ weights }, layer) => weights.flatMap((row, input) => row.map((weight, unit) => ({
        layer, input, unit, weight, strength: Math.abs(weight) / strongest, from: place(layer, input), to: place(layer + 1, unit),
    }))));
}

/// Does an edge lead to or from the unit?
function touches(edge, unit) {
    return unit && ((edge.layer === unit.layer && edge.unit === unit.unit) || (edge.layer === unit.layer + 1 && edge.input === unit.unit));
}

function drawEdges(group, edges, unit) {
    keepInStep(group, edges, ({ layer, input, unit: to }) => `${layer}-${input}-${to}`,
        () => drawn('g', {}, drawn('path'), drawn('text')),
        (edge, what) => {
            const [line, label] = edge.children, { from, to, weight } = what;
            const sign = weight > 0 ? '+' : weight < 0 ? '-' : '0';
            setAttribute(edge, 'class', `edge${unit ? (touches(what, unit) ? ' near' : ' far') : ''}`);
            setAttribute(line, 'd', `M${from.x} ${from.y}L${to.x} ${to.y}`);
            setAttribute(line, 'class', { '+': 'plus', '-': 'minus', 0: 'zero' }[sign]);
            setAttribute(line, 'data-edge', `${what.layer}-${what.input}-${what.unit}`);
            setAttribute(line, 'data-sign', sign);
            setAttribute(line, 'stroke-width', (1 + 4 * what.strength).toFixed(2));
            setAttribute(label, 'x', (from.x + 0.58 * (to.x - from.x)).toFixed(1));
            setAttribute(label, 'y', (from.y + 0.58 * (to.y - from.y) - 6).toFixed(1));
            setAttribute(label, 'text-anchor', 'middle');
            setText(label, edges.length <= mostLabelledEdges || touches(what, unit) ? numberText(weight, 3) : '');
        });
}

function nodesOf(session, { columns, place }) {
    const hidden = session.hiddenLayers;
    const units = session.view.units.flat().map((unit) => ({
        key: `${unit.layer}-${unit.unit}`, unit, text: `u${unit.unit}`, at: place(unit.layer + 1, unit.unit),
        bias: session.state.layers[unit.layer].bias[unit.unit],
        label: say('node_pick', `u${unit.unit}`, unit.name, unit.role), target: { layer: unit.layer, unit: unit.unit },
    }));
    const output = { key: 'output', text: 'y', at: place(columns.length - 1, 0), label: say('node_output'), target: { layer: hidden, unit: 0 } };
    return [{ key: 'input', text: 'x', at: place(0, 0), label: say('node_input'), target: null }, ...units, output];
}

function sameUnit(a, b) {
    return Boolean(a && b && a.layer === b.layer && a.unit === b.unit);
}

/// Chooses a node's unit or, if that is chosen, none.
function toggleChoice(session, { target }) {
    session.choose(sameUnit(session.chosen, target) ? null : target);
}

function createNode(session, { key, target }) {
    const node = drawn('g', { 'data-node': key }, drawn('circle', { r: 17 }), drawn('text', { 'text-anchor': 'middle', y: 5 }));
    if (!target) {
        setAttribute(node, 'role', 'img');
        return node;
    }
    setAttribute(node, 'role', 'button');
    setAttribute(node, 'tabindex', 0);
    session.emphasiseFrom(node, () => (key === 'output' ? null : target));
    node.addEventListener('click', () => toggleChoice(session, node));
    node.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') session.choose(null);
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        toggleChoice(session, node);
    });
    return node;
}

function drawNodes(group, nodes, session) {
    keepInStep(group, nodes, ({ key }) => key, (node) => createNode(session, node),
        (node, what) => {
            node.target = what.target;
            const chosen = sameUnit(session.chosen, what.target);
            const classes = ['node', sameUnit(session.emphasis, what.target) && 'emphasised', chosen && 'chosen', what.unit && what.unit.on.length === 0 && 'off'];
            setAttribute(node, 'class', classes.filter(Boolean).join(' '));
            setAttribute(node, 'transform', `translate(${what.at.x.toFixed(1)} ${what.at.y.toFixed(1)})`);
            setAttribute(node, 'aria-label', what.label);
            if (what.target) setAttribute(node, 'aria-pressed', String(chosen));
            setText(node.lastChild, what.text);
        });
}

function detailLines(session, unit) {
    const layer = session.state.layers[unit.layer];
    const weights = layer.weights.map((row) => numberText(row[unit.unit])).join(', ');
    return [unit.role, say('details_weights', weights, numberText(layer.bias[unit.unit]))];
}

function showDetails(box, chart, session) {
    const { layer, unit } = session.emphasis ?? session.chosen ?? { layer: -1 };
    const shown = session.view.units[layer]?.[unit];
    const lines = shown ? [shown.name, ...detailLines(session, shown)] : [say('details_empty')];
    keepInStep(box, lines, (_, index) => index, (_, index) => element(index === 0 && shown ? 'h4' : 'p'), (line, text) => setText(line, text));
    chart.svg.closest('figure').classList.toggle('absent', !shown);
    chart.svg.classList.toggle('absent', !shown);
    setAttribute(chart.svg, 'aria-label', shown ? unitLabel(shown) : null);
    if (!shown) return;
    chart.draw({ x: session.view.x, y: axisAround([...shown.z.y, ...shown.a.y]), curves: unitCurves(shown, 'chosen') });
}

export function watchNetworkView(session) {
    const svg = byId('figure-network'), edges = drawn('g', { 'aria-hidden': 'true' }), nodes = drawn('g');
    const details = new Chart(byId('figure-details'));
    svg.append(edges, nodes);
    let width = 0;
    const draw = () => {
        if (!width || !session.view) return;
        const places = placeNodes(session.state, width);
        setAttribute(svg, 'viewBox', `0 0 ${width} ${places.height}`);
        setAttribute(svg, 'height', places.height);
        setAttribute(svg, 'aria-label', say('network_label', session.view.units.map((layer) => layer.length).join(', ')));
        drawEdges(edges, edgesOf(session.state, places.place), session.emphasis ?? session.chosen);
        drawNodes(nodes, nodesOf(session, places), session);
        showDetails(byId('unit-details'), details, session);
    };
    new ResizeObserver(([{ contentRect }]) => {
        if (contentRect.width === width) return;
        width = contentRect.width;
        draw();
    }).observe(svg);
    session.onDraw(draw);
}
