// SPDX-License-Identifier: BSD-3-Clause
// A panel for each unit of the layer shown: z, a, and the kink, which can be dragged.
import { Chart } from './chart.js';
import { byId, drawn, element, keepInStep, setAttribute, setText } from './elements.js';
import { axisAround, endsText, mostPointsNamed, numberText, pointsText, stepped, stepsOfKey } from './scale.js';
import { say } from './words.js';

export function unitLabel({ name, z, a, role }) {
    return z.x.length > mostPointsNamed || a.x.length > mostPointsNamed
        ? say('panel_label_smooth', name, ...endsText(z), ...endsText(a), role)
        : say('panel_label', name, pointsText(z.x, z.y), pointsText(a.x, a.y), role);
}

/// z wide, a narrower on it.
export function unitCurves({ layer, unit, z, a }, prefix = 'unit') {
    return [
        { name: `${prefix}-${layer}-${unit}-z`, className: 'z', ...z },
        { name: `${prefix}-${layer}-${unit}-a`, className: 'a', ...a },
    ];
}

function mayBend(session, { layer, fixed }) {
    return layer === 0 && !fixed && ['relu', 'leaky_relu'].includes(session.state.layers[0].activation);
}

/// z of a unit whose weight is not 0 passes 0 somewhere, if not between the axis' ends.
function bendsByDragging(session, unit) {
    return mayBend(session, unit) && unit.z.y[0] !== unit.z.y.at(-1);
}

/// Where the kink's handle stands: a kink outside of the axis leaves it at that end.
function handlePlace({ kinks, z }) {
    if (kinks.length) return kinks[0];
    const isBeyondRight = Math.abs(z.y.at(-1)) < Math.abs(z.y[0]);
    return isBeyondRight ? z.x.at(-1) : z.x[0];
}

/// The first move decides: across drags the kink, along scrolls the page. A click beside the handle moves the kink too.
function watchDragging(session, panel) {
    const { svg } = panel.chart;
    let start = null, moves = false;
    const moveTo = (event) => session.changeBy('kink', { layer: 0, unit: panel.unit.unit, x: panel.chart.pointUnder(event).x, snap: true });
    svg.addEventListener('pointerdown', (event) => {
        if (event.button !== 0 || !bendsByDragging(session, panel.unit)) return;
        start = event.clientX;
        moves = !event.target.closest('[data-kink]');
    });
    svg.addEventListener('pointermove', (event) => {
        if (start === null || Math.abs(event.clientX - start) < 3) return;
        svg.setPointerCapture(event.pointerId);
        moves = true;
        if (!moveTo(event)) start = null;
    });
    svg.addEventListener('pointerup', (event) => {
        if (start !== null && moves) moveTo(event);
        start = null;
    });
    svg.addEventListener('pointercancel', () => { start = null; });
}

function createKink(session, panel) {
    const kink = drawn('g', { tabindex: 0, role: 'slider' }, drawn('circle', { r: 14, class: 'touch' }), drawn('circle', { r: 5.5, class: 'dot' }));
    kink.addEventListener('keydown', (event) => {
        const steps = stepsOfKey(event);
        if (steps === 0) return;
        event.preventDefault();
        session.changeBy('kink', { layer: 0, unit: panel.unit.unit, x: stepped(handlePlace(panel.unit), 0.1, steps), snap: false });
    });
    return kink;
}

function drawKink(session, panel) {
    const { unit, chart } = panel;
    keepInStep(chart.overlay, bendsByDragging(session, unit) ? [handlePlace(unit)] : [], (_, index) => index, () => createKink(session, panel),
        (kink, x) => {
            setAttribute(kink, 'class', unit.kinks.length ? 'knot' : 'knot beyond');
            setAttribute(kink, 'transform', `translate(${chart.across(x).toFixed(2)} ${chart.down(0).toFixed(2)})`);
            setAttribute(kink, 'data-kink', `0-${unit.unit}`);
            setAttribute(kink, 'aria-label', say('kink_label', unit.name));
            setAttribute(kink, 'aria-valuemin', session.view.x[0]);
            setAttribute(kink, 'aria-valuemax', session.view.x[1]);
            setAttribute(kink, 'aria-valuenow', x);
            setAttribute(kink, 'aria-valuetext', say('kink_value', numberText(x)));
        });
}

function createPanel(session, { layer, unit }) {
    const svg = drawn('svg', { class: 'chart', role: 'group', id: `figure-unit-${layer}-${unit}` });
    const panel = element('div', { class: 'unit-panel' }, element('div', { class: 'panel-heading' }, element('h4'), element('p', { class: 'quiet' })), svg);
    panel.chart = new Chart(svg);
    watchDragging(session, panel);
    session.emphasiseFrom(panel, () => ({ layer, unit }));
    return panel;
}

function updatePanel(session, panel, unit) {
    panel.unit = unit;
    const { emphasis, view } = session, { svg } = panel.chart;
    panel.classList.toggle('emphasised', emphasis?.layer === unit.layer && emphasis?.unit === unit.unit);
    svg.classList.toggle('draggable', bendsByDragging(session, unit));
    const [name, remark] = panel.firstChild.children;
    setText(name, unit.name);
    remark.hidden = !mayBend(session, unit) || bendsByDragging(session, unit);
    setText(remark, say('no_kink'));
    setAttribute(svg, 'aria-label', unitLabel(unit));
    panel.chart.draw({
        x: view.x,
        y: axisAround([...unit.z.y, ...unit.a.y]),
        curves: unitCurves(unit),
        onDrawn: () => drawKink(session, panel),
    });
}

function drawLayerChooser(session, shown, choose) {
    const layers = session.hiddenLayers > 1 ? session.view.units : [];
    byId('layer-chooser').hidden = layers.length === 0;
    keepInStep(byId('layer-chooser'), layers, (_, layer) => layer,
        (_, layer) => {
            const button = element('button', { 'data-layer': layer });
            button.addEventListener('click', () => choose(layer));
            return button;
        },
        (button, _, layer) => {
            setText(button, say('layer', layer));
            setAttribute(button, 'aria-pressed', String(layer === shown));
        });
}

export function watchUnitPanels(session) {
    let chosen = 0;
    session.onDraw(() => {
        const { view } = session, shown = Math.min(chosen, view.units.length - 1), units = view.units[shown];
        drawLayerChooser(session, shown, (layer) => {
            chosen = layer;
            session.schedule();
        });
        byId('unit-panels').dataset.many = String(units.length > 4);
        byId('kink-help').hidden = !units.some((unit) => bendsByDragging(session, unit));
        keepInStep(byId('unit-panels'), units, ({ layer, unit }) => `${layer}-${unit}`,
            (unit) => createPanel(session, unit), (panel, unit) => updatePanel(session, panel, unit));
    });
}
