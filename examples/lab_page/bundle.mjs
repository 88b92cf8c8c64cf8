// SPDX-License-Identifier: BSD-3-Clause
// Makes one file of the page: its modules in the order of their imports, its style, the compiled lab, and a
// Content-Security-Policy that lets these run and nothing else.
//   node bundle.mjs PAGE_DIRECTORY LAB.js LAB.wasm OUT.html
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';

const [directory, gluePath, wasmPath, outPath] = process.argv.slice(2);
if (!outPath) throw new Error('usage: node bundle.mjs PAGE_DIRECTORY LAB.js LAB.wasm OUT.html');

const importLine = /^import \{[^}]*\} from '\.\/([\w-]+\.js)';\n/gm;
const topLevelName = /^(?:async )?(?:const|let|class|function) (\w+)/gm;
const licenceLine = /^\/\/ SPDX-License-Identifier: .*\n/gm;

// The modules below `file`, the imported before those that import them.
function modulesOf(file, done = new Map(), importing = []) {
    if (importing.includes(file)) throw new Error(`modules import each other: ${[...importing, file].join(' -> ')}`);
    if (done.has(file)) return done;
    const source = readFileSync(join(directory, file), 'utf8');
    for (const [, imported] of source.matchAll(importLine)) modulesOf(imported, done, [...importing, file]);
    const body = source.replace(importLine, '').replace(licenceLine, '').replace(/^export /gm, '');
    if (/^(import|export)\b/m.test(body)) throw new Error(`${file}: an import or export that this bundler does not know`);
    return done.set(file, body);
}

// One scope for all: a name that two modules use would be a different thing in the bundle than alone.
function joined(modules) {
    const owners = new Map();
    for (const [file, body] of modules)
        for (const [, name] of body.matchAll(topLevelName)) {
            if (owners.has(name)) throw new Error(`${file} and ${owners.get(name)} both have ${name}`);
            owners.set(name, file);
        }
    const script = `'use strict';\n${[...modules.values()].join('')}`;
    new Script(`(async () => {${script}})`, { filename: 'the page\'s modules, joined' }); // a syntax error ends here
    return script;
}

function replaceOnce(text, line, replacement) {
    const parts = text.split(`${line}\n`);
    if (parts.length !== 2) throw new Error(`index.html: expected the line ${line} once, found it ${parts.length - 1} times`);
    return parts.join(replacement);
}

// An element that holds exactly `content`; none may end the element early, and its hash is of that content.
function element(tag, attributes, content) {
    if (new RegExp(`</${tag}|<!--`, 'i').test(content)) throw new Error(`a ${tag} that holds </${tag} or <!--`);
    return `<${tag}${attributes}>${content}</${tag}>\n`;
}

const hashOf = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

const style = readFileSync(join(directory, 'style.css'), 'utf8');
const glue = readFileSync(gluePath, 'utf8');
const script = joined(modulesOf('main.js'));
const wasm = gzipSync(readFileSync(wasmPath), { level: 9 }).toString('base64');
const policy = [
    "default-src 'none'",
    `script-src ${hashOf(glue)} ${hashOf(script)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style)}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
].join('; ');

let page = readFileSync(join(directory, 'index.html'), 'utf8');
page = replaceOnce(page, '<!-- content security policy -->',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`);
page = replaceOnce(page, '<link rel="stylesheet" href="style.css">', element('style', '', style));
page = replaceOnce(page, '<!-- compiled lab -->',
    element('script', ' type="application/octet-stream" id="wasm"', wasm) + element('script', '', glue));
page = replaceOnce(page, '<script type="module" src="main.js"></script>', element('script', ' type="module"', script));
writeFileSync(outPath, page);

const kilobytes = (text) => `${(text.length / 1000).toFixed(0)} kB`;
console.log(`lab ${kilobytes(wasm)} + its glue ${kilobytes(glue)}, script ${kilobytes(script)}, style ${kilobytes(style)}`);
