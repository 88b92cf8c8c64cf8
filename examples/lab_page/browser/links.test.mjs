// SPDX-License-Identifier: BSD-3-Clause
// The state in the link: shared and restored; what is malformed or hostile falls back to the start, with a note.
import assert from 'node:assert/strict';
import { assertSame } from './support/compare.mjs';
import { answer } from './support/host.mjs';
import { choose, click, fragmentOf, labTest, openLab, pageAddress, planeStateOf, show, stateOf, type } from './support/lab.mjs';
import { randomExercise } from './support/random_states.mjs';

labTest('a shared link restores exercise, tab and second tab in a new page', {}, async (page) => {
    await type(page, '#value-w1', 1.3);
    await choose(page, '#output', 'free');
    await choose(page, '#units-0', 5);
    await click(page, '#language-zh');
    await click(page, '#tab-plane');
    await click(page, '#plane-draw');
    await click(page, '#share');
    const link = await page.inputValue('#share-link');
    assert.ok(link.startsWith(`${pageAddress}#lab=`), link.slice(0, 80));
    const other = await openLab({ fragment: link.slice(pageAddress.length) });
    try {
        assertSame(await stateOf(other.page), await stateOf(page), 'exercise');
        assertSame(await planeStateOf(other.page), await planeStateOf(page), 'plane');
        assert.equal(await other.page.evaluate(() => window.creaseLab.tab()), 'plane');
        assert.equal(await other.page.locator('html').getAttribute('lang'), 'zh-CN');
        assert.equal(await other.page.locator('#note').isVisible(), false);
        assert.deepEqual(other.problems, []);
    } finally {
        await other.close();
    }
});

labTest('the address follows the state: a reload keeps it', {}, async (page) => {
    await type(page, '#value-b2', -2.7);
    const state = await stateOf(page);
    await page.waitForFunction(() => location.hash.startsWith('#lab='));
    await page.waitForTimeout(400);
    await page.reload();
    await page.waitForSelector('body[data-ready="true"]');
    assertSame(await stateOf(page), state, 'state');
});

const start = await answer('start', { language: 'en' });
const changed = (change) => {
    const exercise = structuredClone(start);
    change(exercise);
    return fragmentOf({ tab: 'exercise', exercise });
};
const raw = (text) => `#lab=${Buffer.from(text).toString('base64url')}`;

const hostile = {
    'no base64': '#lab=%%%%',
    'nothing': '#lab=',
    'another fragment': '#elsewhere',
    'broken JSON': raw('{"exercise": {'),
    'bytes that are no UTF-8': `#lab=${Buffer.from([0x7b, 0xff, 0xfe]).toString('base64url')}`,
    'a number': raw('7'),
    'a list': raw('[]'),
    'null': raw('null'),
    'no exercise': raw('{}'),
    'a number beyond double': raw(JSON.stringify({ exercise: start }).replace('-2', '-1e999')),
    'a bias null': changed((state) => { state.layers[0].bias[1] = null; }),
    'a bias as text': changed((state) => { state.layers[0].bias[1] = '1'; }),
    'a weight beyond 1e6': changed((state) => { state.layers[0].weights[0][1] = 2e6; }),
    'knots that fall': changed((state) => { state.target.knots = [3, 2, 1, 0]; }),
    '100000 knots': changed((state) => {
        state.target.knots = Array.from({ length: 1e5 }, (_, i) => i);
        state.target.values = state.target.knots;
    }),
    'one knot': changed((state) => { state.target = { knots: [0], values: [0] }; }),
    'no layers': changed((state) => { state.layers = []; }),
    'ragged weights': changed((state) => { state.layers[1].weights[0] = [1, 2, 3]; }),
    '9 layers': changed((state) => { state.layers = Array(9).fill(state.layers[0]); }),
    'an activation unheard of': changed((state) => { state.layers[0].activation = 'gelu'; }),
    'a language unheard of': changed((state) => { state.language = 'xx'; }),
    'HTML in place of a language': changed((state) => { state.language = '<img src=x onerror=alert(1)>'; }),
    'a prototype': raw(`{"__proto__": {"exercise": 1}, "exercise": ${JSON.stringify({ ...start, language: '__proto__' })}}`),
    'a slider without a step': changed((state) => { state.slider.step = 0; }),
    'a deep nest': raw(`{"exercise": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
    'a sound exercise with a hostile plane': fragmentOf({ exercise: start, plane: { layers: '<script>alert(1)</script>' } }),
};

labTest('malformed and hostile fragments: the start, with a note, and no harm', {}, async (page) => {
    for (const [what, fragment] of Object.entries(hostile)) {
        await show(page, { tab: 'exercise', exercise: await randomExercise(1) });
        assert.equal(await page.locator('#note').isVisible(), false, `${what}: no note before`);
        await page.evaluate((hash) => { location.hash = hash; }, fragment);
        await page.waitForSelector('#note:visible', { timeout: 5000 }).catch(() => assert.fail(`${what}: no note`));
        assertSame(await stateOf(page), start, what);
        assert.ok((await page.locator('#note').innerText()).length < 600, `${what}: the note stays short`);
        await type(page, '#value-w1', 1); // and the page goes on
        assert.equal((await stateOf(page)).layers[0].weights[0][1], 1, what);
    }
});

for (const [what, fragment] of Object.entries(hostile).slice(0, 5)) {
    labTest(`opened with ${what}: the start, with a note`, { fragment }, async (page) => {
        assertSame(await stateOf(page), start, what);
        assert.equal(await page.locator('#note').isVisible(), true);
        await click(page, '#note-close');
        assert.equal(await page.locator('#note').isVisible(), false);
    });
}
