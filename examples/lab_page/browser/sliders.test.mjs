// SPDX-License-Identifier: BSD-3-Clause
// Each slider of the lab, by pointer, by keyboard and typed; and the kinks, which are dragged in the units' panels.
import assert from 'node:assert/strict';
import { assertSame, isNear } from './support/compare.mjs';
import { curvesOf, pointsOf, readCharts, scalesOf } from './support/figures.mjs';
import { answer } from './support/host.mjs';
import { click, drawn, labTest, press, stateOf, type } from './support/lab.mjs';

const keys = ['w1', 'b1', 'w2', 'b2'];
const valueIn = (state, key) => (key[0] === 'w' ? state.layers[0].weights[0] : state.layers[0].bias)[Number(key[1])];

/// Slider, field, state and curve say the same.
async function assertValue(page, key, expected) {
    const state = await stateOf(page), value = valueIn(state, key);
    assert.ok(isNear(value, expected), `${key}: expected ${expected}, got ${value}`);
    assert.ok(Math.abs(Number(await page.inputValue(`#slider-${key}`)) - value) < 0.0501, `#slider-${key}, to the nearest of its steps`);
    assert.ok(isNear(Number(await page.inputValue(`#value-${key}`)), value), `#value-${key}`);
    const view = await answer('view', state);
    assertSame(curvesOf(await readCharts(page)).output, pointsOf(view.output), 'output');
}

/// Where the middle of the thumb is at a value: the thumb stays within the track.
async function pointAt(page, key, value) {
    const slider = page.locator(`#slider-${key}`);
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox(), thumb = box.height;
    return { x: box.x + thumb / 2 + ((value + 4) / 8) * (box.width - thumb), y: box.y + box.height / 2 };
}

labTest('the sliders are the lab\'s: order, range, step, start', {}, async (page) => {
    const found = await page.$$eval('#sliders input[type=range]', (sliders) =>
        sliders.map(({ id, min, max, step, value }) => [id, Number(min), Number(max), Number(step), Number(value)]));
    assert.deepEqual(found, keys.map((key) => [`slider-${key}`, -4, 4, 0.1, 0]));
});

for (const key of keys) {
    labTest(`${key} by pointer: a click on the track jumps there, a drag follows`, {}, async (page) => {
        for (const wanted of [2, -3]) {
            const { x, y } = await pointAt(page, key, wanted);
            await page.mouse.click(x, y);
            await drawn(page);
            const jumped = valueIn(await stateOf(page), key);
            assert.ok(Math.abs(jumped - wanted) < 0.35, `clicked at ${wanted}: ${jumped}`);
            await assertValue(page, key, Math.round(jumped * 10) / 10);
        }
        const start = valueIn(await stateOf(page), key), from = await pointAt(page, key, start), seen = new Set();
        await page.mouse.move(from.x, from.y);
        await page.mouse.down();
        for (const value of [-2, -1, 0, 1, 2.5]) {
            const to = await pointAt(page, key, value);
            await page.mouse.move(to.x, to.y);
            await drawn(page);
            seen.add(valueIn(await stateOf(page), key));
        }
        await page.mouse.up();
        assert.ok(seen.size >= 5, `a drag passes values on its way: ${[...seen]}`);
        const end = valueIn(await stateOf(page), key);
        assert.ok(Math.abs(end - 2.5) < 0.35, `dragged to 2.5: ${end}`);
        await assertValue(page, key, end);
    });

    labTest(`${key} by keyboard: arrows 0.1, with shift 1, Home and End`, {}, async (page) => {
        const slider = `#slider-${key}`;
        for (const [pressed, expected] of [['ArrowRight', 0.1], ['ArrowUp', 0.2], ['ArrowLeft', 0.1], ['ArrowDown', 0],
            ['Shift+ArrowRight', 1], ['Shift+ArrowUp', 2], ['Shift+ArrowLeft', 1], ['Shift+ArrowDown', 0], ['Home', -4],
            ['ArrowLeft', -4], ['End', 4], ['ArrowRight', 4], ['ArrowLeft', 3.9]]) {
            await press(page, slider, pressed);
            await assertValue(page, key, expected);
        }
    });

    labTest(`${key} typed`, {}, async (page) => {
        for (const value of [1.3, -2, 0.05, 1e-3]) {
            await type(page, `#value-${key}`, value);
            await assertValue(page, key, value);
        }
        await type(page, `#value-${key}`, ''); // half typed: the last number stays
        assert.ok(isNear(valueIn(await stateOf(page), key), 1e-3));
    });
}

