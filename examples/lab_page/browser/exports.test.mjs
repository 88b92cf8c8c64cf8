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

labTest('every figure is saved as SVG that stands alone and has every curve, and opens without complaint', {}, async (page) => {
    mkdirSync(`${build}saved`, { recursive: true });
    const other = await page.context().newPage(), problems = [];
    other.on('requestfailed', (request) => problems.push(request.url()));
    other.on('console', (message) => problems.push(message.text()));
    for (const figure of ['match', 'units', 'network', 'details', 'trio', 'plane']) {
        if (figure === 'details') await click(page, '[data-node="0-1"]');
        if (figure === 'plane') await click(page, '#tab-plane');
        const file = await saved(page, `[data-export="${figure}"]`);
        assert.equal(file.name, `relu_lab_${figure}.svg`);
        await assertStandsAlone(page, file);
        const curves = await page.$$eval(`figure:has([data-export="${figure}"]) [data-curve], section:has(> div > [data-export="${figure}"]) [data-curve]`,
            (all) => all.map((path) => [path.dataset.curve, path.getAttribute('d')]));
        assert.ok(figure === 'network' || figure === 'plane' || curves.length >= 2, `${figure} has curves`);
        for (const [name, d] of figure === 'network' ? [] : curves) assert.ok(file.text.includes(`d="${d}"`), `${file.name} has ${name}`);
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

// A random state of each activation, of 1 to 3 layers.
for (const [activation, seed] of Object.entries({ relu: 20, leaky_relu: 13, sigmoid: 24, linear: 3 })) {
    labTest(`the C++ of a random state of ${activation} is the host's, compiles as shown and gives the page's numbers`, {}, async (page) => {
        const exercise = await randomExercise(seed);
        assert.equal(exercise.layers[0].activation, activation);
        await show(page, { tab: 'exercise', exercise });
        await click(page, '#show-program');
        const text = await page.locator('#program').textContent();
        assert.equal(text, (await answer('program', exercise)).cpp);
        const view = await viewOf(page), lines = runProgram(`exercise_${seed}`, text);
        const samples = lines.filter((numbers) => numbers.length === 2).slice(0, 13);
        assert.equal(samples.length, 13, 'x and y at 13 places');
        const comparable = samples.filter(([x]) => view.exact || view.output.x.includes(x)); // a smooth curve is not straight between its points
        assert.ok(comparable.length >= (view.exact ? 13 : 2));
        for (const [x, y] of comparable) {
            const shown = valueAt(view.output, x);
            assert.ok(Math.abs(shown - y) <= 1e-9 * Math.max(1, Math.abs(y)), `at ${x} the program says ${y}, the page ${shown}`);
        }
        const largest = lines.at(-1).find((value) => Math.abs(value - view.max_difference) <= 1e-9 * Math.max(1, value));
        assert.ok(largest !== undefined, `${lines.at(-1)} has the largest difference ${view.max_difference}`);
    });
}

/// Is a point in a convex polygon, or on its edge?
function isInside(corners, [x, y]) {
    const sides = corners.map(([x0, y0], i) => {
        const [x1, y1] = corners[(i + 1) % corners.length];
        return (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0);
    });
    return sides.every((side) => side >= -1e-9) || sides.every((side) => side <= 1e-9);
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
    const view = await answer('plane_view', state), [counts, ...grid] = runProgram('plane', text);
    assert.deepEqual(counts, [view.counts.regions, view.counts.affine_pieces]);
    const samples = grid.filter((numbers) => numbers.length === 3);
    assert.ok(samples.length >= 9, `a grid of values: ${samples.length}`);
    for (const [x1, x2, y] of samples) {
        const { slopes, intercept } = view.regions.find(({ points }) => isInside(points, [x1, x2]));
        const shown = slopes[0] * x1 + slopes[1] * x2 + intercept;
        assert.ok(Math.abs(shown - y) < 1e-9, `at (${x1}, ${x2}) the program says ${y}, the page's region ${shown}`);
    }
});
