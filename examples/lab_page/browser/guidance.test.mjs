// SPDX-License-Identifier: BSD-3-Clause
// Solved both ways and step by step; numbers, ledger, hints and explanation are those of the host's C++.
import assert from 'node:assert/strict';
import { answer } from './support/host.mjs';
import { click, labTest, press, show, stateOf, type } from './support/lab.mjs';
import { randomExercise } from './support/random_states.mjs';

const solutions = {
    'the lab\'s': { w1: 1, b1: -1, w2: 2, b2: -4 },
    'the swapped': { w1: 2, b1: -4, w2: 1, b2: -1 },
};

const isSolved = async (page) => (await page.getAttribute('#verdict', 'data-solved')) === 'true';
const numberIn = async (page, selector) => Number((await page.locator(selector).innerText()).replace('\u2212', '-'));
const squeezed = (text) => text.replace(/\s+/g, ' ').trim();
const textOf = async (page, selector) => squeezed(await page.locator(selector).innerText());

/// What the page says, beside what the host says of the same state.
async function assertGuidance(page) {
    const view = await answer('view', await stateOf(page));
    assert.equal(await isSolved(page), view.solved);
    assert.equal(await textOf(page, '#verdict'), squeezed(view.verdict));
    const near = (shown, exact) => assert.ok(Math.abs(shown - exact) <= 1e-5 * Math.abs(exact) + 1e-12, `${shown} for ${exact}`);
    near(await numberIn(page, '#mse'), view.mean_squared_error);
    near(await numberIn(page, '#max-difference'), view.max_difference);
    const rows = await page.$$eval('#ledger tbody tr', (all) => all.map((row) => ({ matches: row.dataset.matches, text: row.innerText })));
    assert.deepEqual(rows.map(({ matches }) => matches), view.segments.map(({ matches }) => String(matches)));
    view.segments.forEach(({ ledger }, i) => assert.ok(squeezed(rows[i].text).includes(squeezed(ledger)), `${rows[i].text} has ${ledger}`));
    assert.equal(await page.locator('#hints > li').count(), Math.max(1, view.hints.length), 'hints, or a line that says why none');
    for (const { text } of view.hints) assert.ok((await page.locator('#hints').textContent()).includes(text), text);
    await page.waitForTimeout(150); // the long text waits until changes rest
    const explanation = (await page.locator('#explanation').textContent()).replace(/\s/g, '');
    for (const line of view.explanation.split('\n')) {
        const said = line.replace(/^\s*(- )?/, '').replace(/[:：]$/, '').replace(/\s/g, ''); // a heading loses its colon
        assert.ok(explanation.includes(said), `the explanation has: ${line}`);
    }
}

for (const language of ['en', 'zh']) {
    labTest(`numbers, ledger, hints and explanation are the host's (${language})`, { language }, async (page) => {
        await assertGuidance(page);
        await type(page, '#value-w1', 1.2);
        await type(page, '#value-b1', -1);
        await assertGuidance(page);
        for (let seed = 1; seed <= 12; ++seed) {
            await show(page, { tab: 'exercise', exercise: await randomExercise(seed, language) });
            await assertGuidance(page);
        }
    });
}

labTest('the lab\'s check values: at the start, and with unit 1 right', {}, async (page) => {
    assert.ok(Math.abs((await numberIn(page, '#mse')) - 2.46303) < 1e-5);
    assert.equal(await numberIn(page, '#max-difference'), 4);
    await type(page, '#value-w1', 1);
    await type(page, '#value-b1', -1);
    assert.ok(Math.abs((await numberIn(page, '#mse')) - 0.449652) < 1e-6);
    assert.equal(await numberIn(page, '#max-difference'), 2);
});

for (const [which, weights] of Object.entries(solutions)) {
    labTest(`${which} solution, typed, is solved; a step beside it is not`, {}, async (page) => {
        for (const [key, value] of Object.entries(weights)) {
            assert.equal(await isSolved(page), false);
            await type(page, `#value-${key}`, value);
        }
        assert.equal(await isSolved(page), true);
        assert.equal(await numberIn(page, '#max-difference'), 0);
        assert.equal(await page.locator('#hints button:visible').count(), 0, 'nothing left to move');
        await assertGuidance(page);
        await page.waitForFunction(() => document.getElementById('announcement').textContent.length > 0);
        assert.ok(squeezed(await page.locator('#announcement').textContent()).includes(await textOf(page, '#verdict')), 'the verdict is announced');
        await press(page, '#slider-w1', 'ArrowRight');
        assert.equal(await isSolved(page), false);
    });
}

labTest('the lab\'s solution by keyboard alone: Tab leads to every slider', {}, async (page) => {
    const keysTo = { w1: ['Shift+ArrowRight'], b1: ['Shift+ArrowLeft'], w2: ['Shift+ArrowRight', 'Shift+ArrowRight'], b2: ['Home'] };
    const reached = [];
    for (let tabs = 0; tabs < 60 && reached.length < 4; ++tabs) {
        await page.keyboard.press('Tab');
        const id = await page.evaluate(() => document.activeElement.id);
        const key = id.startsWith('slider-') ? id.slice('slider-'.length) : null;
        if (!key) continue;
        for (const pressed of keysTo[key]) await page.keyboard.press(pressed);
        reached.push(key);
    }
    assert.deepEqual(reached, ['w1', 'b1', 'w2', 'b2']);
    await page.waitForSelector('#verdict[data-solved="true"]');
});

for (const start of [{}, { w1: -2.5, b1: 3, w2: 0.4, b2: 1.1 }]) {
    labTest(`revealed step by step from ${JSON.stringify(start)}: each step is the host's, and the last solves it`, {}, async (page) => {
        for (const [key, value] of Object.entries(start)) await type(page, `#value-${key}`, value);
        for (let steps = 0; !(await isSolved(page)); ++steps) {
            assert.ok(steps < 12, 'solved within a dozen steps');
            const { text, state } = await answer('step', await stateOf(page));
            await click(page, '#reveal');
            assert.equal(await textOf(page, '#reveal-text'), squeezed(text));
            assert.deepEqual(await stateOf(page), state);
        }
        await assertGuidance(page);
    });
}

labTest('a hint leads to the slider it speaks of', {}, async (page) => {
    const { weight } = (await answer('view', await stateOf(page))).hints[0];
    await click(page, '#hints [data-hint="0"]');
    assert.equal(await page.evaluate(() => document.activeElement.id), `slider-${weight.is_bias ? 'b' : 'w'}${weight.unit}`);
});
