// SPDX-License-Identifier: BSD-3-Clause
// The compiled lab: crease's headers as WebAssembly. Text in, text out; everything is computed there.
import { byId } from './elements.js';

async function inflatedWasm(holder) {
    const packed = Uint8Array.from(atob(holder.textContent.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

/// {call(name, request) -> reply}; a reply with "error" is a refusal, in a sentence.
export async function openLab() {
    const holder = byId('wasm');
    const module = await globalThis.createLab(holder ? { wasmBinary: await inflatedWasm(holder) } : {});
    return {
        call(name, request) {
            return JSON.parse(module.ccall(`crease_lab_${name}`, 'string', ['string'], [JSON.stringify(request)]));
        },
    };
}
