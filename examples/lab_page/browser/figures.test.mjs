// SPDX-License-Identifier: BSD-3-Clause
// What is drawn is what C++ computes: every curve's points, and where their pixels are.
import assert from 'node:assert/strict';
import { assertSame } from './support/compare.mjs';
import { assertDrawnToScale, curvesOf, pointsOf, readCharts, scalesOf } from './support/figures.mjs';
import { answer } from './support/host.mjs';
import { click, drawn, labTest, show, stateOf, viewOf } from './support/lab.mjs';
import { randomExercise } from './support/random_states.mjs';

const seeds = Array.from({ length: 60 }, (_, i) => i + 1);

function expectedCurves(view, layer) {
    const units = view.units[layer].flatMap(({ unit, z, a }) => [[`unit-${layer}-${unit}-z`, pointsOf(z)], [`unit-${layer}-${unit}-a`, pointsOf(a)]]);
    return Object.fromEntries([['target', pointsOf(view.target)], ['output', pointsOf(view.output)], ...units]);
}

async function assertFigures(page, view, layer) {
    const charts = await readCharts(page), curves = curvesOf(charts);
    for (const [name, points] of Object.entries(expectedCurves(view, layer))) assertSame(curves[name], points, name);
    charts.forEach(assertDrawnToScale);
    const match = charts.find(({ id }) => id === 'figure-match'), { across, down } = scalesOf(match);
    const creases = match.marks.filter(({ crease }) => crease !== undefined);
    assert.equal(creases.length, view.creases.filter((crease) => crease.affects_output).length, 'a mark for each crease of the output');
    for (const { crease, at } of creases) {
        const { x, y } = view.creases[crease];
        assert.ok(Math.hypot(at[0] - across(x), at[1] - down(y)) < 0.3, `crease ${crease} is marked at (${x}, ${y})`);
    }
}

for (const width of [1440, 360]) {
    labTest(`at the start, at ${width} px: all curves are the host's, drawn to scale`, { width }, async (page) => {
        const state = await stateOf(page);
        assertSame(state, await answer('start', { language: 'en' }), 'state');
        await assertFigures(page, await answer('view', state), 0);
    });
}

labTest(`${seeds.length} states by seed, of every depth and activation: all curves are the host's, drawn to scale`, {}, async (page) => {
    for (const seed of seeds) {
        const exercise = await randomExercise(seed);
        await show(page, { tab: 'exercise', exercise });
        assertSame(await stateOf(page), exercise, `seed ${seed}, state`);
        const view = await answer('view', exercise);
        assertSame(await viewOf(page), view, `seed ${seed}, view`);
        for (const layer of view.units.keys()) {
            if (view.units.length > 1) await click(page, `#layer-chooser [data-layer="${layer}"]`);
            await assertFigures(page, view, layer);
        }
    }
});

labTest('the activation trio, and LeakyReLU beside it, are the host\'s', {}, async (page) => {
    await page.locator('#figure-trio').scrollIntoViewIfNeeded();
    await drawn(page);
    const charts = await readCharts(page), curves = curvesOf(charts);
    const { slope } = (await stateOf(page)).layers[0];
    const expected = (await answer('trio', { slope: slope ?? 0.1, language: 'en' })).curves;
    assert.equal(expected.length, 4);
    expected.forEach((curve, i) => {
        assert.equal(curve.x.length, 100);
        assertSame(curves[`trio-${i}`], pointsOf(curve), curve.name);
    });
    for (const { name } of expected) assert.ok((await page.locator('#figure-trio').innerText()).includes(name), name);
});

labTest('curves stay to scale when the window changes its size', {}, async (page) => {
    for (const width of [700, 1100, 400]) {
        await page.setViewportSize({ width, height: 900 });
        await drawn(page);
        (await readCharts(page)).forEach(assertDrawnToScale);
    }
});
