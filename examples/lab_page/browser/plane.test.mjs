// SPDX-License-Identifier: BSD-3-Clause
// The tab of two inputs: the regions drawn are the host's, and tell of themselves by pointer and by keyboard.
import assert from 'node:assert/strict';
import { assertSame } from './support/compare.mjs';
import { answer } from './support/host.mjs';
import { choose, click, drawn, labTest, planeStateOf, planeViewOf, press, type } from './support/lab.mjs';

const squeezed = (text) => text.replace(/\s+/g, ' ').trim();

async function assertPlane(page) {
    const state = await planeStateOf(page), view = await answer('plane_view', state);
    assertSame(await planeViewOf(page), view, 'view', 1e-9);
    const regions = await page.$$eval('#figure-plane [data-region]', (all) => all.map((polygon) => ({
        points: JSON.parse(polygon.dataset.points), pixels: polygon.getAttribute('points').split(' ').map((pair) => pair.split(',').map(Number)),
    })));
    assert.equal(regions.length, view.counts.regions, 'regions');
    assertSame(regions.map(({ points }) => points), view.regions.map(({ points }) => points), 'corners', 1e-9);
    const toPixel = scaleOf(regions);
    const creases = await page.$$eval('#figure-plane [data-plane-crease]', (all) => all.map((line) => ({
        unit: line.dataset.planeCrease, ends: [['x1', 'y1'], ['x2', 'y2']].map((end) => end.map((name) => Number(line.getAttribute(name)))),
    })));
    assert.deepEqual(creases.map(({ unit }) => unit), view.creases.map(({ layer, unit }) => `${layer}-${unit}`), 'creases');
    view.creases.forEach(({ from, to }, i) => assertSame(creases[i].ends, [from, to].map(toPixel), `crease ${i}`, 0.05));
    const levels = await page.$$eval('#figure-plane [data-level] .level', (all) =>
        all.map((line) => line.getAttribute('points').split(' ').map((pair) => pair.split(',').map(Number))));
    assertSame(levels, view.level.map((points) => points.map(toPixel)), 'level', 0.05);
    assert.equal(squeezed(await page.locator('#plane-text').innerText()), squeezed(view.text));
    return view;
}

/// The one straight map each way by which all corners go to their pixels, as the corners of the square tell it.
function scaleOf(regions) {
    const all = regions.flatMap(({ points, pixels }) => points.map((point, i) => [point, pixels[i]]));
    const maps = [0, 1].map((axis) => {
        const sorted = all.map(([point, pixel]) => [point[axis], pixel[axis]]).sort((a, b) => a[0] - b[0]);
        const [[v0, p0], [v1, p1]] = [sorted[0], sorted.at(-1)], slope = (p1 - p0) / (v1 - v0);
        assert.ok(axis === 0 ? slope > 50 : slope < -50, 'x to the right, y up');
        for (const [value, pixel] of sorted) assert.ok(Math.abs(p0 + slope * (value - v0) - pixel) < 0.05, `${value} at ${pixel}`);
        return (value) => p0 + slope * (value - v0);
    });
    return (point) => point.map((value, axis) => maps[axis](value));
}

labTest('the regions are the host\'s: at the start, by seed, and for other widths and depths', {}, async (page) => {
    await click(page, '#tab-plane');
    assertSame(await planeStateOf(page), await answer('plane_start', { language: 'en' }), 'state');
    await assertPlane(page);
    for (const [depth, units, seed] of [[1, 3, 2], [2, 8, 3], [3, 8, 4], [3, 1, 5]]) {
        await choose(page, '#plane-depth', depth);
        for (let layer = 0; layer < depth; ++layer) await choose(page, `#plane-units-${layer}`, units);
        const before = await planeStateOf(page);
        await page.fill('#plane-seed', String(seed));
        await page.press('#plane-seed', 'Enter');
        await drawn(page);
        const expected = await answer('plane_random', { state: before, hidden: Array(depth).fill(units), seed });
        assertSame(await planeStateOf(page), expected.state, `seed ${seed}`);
        await assertPlane(page);
    }
    const { seed } = await planeStateOf(page);
    await click(page, '#plane-draw');
    assert.notEqual((await planeStateOf(page)).seed, seed);
    await assertPlane(page);
});

labTest('a region tells its pattern, its map and its area, by pointer and by keyboard', {}, async (page) => {
    await click(page, '#tab-plane');
    const view = await assertPlane(page), texts = new Set();
    for (const [index, region] of view.regions.entries()) {
        await page.$eval('#region', (slider, value) => {
            slider.value = value;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
        }, index);
        await drawn(page);
        const text = await page.locator('#region-text').innerText();
        const numbers = text.replaceAll('\u2212', '-').match(/-?\d+(\.\d+)?(e-?\d+)?/g).map(Number);
        for (const value of [...region.slopes.map(Math.abs), Math.abs(region.intercept), region.area]) {
            assert.ok(numbers.some((shown) => Math.abs(Math.abs(shown) - value) <= 6e-4 * value + 1e-9), `${text} has ${value}`);
        }
        texts.add(text);
    }
    assert.equal(texts.size, view.regions.length, 'each region says something else');
    await page.focus('#region');
    await press(page, '#region', 'Home');
    await press(page, '#region', 'ArrowRight');
    assert.equal(await page.inputValue('#region'), '1');
    const largest = view.regions.indexOf(view.regions.reduce((a, b) => (a.area > b.area ? a : b)));
    const place = await page.$eval(`#figure-plane [data-region="${largest}"]`, (polygon) => {
        const box = polygon.ownerSVGElement.getBoundingClientRect();
        const corners = [...polygon.points].map(({ x, y }) => [x, y]);
        return [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length + (axis ? box.top : box.left));
    });
    await page.mouse.move(...place);
    await drawn(page);
    assert.equal(await page.inputValue('#region'), String(largest));
});

labTest('weights are edited, the colouring chosen, and the start returns', {}, async (page) => {
    await click(page, '#tab-plane');
    const start = await planeStateOf(page);
    await type(page, '#plane-weight-0-1-0', 1.75);
    await type(page, '#plane-bias-0-1', -0.25);
    const { layers } = await planeStateOf(page);
    assert.equal(layers[0].weights[1][0], 1.75);
    assert.equal(layers[0].bias[1], -0.25);
    await assertPlane(page);
    const fills = () => page.$$eval('#figure-plane [data-region]', (all) => all.map((polygon) => polygon.getAttribute('fill')).join());
    const before = await fills();
    await choose(page, '#plane-fill', 'pattern');
    assert.notEqual(await fills(), before);
    await click(page, '#plane-reset');
    assertSame(await planeStateOf(page), start, 'state');
});
