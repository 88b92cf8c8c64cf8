// SPDX-License-Identifier: BSD-3-Clause
// What the reader takes along: figures that stand alone, data and C++ that are the host's; and that C++ compiles and
// computes what the page shows.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { assertSame } from './support/compare.mjs';
import { answer } from './support/host.mjs';
import { click, drawn, labTest, planeStateOf, show, stateOf, viewOf } from './support/lab.mjs';
import { build, sources } from './support/paths.mjs';
import { randomExercise } from './support/random_states.mjs';

async function saved(page, selector) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/// Well-formed, and needs nothing from elsewhere.
async function assertStandsAlone(page, { name, text }) {
    const failure = await page.evaluate((svg) => {
        const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
        if (parsed.querySelector('parsererror')) return parsed.querySelector('parsererror').textContent;
        if (parsed.documentElement.namespaceURI !== 'http://www.w3.org/2000/svg') return 'no SVG namespace';
        const forbidden = parsed.querySelector('script, foreignObject, image, use, style, link');
        if (forbidden) return `it has a ${forbidden.nodeName}`;
        for (const element of parsed.querySelectorAll('*')) {
            for (const { name: attribute, value } of element.attributes) {
                const [, target] = /url\(["']?([^"')]*)/.exec(value) ?? [];
                if (target && !(target[0] === '#' && parsed.getElementById(target.slice(1)))) return `${attribute}="${value}"`;
                if (attribute.startsWith('on') || attribute.endsWith('href')) return `${attribute}="${value}"`;
            }
        }
        return null;
    }, text);
    assert.equal(failure, null, name);
    const curves = (text.match(/<path/g) ?? []).length + (text.match(/<polygon/g) ?? []).length + (text.match(/<circle/g) ?? []).length;
    assert.ok(curves > 3 && /<text/.test(text), `${name} draws something`);
}

labTest('every figure is saved as SVG that stands alone, and looks alike when opened', {}, async (page) => {
    mkdirSync(`${build}saved`, { recursive: true });
    const other = await page.context().newPage(), problems = [];
    other.on('requestfailed', (request) => problems.push(request.url()));
    other.on('console', (message) => problems.push(message.text()));
    for (const figure of ['match', 'units', 'network', 'trio', 'plane']) {
        if (figure === 'plane') await click(page, '#tab-plane');
        const file = await saved(page, `[data-export="${figure}"]`);
        assert.equal(file.name, `relu_lab_${figure}.svg`);
        await assertStandsAlone(page, file);
        writeFileSync(`${build}saved/${file.name}`, file.text);
        await other.goto(pathToFileURL(`${build}saved/${file.name}`).href);
        await other.screenshot({ path: `${build}saved/${figure}.png` });
    }
    assert.deepEqual(problems, []);
});

labTest('CSV and JSON are the host\'s', {}, async (page) => {
    for (const seed of [3, 4, 8]) {
        const exercise = await randomExercise(seed);
        await show(page, { tab: 'exercise', exercise });
        const table = await answer('table', exercise);
        const csv = await saved(page, '#save-csv'), json = await saved(page, '#save-json');
        const cells = (text) => text.trim().split('\n').map((line) => line.split(',').map((cell) => (cell.trim() === '' || Number.isNaN(Number(cell)) ? cell : Number(cell))));
        assert.equal(cells(csv.text).length, 301, 'a heading and 300 samples');
        assertSame(cells(csv.text), cells(table.csv), 'CSV');
        assertSame(JSON.parse(json.text), JSON.parse(table.json), 'JSON');
    }
});

/// Compiles a program as its reader would, with warnings as errors, and returns the numbers it prints, line by line.
function runProgram(name, text) {
    const file = `${build}programs/${name}`;
    mkdirSync(`${build}programs`, { recursive: true });
    writeFileSync(`${file}.cpp`, text);
    execFileSync(process.env.CXX ?? 'g++', ['-std=c++20', '-Wall', '-Wextra', '-Werror', `-I${sources}include`, `${file}.cpp`, '-o', file]);
    const lines = execFileSync(file, { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => (line.match(/-?\d+(\.\d+)?(e[-+]?\d+)?/g) ?? []).map(Number));
}

/// The page's drawn curve at x.
function valueAt({ x: xs, y: ys }, x) {
    const right = Math.min(Math.max(xs.findIndex((knot) => knot >= x), 1), xs.length - 1);
    const share = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
    return ys[right - 1] + share * (ys[right] - ys[right - 1]);
}

for (const seed of [2, 6]) {
    labTest(`the C++ of a random state (${seed}) is the host's, compiles as shown and gives the page's numbers`, {}, async (page) => {
        const exercise = await randomExercise(seed);
        exercise.layers.slice(0, -1).forEach((layer) => { layer.activation = 'relu'; delete layer.slope; });
        await show(page, { tab: 'exercise', exercise });
        await click(page, '#show-program');
        const text = await page.locator('#program').textContent();
        assert.equal(text, (await answer('program', exercise)).cpp);
        const view = await viewOf(page), lines = runProgram(`exercise_${seed}`, text);
        const samples = lines.filter((numbers) => numbers.length === 2).slice(0, 13);
        assert.equal(samples.length, 13, 'x and y at 13 places');
        for (const [x, y] of samples) {
            const shown = valueAt(view.output, x);
            assert.ok(Math.abs(shown - y) <= 1e-9 * Math.max(1, Math.abs(y)), `at ${x} the program says ${y}, the page ${shown}`);
        }
        const largest = lines.at(-1).find((value) => Math.abs(value - view.max_difference) <= 1e-9 * Math.max(1, value));
        assert.ok(largest !== undefined, `${lines.at(-1)} has the largest difference ${view.max_difference}`);
    });
}

labTest('the C++ follows the state, and on the second tab counts the same regions', {}, async (page) => {
    await click(page, '#show-program');
    await click(page, '#build-fewest_units');
    assert.equal(await page.locator('#program').textContent(), (await answer('program', await stateOf(page))).cpp);
    await click(page, '#tab-plane');
    await click(page, '#plane-show-program');
    await drawn(page);
    const state = await planeStateOf(page), text = await page.locator('#plane-program').textContent();
    assert.equal(text, (await answer('plane_program', state)).cpp);
    const { counts } = await answer('plane_view', state), lines = runProgram('plane', text);
    assert.ok(lines.some((numbers) => numbers.includes(counts.regions)), `the program counts ${counts.regions} regions`);
});
