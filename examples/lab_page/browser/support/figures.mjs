// SPDX-License-Identifier: BSD-3-Clause
// Reads the figures as they are drawn: curves by their pixels, and the axes by the labels beside them.
import assert from 'node:assert/strict';

/// [{id, across, down, curves: [{name, points, pixels}], marks: [{name, at}]}] of all charts on the page.
export function readCharts(page) {
    return page.evaluate(() => [...document.querySelectorAll('svg.chart:not(.absent)')].filter((svg) => svg.getBoundingClientRect().width).map((svg) => {
        const labels = [...svg.querySelectorAll('text.tick')].map((text) => ({
            anchor: text.getAttribute('text-anchor'), value: Number(text.textContent.replace('\u2212', '-')),
            grid: text.parentNode.querySelector('path').getAttribute('d').match(/-?[\d.]+/g).map(Number),
        }));
        return {
            id: svg.id,
            across: labels.filter(({ anchor }) => anchor === 'middle').map(({ value, grid }) => ({ value, pixel: grid[0] })),
            down: labels.filter(({ anchor }) => anchor === 'end').map(({ value, grid }) => ({ value, pixel: grid[1] })),
            curves: [...svg.querySelectorAll('path[data-curve]')].map((path) => ({
                name: path.dataset.curve, points: JSON.parse(path.dataset.points),
                pixels: path.getAttribute('d').split(/[ML]/).slice(1).map((pair) => pair.split(' ').map(Number)),
            })),
            marks: [...svg.querySelectorAll('[data-crease], [data-kink], [data-knot]')].map((mark) => ({
                crease: mark.dataset.crease, kink: mark.dataset.kink, knot: mark.dataset.knot,
                at: mark.getAttribute('transform').match(/-?[\d.]+/g).map(Number),
            })),
        };
    }));
}

/// The straight map from a value to its pixel that an axis' labels tell.
function scaleOf(labels, what) {
    assert.ok(labels.length >= 2, `${what}: at least two labels on each axis`);
    const [first, last] = [labels[0], labels.at(-1)];
    const slope = (last.pixel - first.pixel) / (last.value - first.value);
    const scale = (value) => first.pixel + slope * (value - first.value);
    for (const { value, pixel } of labels) {
        assert.ok(Math.abs(scale(value) - pixel) < 0.05, `${what}: the label ${value} stands at ${pixel}, not ${scale(value)}`);
    }
    return scale;
}

export function scalesOf({ id, across, down }) {
    return { across: scaleOf(across, `${id}, x`), down: scaleOf(down, `${id}, y`) };
}

/// Every curve of a chart is drawn where its axes say that its points are.
export function assertDrawnToScale(chart) {
    const { across, down } = scalesOf(chart);
    for (const { name, points, pixels } of chart.curves) {
        assert.equal(pixels.length, points.length, `${name}: a vertex drawn for each point`);
        points.forEach(([x, y], i) => {
            const off = Math.max(Math.abs(across(x) - pixels[i][0]), Math.abs(down(y) - pixels[i][1]));
            // The map is known to 0.01 pixel between the outer labels; the curve may reach a little beyond them.
            assert.ok(off < 0.2, `${chart.id}, ${name}: (${x}, ${y}) is drawn at ${pixels[i]}, ${off} pixels off`);
        });
    }
}

/// name -> points of all curves drawn.
export function curvesOf(charts) {
    return Object.fromEntries(charts.flatMap(({ curves }) => curves.map(({ name, points }) => [name, points])));
}

export function pointsOf({ x, y }) {
    return x.map((value, i) => [value, y[i]]);
}
