// SPDX-License-Identifier: BSD-3-Clause
// Opens the page in Chromium, from disk, and watches it: every test fails where the page logs an error, breaks its
// Content-Security-Policy, asks for anything but its own file, or opens a dialog.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { pageFile, require } from './paths.mjs';

const { chromium } = require('playwright-core');

export const pageAddress = pathToFileURL(pageFile).href;

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
});
after(() => browser.close());

/// options: {language, scheme, width, height, fragment, reducedMotion, touch}
export async function openLab(options = {}) {
    const { language = 'en', scheme = 'light', width = 1440, height = 1000, fragment = '' } = options;
    const context = await browser.newContext({
        locale: language === 'zh' ? 'zh-CN' : 'en-US', colorScheme: scheme, viewport: { width, height },
        reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference', hasTouch: options.touch ?? false,
        acceptDownloads: true,
    });
    await context.addInitScript(() => {
        new MutationObserver(() => {
            if (document.body?.dataset.ready === 'true') window.usableAfter ??= performance.now();
        }).observe(document, { subtree: true, attributeFilter: ['data-ready'] });
    });
    const page = await context.newPage(), problems = [];
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`exception: ${error.stack ?? error}`));
    page.on('crash', () => problems.push('the page crashed'));
    page.on('dialog', (dialog) => {
        problems.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on('request', (request) => {
        const address = request.url().split('#')[0];
        if (address !== pageAddress && !/^(blob|data):/.test(address)) problems.push(`request: ${address}`);
    });
    await page.goto(pageAddress + fragment);
    await page.waitForSelector('body[data-ready="true"]', { timeout: 20000 });
    return { page, problems, close: () => context.close() };
}

/// A test that drives the page, opened with these options. drive(page, problems) may empty the problems it provoked.
export function labTest(claim, options, drive) {
    test(claim, async () => {
        const { page, problems, close } = await openLab(options);
        try {
            await drive(page, problems);
            assert.deepEqual(problems, []);
        } finally {
            await close();
        }
    });
}

/// Waits until what was changed is drawn, and its sizes have been observed.
export function drawn(page) {
    return page.evaluate(() => new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)));
    }));
}

export const stateOf = (page) => page.evaluate(() => window.creaseLab.state());
export const viewOf = (page) => page.evaluate(() => window.creaseLab.view());
export const planeStateOf = (page) => page.evaluate(() => window.creaseLab.planeState());
export const planeViewOf = (page) => page.evaluate(() => window.creaseLab.planeView());

/// What a link to this holds: {tab, exercise, plane}.
export function fragmentOf(saved) {
    return `#lab=${Buffer.from(JSON.stringify(saved)).toString('base64url')}`;
}

/// Goes to a state by its link, as a reader would who pastes it into the open page.
export async function show(page, saved) {
    await page.evaluate((fragment) => {
        history.replaceState(null, '', '#'); // or the same link twice would be no change of address
        location.hash = fragment;
    }, fragmentOf(saved));
    await drawn(page);
}

export async function type(page, selector, value) {
    await page.fill(selector, String(value));
    await drawn(page);
}

export async function choose(page, selector, value) {
    await page.selectOption(selector, String(value));
    await drawn(page);
}

export async function click(page, selector) {
    await page.click(selector);
    await drawn(page);
}

export async function press(page, selector, keys) {
    await page.press(selector, keys);
    await drawn(page);
}
