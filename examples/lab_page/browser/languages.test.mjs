// SPDX-License-Identifier: BSD-3-Clause
// English and Chinese: each complete, never mixed, whatever is shown; switched without losing the state.
import assert from 'node:assert/strict';
import { assertSame } from './support/compare.mjs';
import { choose, click, drawn, labTest, show, stateOf, type } from './support/lab.mjs';
import { randomExercise } from './support/random_states.mjs';
import { foreignIn, textsOf, unfilledIn } from './support/words.mjs';

async function assertPure(page, language, when) {
    await page.waitForTimeout(700); // announcements and long texts wait until changes rest
    const texts = await textsOf(page);
    assert.deepEqual(foreignIn(texts, language), [], `${when}, in ${language}`);
    assert.deepEqual(unfilledIn(texts), [], `${when}, in ${language}`);
}

/// Every kind of state that has words of its own.
const scenes = {
    'solved': async (page) => {
        for (let i = 0; i < 8; ++i) await click(page, '#reveal');
    },
    'revealed by one step': async (page) => {
        await click(page, '#reset');
        await click(page, '#reveal');
    },
    'knots to edit': (page) => click(page, '#edit-target'),
    'built': (page) => click(page, '#build-fewest_units'),
    'linear': (page) => choose(page, '#activation', 'linear'),
    'sigmoid': (page) => choose(page, '#activation', 'sigmoid'),
    'LeakyReLU': (page) => choose(page, '#activation', 'leaky_relu'),
    'three layers': async (page) => {
        await choose(page, '#activation', 'relu');
        await choose(page, '#output', 'free');
        await choose(page, '#depth', 3);
        await click(page, '#draw-weights');
    },
    'the output\'s weights': (page) => choose(page, '#unit-chooser', 'output'),
    'a unit pointed at': async (page) => {
        await page.locator('#figure-network [data-node="1-0"]').focus();
        await drawn(page);
    },
    'shared': (page) => click(page, '#share'),
    'two inputs': (page) => click(page, '#tab-plane'),
};

for (const language of ['en', 'zh']) {
    labTest(`no mixed text (${language}), whatever is shown`, { language }, async (page) => {
        assert.equal(await page.locator('html').getAttribute('lang'), language === 'zh' ? 'zh-CN' : 'en');
        assert.equal((await stateOf(page)).language, language);
        await assertPure(page, language, 'at the start');
        for (const [scene, set] of Object.entries(scenes)) {
            await set(page);
            await assertPure(page, language, scene);
        }
        for (let seed = 1; seed <= 9; ++seed) {
            await show(page, { tab: 'exercise', exercise: await randomExercise(seed, language) });
            await assertPure(page, language, `seed ${seed}`);
        }
        await show(page, { exercise: 'broken' });
        assert.equal(await page.locator('#note').isVisible(), true);
        await assertPure(page, language, 'after a broken link');
        await page.fill('#knot-y-1', '5'); // concave there
        await page.press('#knot-y-1', 'Enter');
        await click(page, '#build-sum_only');
        assert.equal(await page.locator('#note').isVisible(), true);
        await assertPure(page, language, 'after a refused build');
    });
}

labTest('switched there and back: the other language everywhere, and the same numbers', {}, async (page) => {
    await type(page, '#value-w1', 0.9);
    const before = await stateOf(page);
    for (const [button, language] of [['#language-zh', 'zh'], ['#language-en', 'en'], ['#language-zh', 'zh']]) {
        await click(page, button);
        assert.equal(await page.getAttribute(button, 'aria-pressed'), 'true');
        assertSame(await stateOf(page), { ...before, language }, 'state');
        await assertPure(page, language, 'switched');
        await click(page, '#tab-plane');
        await assertPure(page, language, 'switched, two inputs');
        await click(page, '#tab-exercise');
    }
});
