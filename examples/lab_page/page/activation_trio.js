// SPDX-License-Identifier: BSD-3-Clause
// Common activation functions, side by side.
import { Chart } from './chart.js';
import { byId, drawn, element, keepInStep, setAttribute, setText } from './elements.js';
import { axisAround, numberText } from './scale.js';
import { say } from './words.js';

function createChart() {
    const svg = drawn('svg', { class: 'chart', role: 'img' });
    const panel = element('div', { class: 'trio-panel' }, element('h3'), svg);
    panel.chart = new Chart(svg);
    return panel;
}

function updateChart(panel, { name, x, y }, index) {
    setText(panel.firstChild, name);
    setAttribute(panel.chart.svg, 'aria-label',
        say('trio_label', name, numberText(y[0], 3), numberText(x[0]), numberText(y.at(-1), 3), numberText(x.at(-1))));
    panel.chart.draw({ x: [x[0], x.at(-1)], y: axisAround(y), curves: [{ name: `trio-${index}`, className: 'trio', x, y }] });
}

export function watchActivationTrio(session) {
    let shown = '';
    session.onDraw(() => {
        const { language, layers } = session.state, slope = layers[0].slope ?? 0.1;
        if (shown === `${language} ${slope}`) return;
        shown = `${language} ${slope}`;
        const reply = session.ask('trio', { slope, language });
        if (reply) keepInStep(byId('figure-trio'), reply.curves, (_, index) => index, createChart, updateChart);
    });
}
