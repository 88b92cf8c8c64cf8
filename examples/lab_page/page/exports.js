// SPDX-License-Identifier: BSD-3-Clause
// Files to take along: figures as SVG, data as CSV and JSON, the C++ that builds the network.
import { byId, setAttribute, setText } from './elements.js';
import { figureAsSvg } from './figure_file.js';
import { sayOnButton } from './notices.js';
import { say } from './words.js';

const figures = {
    match: () => byId('figure-match').closest('figure'),
    units: () => byId('unit-panels').closest('figure'),
    network: () => byId('figure-network').closest('figure'),
    details: () => byId('figure-details').closest('figure'),
    trio: () => byId('figure-trio'),
    plane: () => byId('figure-plane').closest('figure'),
};

function saveFile(name, type, text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/// Copies text; where the browser refuses, selects it in its element instead.
export async function copyText(text, holder) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        if (holder.select) holder.select();
        else getSelection().selectAllChildren(holder);
        return document.execCommand('copy');
    }
}

/// A button that shows the C++ of the present state, kept up with it; another that copies it.
export function watchProgram(session, callName, prefix, announce) {
    const show = byId(`${prefix}show-program`), program = byId(`${prefix}program`), box = byId(`${prefix}program-box`);
    let shownFor = null;
    const refresh = () => {
        if (box.hidden || shownFor === session.state) return;
        shownFor = session.state;
        const reply = session.ask(callName, session.state);
        setText(program, reply ? reply.cpp : '');
    };
    show.addEventListener('click', () => {
        box.hidden = !box.hidden;
        setAttribute(show, 'aria-expanded', String(!box.hidden));
        refresh();
    });
    const copy = byId(`${prefix}copy-program`);
    copy.addEventListener('click', async () => {
        const isCopied = await copyText(program.textContent, program);
        announce(say(isCopied ? 'copied' : 'not_copied'));
        if (isCopied) sayOnButton(copy, 'copied');
    });
    session.onDraw(refresh);
}

export function watchExports(session) {
    for (const button of document.querySelectorAll('[data-export]')) {
        const name = button.dataset.export;
        button.addEventListener('click', () => saveFile(`relu_lab_${name}.svg`, 'image/svg+xml', figureAsSvg(figures[name]())));
    }
    const saveTable = (kind, type) => {
        const reply = session.ask('table', session.state);
        if (reply) saveFile(`relu_lab.${kind}`, type, reply[kind]);
    };
    byId('save-csv').addEventListener('click', () => saveTable('csv', 'text/csv'));
    byId('save-json').addEventListener('click', () => saveTable('json', 'application/json'));
}
