// SPDX-License-Identifier: BSD-3-Clause
// The same C++ as the page's, built for this machine: what it answers is what the page must show.
import { spawn } from 'node:child_process';
import { after } from 'node:test';
import { createInterface } from 'node:readline';
import { hostProgram } from './paths.mjs';

const program = spawn(hostProgram, [], { stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = [];
let ended = null;
createInterface({ input: program.stdout }).on('line', (line) => waiting.shift().resolve(JSON.parse(line)));
const end = (reason) => {
    ended = new Error(`lab_page_host ended: ${reason}`);
    for (const { reject } of waiting.splice(0)) reject(ended);
};
program.on('error', (error) => end(error.message));
program.on('close', (code, signal) => end(signal ?? `code ${code}`));
after(() => program.stdin.end());

/// The reply to a call, errors and all.
export function ask(name, request) {
    return new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        waiting.push({ resolve, reject });
        program.stdin.write(`${name}\t${JSON.stringify(request)}\n`);
    });
}

/// The reply to a call that must succeed.
export async function answer(name, request) {
    const reply = await ask(name, request);
    if (reply.error !== undefined) throw new Error(`${name}: ${reply.error}`);
    return reply;
}
