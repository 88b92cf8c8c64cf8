// SPDX-License-Identifier: BSD-3-Clause
// Two tabs, as the ARIA pattern has them: arrow keys move between them, only the chosen one is a tab stop.
import { byId, setAttribute } from './elements.js';

export const tabNames = ['exercise', 'plane'];

export function showTab(chosen) {
    for (const name of tabNames) {
        const tab = byId(`tab-${name}`);
        setAttribute(tab, 'aria-selected', String(name === chosen));
        setAttribute(tab, 'tabindex', name === chosen ? 0 : -1);
        byId(`panel-${name}`).hidden = name !== chosen;
    }
}

export function watchTabs(choose) {
    for (const name of tabNames) {
        const tab = byId(`tab-${name}`);
        tab.addEventListener('click', () => choose(name));
        tab.addEventListener('keydown', ({ key }) => {
            const other = { ArrowLeft: -1, ArrowRight: 1 }[key];
            const next = key === 'Home' ? 0 : key === 'End' ? tabNames.length - 1 : other && (tabNames.indexOf(name) + other + tabNames.length) % tabNames.length;
            if (next === undefined) return;
            choose(tabNames[next]);
            byId(`tab-${tabNames[next]}`).focus();
        });
    }
}