labTest('unit 0 is fixed: no slider, and its kink is not dragged', {}, async (page) => {
    assert.equal(await page.locator('#slider-w0, #slider-b0, #value-w0, #value-b0').count(), 0);
    const before = await stateOf(page), box = await page.locator('#figure-unit-0-0').boundingBox();
    await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await drawn(page);
    assertSame(await stateOf(page), before, 'state');
    assert.match(await page.locator('#unit-panels').innerText(), /Unit 0 \(fixed\)/);
});

labTest('a kink is dragged in its panel, and moved by keys', {}, async (page) => {
    await type(page, '#value-w1', 1);
    await type(page, '#value-b1', -1);
    const before = await stateOf(page);
    await page.locator('#figure-unit-0-1').scrollIntoViewIfNeeded();
    const chart = (await readCharts(page)).find(({ id }) => id === 'figure-unit-0-1'), { across } = scalesOf(chart);
    const mark = chart.marks.find(({ kink }) => kink === '0-1'), box = await page.locator('#figure-unit-0-1').boundingBox();
    assert.ok(Math.abs(mark.at[0] - across(1)) < 0.3, 'the handle stands at x = 1');
    await page.mouse.move(box.x + mark.at[0], box.y + mark.at[1]);
    await page.mouse.down();
    await page.mouse.move(box.x + across(2.3), box.y + mark.at[1], { steps: 5 });
    await page.mouse.up();
    await drawn(page);
    assertSame(await stateOf(page), (await answer('kink', { state: before, layer: 0, unit: 1, x: 2.3, snap: true })).state, 'dragged');
    await assertValue(page, 'b1', -2.3);
    await press(page, '[data-kink="0-1"]', 'ArrowLeft');
    await assertValue(page, 'b1', -2.2);
    await press(page, '[data-kink="0-1"]', 'Shift+ArrowLeft');
    await assertValue(page, 'b1', -1.2);
});

labTest('by touch, at 360 px: a tap on a track jumps there, a kink is dragged across', { width: 360, height: 780, touch: true }, async (page) => {
    const { x, y } = await pointAt(page, 'w1', 2);
    await page.touchscreen.tap(x, y);
    await drawn(page);
    const tapped = valueIn(await stateOf(page), 'w1');
    assert.ok(Math.abs(tapped - 2) < 0.5, `tapped at 2: ${tapped}`);
    await type(page, '#value-w1', 1);
    await type(page, '#value-b1', -1);
    await page.locator('#figure-unit-0-1').scrollIntoViewIfNeeded();
    const chart = (await readCharts(page)).find(({ id }) => id === 'figure-unit-0-1'), { across } = scalesOf(chart);
    const box = await page.locator('#figure-unit-0-1').boundingBox(), finger = await page.context().newCDPSession(page);
    const touch = (kind, value) => finger.send('Input.dispatchTouchEvent', {
        type: kind, touchPoints: value === null ? [] : [{ x: box.x + across(value), y: box.y + chart.marks[0].at[1] }],
    });
    await touch('touchStart', 1);
    for (const value of [1.2, 1.5, 1.8, 2]) await touch('touchMove', value);
    await touch('touchEnd', null);
    await drawn(page);
    const { layers } = await stateOf(page), kink = -layers[0].bias[1] / layers[0].weights[0][1];
    assert.ok(Math.abs(kink - 2) < 0.11, `dragged to 2: ${kink}`);
});

labTest('reset leads back to the start', {}, async (page) => {
    for (const key of keys) await type(page, `#value-${key}`, 1.5);
    await click(page, '#reset');
    assertSame(await stateOf(page), await answer('start', { language: 'en' }), 'state');
});
