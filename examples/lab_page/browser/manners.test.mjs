// SPDX-License-Identifier: BSD-3-Clause
// Fits every width, is read by assistive technology, loads and redraws fast, stays small, and lets nothing in.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { click, choose, drawn, labTest, openLab, press, type } from './support/lab.mjs';
import { pageFile, require, screenshots } from './support/paths.mjs';

const largestFile = 400_000; // bytes; the README states the size
// Milliseconds. What else the machine does only adds to a time, so the shortest of several is held against a frame, and
// against twice the second in which the page is meant to be usable; medians and the longest are printed.
const frame = 16, longestStart = 2000;

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/// What axe-core finds, a line each.
async function violations(page) {
    await page.waitForTimeout(300); // colours that fade in
    await page.evaluate(`{${axe}}`);
    return page.evaluate(async () => (await window.axe.run(document)).violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary.split('\n').slice(1).join(' ').trim()}`)));
}

async function assertFits(page, width) {
    const { over, widest } = await page.evaluate(() => {
        const root = document.documentElement, edge = root.clientWidth;
        const reach = [...document.querySelectorAll('main *, header *')].filter((element) => element.getBoundingClientRect().right > edge + 1
            && !element.closest('svg, .scroll'));
        return { over: root.scrollWidth - edge, widest: reach.map((element) => element.id || element.className || element.nodeName) };
    });
    assert.ok(over <= 0, `at ${width} px the page is ${over} px too wide: ${widest.slice(0, 5)}`);
}

mkdirSync(screenshots, { recursive: true });
for (const language of ['en', 'zh']) {
    for (const scheme of ['light', 'dark']) {
        labTest(`${language}, ${scheme}: fits at 360, 800 and 1440 px, and axe-core finds nothing, on both tabs`, { language, scheme }, async (page) => {
            assert.equal(await page.locator('html').getAttribute('data-scheme'), scheme);
            for (const tab of ['exercise', 'plane']) {
                await click(page, `#tab-${tab}`);
                for (const width of [360, 800, 1440]) {
                    await page.setViewportSize({ width, height: 1000 });
                    await drawn(page);
                    await assertFits(page, width);
                    await page.screenshot({ path: `${screenshots}${tab}-${language}-${scheme}-${width}.png`, fullPage: true });
                }
                assert.deepEqual(await violations(page), []);
            }
        });
    }
}

labTest('the README\'s picture: unit 2 on its way', { width: 1280, height: 800 }, async (page) => {
    for (const [key, value] of Object.entries({ w1: 1, b1: -1, w2: 1.5, b2: -3 })) await type(page, `#value-${key}`, value);
    await page.evaluate(() => document.activeElement.blur());
    await drawn(page);
    await page.screenshot({ path: `${screenshots}readme.png` });
});

labTest('axe-core finds nothing in a deep network, with knots to edit, the program shown and a note, wide and at 360 px', {}, async (page) => {
    await choose(page, '#depth', 3);
    await click(page, '#edit-target');
    await click(page, '#show-program');
    await click(page, '#share');
    await page.evaluate(() => { location.hash = '#lab=!'; });
    await drawn(page);
    assert.deepEqual(await violations(page), []);
    await page.setViewportSize({ width: 360, height: 900 });
    await choose(page, '#depth', 2);
    await assertFits(page, 360);
    assert.deepEqual(await violations(page), []);
});

labTest('how long a redraw takes: each key of a slider, of the lab and of 24 units in 3 layers', {}, async (page) => {
    const measure = async (slider) => {
        const times = [];
        await page.focus(slider);
        for (let i = 0; i < 60; ++i) {
            await press(page, slider, i % 20 < 10 ? 'ArrowRight' : 'ArrowLeft');
            times.push(await page.evaluate(() => window.creaseLab.lastRedraw));
        }
        return times;
    };
    const lab = await measure('#slider-w1');
    for (const [field, value] of [['#output', 'free'], ['#depth', 3], ['#units-0', 8], ['#units-1', 8], ['#units-2', 8]]) await choose(page, field, value);
    await click(page, '#draw-weights');
    const deep = await measure('#unit-chooser-row ~ #sliders input[type=range] >> nth=0');
    console.log(`redraw, median and longest of 60: lab ${median(lab).toFixed(1)} and ${Math.max(...lab).toFixed(1)} ms, `
        + `3 x 8 units ${median(deep).toFixed(1)} and ${Math.max(...deep).toFixed(1)} ms`);
    assert.ok(Math.min(...lab) <= frame, `${lab}`);
    assert.ok(Math.min(...deep) <= frame, `deep: ${deep}`);
});

labTest('how soon the page is usable', {}, async () => {
    const times = [];
    for (let i = 0; i < 5; ++i) {
        const { page, close } = await openLab();
        times.push(await page.evaluate(() => window.usableAfter));
        await close();
    }
    console.log(`usable after ${Math.min(...times).toFixed(0)} ms, median ${median(times).toFixed(0)} (5 openings)`);
    assert.ok(Math.min(...times) <= longestStart, `${times}`);
});

labTest(`the file is at most ${largestFile / 1000} kB, and its policy lets nothing in`, {}, async (page, problems) => {
    const size = statSync(pageFile).size, policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', 'content');
    console.log(`relu_lab.html: ${size} bytes`);
    assert.ok(size <= largestFile, `${size} bytes`);
    assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+' 'sha256-[^']+' 'wasm-unsafe-eval'; style-src 'sha256-[^']+'; img-src data: blob:;/);
    assert.doesNotMatch(policy, /http|unsafe-inline|'unsafe-eval'|\*/);
    const refused = await page.evaluate(async () => {
        const script = document.createElement('script');
        script.textContent = 'window.intruded = true';
        document.body.append(script);
        const fetched = await fetch('data:,x').then(() => true, () => false);
        return { intruded: window.intruded === true, fetched };
    });
    assert.deepEqual(refused, { intruded: false, fetched: false });
    assert.ok(problems.length >= 2 && problems.every((problem) => problem.includes('Content Security Policy')), `${problems}`);
    problems.length = 0;
});

labTest('reduced motion is respected', { reducedMotion: true }, async (page) => {
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element);
        return [transitionDuration, animationDuration].some((list) => list.split(',').some((time) => parseFloat(time) > 0.01));
    }).map(({ id, className, nodeName }) => id || className.baseVal || className || nodeName));
    assert.deepEqual(moving, []);
});
