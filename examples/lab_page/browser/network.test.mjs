// SPDX-License-Identifier: BSD-3-Clause
// Another network: units, layers, activations, output weights, weights by seed, and built to match. C++ makes each.
import assert from 'node:assert/strict';
import { assertSame } from './support/compare.mjs';
import { readCharts } from './support/figures.mjs';
import { answer, ask } from './support/host.mjs';
import { choose, click, drawn, labTest, show, stateOf, type, viewOf } from './support/lab.mjs';
import { randomExercise } from './support/random_states.mjs';

const shapeOf = ({ layers, output }) => ({
    hidden: layers.slice(0, -1).map(({ bias }) => bias.length), activation: layers[0].activation, slope: layers[0].slope ?? 0.1, output,
});

/// A sentence without the last digits of its numbers: the page's C++ library does not know the shortest that suffice.
const rounded = (text) => text.replace(/-?\d+(\.\d+)?/g, (number) => Number(number).toFixed(5));

/// Chooses in the form, and expects the state that the host makes of the one before.
async function chooseShape(page, selector, value, change) {
    const before = await stateOf(page);
    await choose(page, selector, value);
    const expected = await answer('shape', { state: before, ...shapeOf(before), ...change(shapeOf(before)) });
    assertSame(await stateOf(page), expected.state, `${selector} = ${value}`);
    assertSame(await viewOf(page), await answer('view', expected.state), `${selector} = ${value}, view`);
}

labTest('1 to 8 units, each with its panel, its sliders and its node', {}, async (page) => {
    for (const units of [1, 2, 3, 4, 5, 6, 7, 8]) {
        await chooseShape(page, '#units-0', units, () => ({ hidden: [units] }));
        const panels = (await readCharts(page)).filter(({ id }) => id.startsWith('figure-unit-'));
        assert.equal(panels.length, units, 'panels');
        assert.equal(await page.locator('#figure-network [data-node^="0-"]').count(), units, 'nodes');
        const { fixed_unit_0: isFixed } = await stateOf(page);
        assert.equal(await page.locator('#sliders input[type=range]').count(), 2 * (units - Number(isFixed)), 'sliders');
    }
});

labTest('2 and 3 layers: a node each unit, an edge each weight, and the weights of the unit chosen', {}, async (page) => {
    await choose(page, '#output', 'free');
    for (const depth of [2, 3]) {
        await chooseShape(page, '#depth', depth, ({ hidden }) => ({ hidden: Array.from({ length: depth }, (_, l) => hidden[l] ?? hidden.at(-1)) }));
        await chooseShape(page, '#units-1', 4, ({ hidden }) => ({ hidden: hidden.map((units, l) => (l === 1 ? 4 : units)) }));
        const { layers } = await stateOf(page), numbers = layers.reduce((sum, { weights }) => sum + weights.length * weights[0].length, 0);
        assert.equal(await page.locator('#figure-network [data-edge]').count(), numbers, 'edges');
        await page.selectOption('#unit-chooser', '1-2');
        await drawn(page);
        await type(page, '#value-w-1-2-0', 0.7);
        await type(page, '#value-b-1-2', -0.3);
        const state = await stateOf(page);
        assert.equal(state.layers[1].weights[0][2], 0.7);
        assert.equal(state.layers[1].bias[2], -0.3);
        await page.selectOption('#unit-chooser', 'output');
        await drawn(page);
        await type(page, '#value-v0', 1.5);
        assert.equal((await stateOf(page)).layers.at(-1).weights[0][0], 1.5);
    }
});

labTest('activations, LeakyReLU with its slope, and free output weights', {}, async (page) => {
    for (const activation of ['linear', 'sigmoid', 'leaky_relu']) {
        await chooseShape(page, '#activation', activation, () => ({ activation }));
    }
    const before = await stateOf(page);
    await page.fill('#slope', '0.3');
    await page.press('#slope', 'Enter');
    await drawn(page);
    assertSame(await stateOf(page), (await answer('shape', { state: before, ...shapeOf(before), slope: 0.3 })).state, 'slope');
    await chooseShape(page, '#activation', 'relu', () => ({ activation: 'relu' }));
    await chooseShape(page, '#output', 'free', () => ({ output: 'free' }));
    await type(page, '#value-v1', -0.5);
    await type(page, '#value-c', 0.25);
    const { weights, bias } = (await stateOf(page)).layers[1];
    assert.deepEqual([weights[1][0], bias[0]], [-0.5, 0.25]);
    await chooseShape(page, '#output', 'sum', () => ({ output: 'sum' }));
});

labTest('weights by seed: the same seed, the same weights', {}, async (page) => {
    for (const seed of [1, 7, 123456]) {
        const before = await stateOf(page);
        await page.fill('#seed', String(seed));
        await click(page, '#draw-weights');
        assertSame(await stateOf(page), (await answer('random', { state: before, seed })).state, `seed ${seed}`);
    }
});

labTest('built to match, in each form: solved, or the library says why not', {}, async (page) => {
    let refusals = 0;
    for (const exercise of [await answer('start', { language: 'en' }), ...(await Promise.all([1, 2, 4, 5, 7].map((seed) => randomExercise(seed))))]) {
        for (const form of ['hinge', 'sum_only', 'fewest_units']) {
            await show(page, { tab: 'exercise', exercise });
            const expected = await ask('build', { state: exercise, form });
            await click(page, `#build-${form}`);
            if (expected.error === undefined) {
                assertSame(await stateOf(page), expected.state, form);
                assert.equal(await page.locator('#build-text').innerText(), expected.text);
                assert.equal(await page.getAttribute('#verdict', 'data-solved'), 'true');
            } else {
                ++refusals;
                const note = await page.locator('#note').innerText();
                assert.ok(rounded(note).includes(rounded(expected.error)), `${note} has ${expected.error}`);
                assertSame(await stateOf(page), exercise, 'a refusal changes nothing');
            }
        }
    }
    console.log(`${refusals} builds of 18 refused`);
});

labTest('pointing at a node, or reaching it by Tab, tells what its unit does and which creases it owns', {}, async (page) => {
    const exercise = await randomExercise(4);
    for (const state of [await answer('start', { language: 'en' }), exercise]) {
        await show(page, { tab: 'exercise', exercise: state });
        const view = await answer('view', state);
        for (const units of view.units) {
            for (const { layer, unit, name, role } of units) {
                await page.locator(`#figure-network [data-node="${layer}-${unit}"]`).focus();
                await drawn(page);
                const text = await page.locator('#unit-details').innerText();
                assert.ok(text.includes(name) && text.includes(role), `${text} has ${name} and ${role}`);
                const owned = view.creases.filter((crease) => crease.affects_output && crease.owners.some((o) => o.layer === layer && o.unit === unit));
                assert.equal(await page.locator('#figure-match .crease.owned').count(), owned.length, `creases of ${name}`);
            }
        }
    }
});
