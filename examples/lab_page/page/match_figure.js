// SPDX-License-Identifier: BSD-3-Clause
// The tall figure: target and output, the output's creases with their owners, and the pieces that a unit bends.
import { Chart } from './chart.js';
import { byId, drawn, keepInStep, setAttribute, setText } from './elements.js';
import { placeLabels } from './labels.js';
import { axisAround, endsText, mostPointsNamed, numberText, pointsText } from './scale.js';
import { say, unitName } from './words.js';

/// The vertices of a polyline from x = lowest to x = highest, which are vertices themselves.
function between({ x, y }, lowest, highest) {
    const inside = x.map((_, i) => i).filter((i) => x[i] >= lowest && x[i] <= highest);
    return { x: inside.map((i) => x[i]), y: inside.map((i) => y[i]) };
}

/// The pieces of the output on both sides of the creases that the emphasised unit owns.
function bentPieces({ view, emphasis }) {
    if (!emphasis) return [];
    return view.units[emphasis.layer][emphasis.unit].bent.map(([from, to], index) =>
        ({ name: `bent-${index}`, className: 'bent', ...between(view.output, from, to) }));
}

function ownersText(crease, hidden) {
    return crease.owners.map((owner) => unitName(owner, hidden)).join(', ');
}

function creaseText(crease, hidden) {
    return say('crease_label', numberText(crease.x), ownersText(crease, hidden), numberText(crease.before), numberText(crease.after));
}

function shortOwners(crease, hidden) {
    return crease.owners.map(({ layer, unit }) => say(hidden > 1 ? 'unit_short_deep' : 'unit_short', unit, layer)).join(' ');
}

function createCrease(session) {
    const mark = drawn('g', { tabindex: 0, role: 'img' }, drawn('circle', { r: 12, class: 'touch' }), drawn('circle', { r: 4.5 }), drawn('text'));
    session.emphasiseFrom(mark, () => mark.crease.owners[0]);
    return mark;
}

/// The creases that change the output: where they are drawn, and what their label would say.
function marksOf(chart, { view, emphasis, hiddenLayers }) {
    const isEmphasised = ({ layer, unit }) => layer === emphasis?.layer && unit === emphasis?.unit;
    return view.creases.map((crease, index) => ({ crease, index })).filter(({ crease }) => crease.affects_output).map((mark) => ({
        ...mark, at: { x: chart.across(mark.crease.x), y: chart.down(mark.crease.y) },
        owned: mark.crease.owners.some(isEmphasised), text: shortOwners(mark.crease, hiddenLayers),
    }));
}

function drawCreases(chart, layer, session) {
    const marks = marksOf(chart, session);
    placeLabels(chart.area, marks);
    keepInStep(layer, marks, ({ index }) => index, () => createCrease(session),
        (mark, { crease, index, at, owned, text, label: place }) => {
            mark.crease = crease;
            const [, dot, label] = mark.children;
            setAttribute(mark, 'data-crease', index);
            setAttribute(mark, 'class', `crease crease-layer-${crease.owners[0].layer}${owned ? ' owned' : ''}`);
            setAttribute(mark, 'transform', `translate(${at.x.toFixed(2)} ${at.y.toFixed(2)})`);
            setAttribute(mark, 'aria-label', creaseText(crease, session.hiddenLayers));
            setAttribute(dot, 'class', 'dot');
            setAttribute(label, 'x', ((place?.x ?? at.x) - at.x).toFixed(2));
            setAttribute(label, 'y', ((place?.y ?? at.y) - at.y).toFixed(2));
            setAttribute(label, 'text-anchor', 'middle');
            setText(label, place ? text : '');
        });
}

function label({ view }) {
    const target = pointsText(view.target.x, view.target.y);
    return view.output.x.length > mostPointsNamed
        ? say('match_label_smooth', target, ...endsText(view.output), view.verdict)
        : say('match_label', target, pointsText(view.output.x, view.output.y), view.verdict);
}

/// In words what the emphasised unit bends.
function bendText({ view, emphasis, hiddenLayers }) {
    if (!emphasis) return say('bend_help');
    const { name, bends } = view.units[emphasis.layer][emphasis.unit];
    return bends.length ? bends.map((index) => creaseText(view.creases[index], hiddenLayers)).join('; ') : say('bends_nothing', name);
}

export function watchMatchFigure(session, editor) {
    const chart = new Chart(byId('figure-match'));
    const creases = drawn('g'), knots = drawn('g');
    chart.overlay.append(creases, knots);
    editor.watchFigure(chart, knots);
    session.onDraw(() => {
        const { view } = session;
        setAttribute(chart.svg, 'aria-label', label(session));
        setText(byId('bend-text'), bendText(session));
        chart.draw({
            x: editor.heldAxes?.x ?? view.x,
            y: editor.heldAxes?.y ?? axisAround([...view.target.y, ...view.output.y]),
            curves: [
                ...bentPieces(session),
                { name: 'target', className: 'target', ...view.target },
                { name: 'output', className: 'output', ...view.output },
            ],
            onDrawn() {
                drawCreases(chart, creases, session);
                editor.drawKnots(chart, knots);
            },
        });
    });
}
