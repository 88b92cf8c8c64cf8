// SPDX-License-Identifier: BSD-3-Clause
// A text of lines becomes headings, lists and paragraphs.
import { element } from './elements.js';

const bullet = /^(?:- | {2,})/;

function list(lines) {
    return element('ul', {}, ...lines.map((line) => element('li', {}, line.replace(bullet, ''))));
}

function blocksOf(lines) {
    const isItem = (line) => bullet.test(line);
    const nodes = [];
    for (let i = 0; i < lines.length;) {
        if (isItem(lines[i])) {
            const end = lines.findIndex((line, at) => at > i && !isItem(line));
            nodes.push(list(lines.slice(i, end < 0 ? lines.length : end)));
            i = end < 0 ? lines.length : end;
        } else {
            const heading = /[:：]$/.test(lines[i]) && lines[i + 1] !== undefined && isItem(lines[i + 1]);
            nodes.push(element(heading ? 'h3' : 'p', {}, heading ? lines[i].replace(/[:：]$/, '') : lines[i]));
            i += 1;
        }
    }
    return nodes;
}

/// Shows the text once it has been the same for a moment: laying out a long one would slow a slider down.
export class Explanation {
    constructor(box) {
        this.box = box;
    }

    show(text) {
        if (this.text === text) return;
        const isFirst = this.text === undefined;
        this.text = text;
        clearTimeout(this.waiting);
        this.waiting = setTimeout(() => this.write(), isFirst ? 0 : 100);
    }

    write() {
        this.box.replaceChildren(...blocksOf(this.text.split('\n').filter((line) => line.trim() !== '')));
    }
}
