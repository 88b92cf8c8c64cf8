// SPDX-License-Identifier: BSD-3-Clause
// A target of one's own: knots dragged, moved by keys, typed, added and removed; each change is the host's.
import assert from 'node:assert/strict';
import { assertSame } from './support/compare.mjs';
import { readCharts, scalesOf } from './support/figures.mjs';
import { answer } from './support/host.mjs';
import { click, drawn, labTest, press, stateOf } from './support/lab.mjs';

async function expectTarget(page, before, request) {
    assertSame(await stateOf(page), (await answer('target', { state: before, ...request })).state, JSON.stringify(request));
}

async function figure(page) {
    await page.locator('#figure-match').scrollIntoViewIfNeeded();
    const chart = (await readCharts(page)).find(({ id }) => id === 'figure-match');
    const { across, down } = scalesOf(chart), box = await page.locator('#figure-match').boundingBox();
    return { chart, at: (x, y) => [box.x + across(x), box.y + down(y)] };
}

labTest('knots are dragged in the figure, and never past their neighbours', {}, async (page) => {
    await click(page, '#edit-target');
    assert.equal(await page.getAttribute('#edit-target', 'aria-pressed'), 'true');
    const { at } = await figure(page);
    await page.mouse.move(...at(1, 0));
    await page.mouse.down();
    await page.mouse.move(...at(1.5, 1), { steps: 6 });
    await page.mouse.up();
    await drawn(page);
    const { knots, values } = (await stateOf(page)).target;
    assert.ok(Math.abs(knots[1] - 1.5) < 0.06 && Math.abs(values[1] - 1) < 0.06, `dragged to (1.5, 1): (${knots[1]}, ${values[1]})`);
    const again = await figure(page);
    await page.mouse.move(...again.at(knots[1], values[1]));
    await page.mouse.down();
    await page.mouse.move(...again.at(2.9, 1), { steps: 6 });
    await page.mouse.up();
    await drawn(page);
    const { target } = await stateOf(page);
    assert.ok(target.knots[1] < target.knots[2], `knot 1 stays before knot 2: ${target.knots}`);
});

labTest('knots are moved by keys and removed by Delete', {}, async (page) => {
    await click(page, '#edit-target');
    for (const [key, index, x, y] of [['ArrowUp', 2, 2, 1.1], ['Shift+ArrowDown', 3, 3, 3], ['ArrowRight', 1, 1.1, 0], ['ArrowLeft', 2, 1.9, 1.1]]) {
        const before = await stateOf(page);
        await press(page, `[data-knot="${index}"]`, key);
        await expectTarget(page, before, { move: { index, x, y } });
    }
    const before = await stateOf(page);
    await press(page, '[data-knot="1"]', 'Delete');
    await expectTarget(page, before, { remove: { index: 1 } });
});

labTest('knots are typed, added and removed in the table; the lab\'s target returns', {}, async (page) => {
    const lab = await stateOf(page);
    await page.fill('#knot-y-1', '-1.5');
    await page.press('#knot-y-1', 'Enter');
    await drawn(page);
    await expectTarget(page, lab, { move: { index: 1, x: 1, y: -1.5 } });
    await click(page, '#knot-add');
    assert.equal((await stateOf(page)).target.knots.length, 5);
    const before = await stateOf(page);
    await click(page, '#knot-remove-2');
    await expectTarget(page, before, { remove: { index: 2 } });
    await click(page, '#target-lab');
    assertSame((await stateOf(page)).target, lab.target, 'target');
});

labTest('a double click adds a knot on the curve; 24 knots are the most, 2 the fewest', {}, async (page) => {
    await click(page, '#edit-target');
    const { at } = await figure(page);
    await page.mouse.dblclick(...at(2.5, 3.4));
    await drawn(page);
    const { target } = await stateOf(page);
    assert.equal(target.knots.length, 5);
    assert.ok(Math.abs(target.values[3] - (3 * target.knots[3] - 5)) < 1e-9, 'the new knot lies on the curve');
    for (let i = 0; i < 22; ++i) await click(page, '#knot-add');
    assert.equal((await stateOf(page)).target.knots.length, 24);
    assert.equal(await page.locator('#note').isVisible(), true, 'a note says why no more');
    await click(page, '#note-close');
    while ((await stateOf(page)).target.knots.length > 2) await click(page, '#knot-remove-1');
    assert.equal(await page.locator('#knot-remove-0').isDisabled(), true);
});
