// SPDX-License-Identifier: BSD-3-Clause
// The square of two inputs: regions filled, creases in the colour of their layer, and the line where the output is 0.
import { Chart } from './chart.js';
import { byId, drawn, keepInStep, setAttribute, setText } from './elements.js';
import { numberText } from './scale.js';
import { say } from './words.js';

/// A number from 0 to 1 from a text, well spread.
function spread(text) {
    let mix = 0;
    for (const letter of text) mix = (mix * 31 + letter.charCodeAt(0)) % 104729;
    return (mix * 0.6180339887) % 1;
}

/// Direction of the slope as hue, steepness as strength; or one hue a pattern.
function fillOf(region, by, steepest, dark) {
    const [across, up] = region.slopes;
    const hue = by === 'slope' ? (Math.atan2(up, across) * 180) / Math.PI + 180 : spread(JSON.stringify(region.pattern)) * 360;
    const strength = by === 'slope' ? Math.hypot(across, up) / steepest : 0.3 + 0.7 * spread(region.pattern.flat().join(''));
    const lightness = dark ? 16 + 16 * strength : 95 - 16 * strength;
    return `hsl(${hue.toFixed(0)} ${dark ? 45 : 70}% ${lightness.toFixed(0)}%)`;
}

function pathOf(chart, points) {
    return points.map(([x, y]) => `${chart.across(x).toFixed(2)},${chart.down(y).toFixed(2)}`).join(' ');
}

function drawRegions(chart, group, session) {
    const { view, fillBy } = session, dark = document.documentElement.dataset.scheme === 'dark';
    const steepest = Math.max(1e-9, ...view.regions.map(({ slopes }) => Math.hypot(...slopes)));
    keepInStep(group, view.regions, (_, index) => index, (_, index) => drawn('polygon', { 'data-region': index, class: 'region' }),
        (polygon, region) => {
            setAttribute(polygon, 'points', pathOf(chart, region.points));
            setAttribute(polygon, 'data-points', JSON.stringify(region.points));
            setAttribute(polygon, 'fill', fillOf(region, fillBy, steepest, dark));
        });
}

function drawCreaseLines(chart, group, view) {
    keepInStep(group, view.creases, (_, index) => index, () => drawn('line'),
        (line, { from, to, layer, unit }) => {
            const ends = { x1: chart.across(from[0]), y1: chart.down(from[1]), x2: chart.across(to[0]), y2: chart.down(to[1]) };
            for (const [name, value] of Object.entries(ends)) setAttribute(line, name, value.toFixed(2));
            setAttribute(line, 'data-plane-crease', `${layer}-${unit}`);
            setAttribute(line, 'class', `plane-crease crease-layer-${layer}`);
        });
}

function drawLevel(chart, group, view) {
    keepInStep(group, view.level, (_, index) => index, () => drawn('g', {}, drawn('polyline', { class: 'level-halo' }), drawn('polyline', { class: 'level' })),
        (line, points, index) => {
            setAttribute(line, 'data-level', index);
            for (const part of line.children) setAttribute(part, 'points', pathOf(chart, points));
        });
}

function drawLegend(session) {
    const layers = session.state.layers.slice(0, -1).map((_, layer) => ({ name: `layer-${layer}`, text: say('crease_layer', layer) }));
    const level = session.view.level.length ? [{ name: 'level', text: say('level_line') }] : [];
    keepInStep(byId('plane-legend'), [...layers, ...level], ({ name }) => name,
        ({ name }) => drawKey(name), (key, { text }) => setText(key, text));
}

function drawKey(name) {
    const key = document.createElement('span');
    key.className = `key key-${name}`;
    return key;
}

function cornerText(corner) {
    return `(${corner.map((value) => numberText(value)).join(', ')})`;
}

export function watchPlaneFigure(session) {
    const chart = new Chart(byId('figure-plane'));
    const regions = drawn('g'), outline = drawn('polygon', { class: 'region-outline' }), creases = drawn('g'), level = drawn('g');
    chart.overlay.append(regions, creases, outline, level);
    for (const event of ['pointermove', 'click']) {
        regions.addEventListener(event, ({ target }) => session.chooseRegion(Number(target.dataset.region)));
    }
    session.onDraw(() => {
        const { state: { lower, upper }, view } = session;
        setAttribute(chart.svg, 'aria-label', say('plane_label', view.counts.regions, cornerText(lower), cornerText(upper), view.text));
        drawLegend(session);
        chart.draw({
            x: [lower[0], upper[0]], y: [lower[1], upper[1]], curves: [],
            onDrawn() {
                drawRegions(chart, regions, session);
                drawCreaseLines(chart, creases, view);
                drawLevel(chart, level, view);
                setAttribute(outline, 'points', pathOf(chart, view.regions[session.chosenRegion].points));
            },
        });
    });
}
