// SPDX-License-Identifier: BSD-3-Clause
// Verdict, ledger, hints and explanation; start again and reveal.
import { byId, element, keepInStep, setAttribute, setText } from './elements.js';
import { numberText } from './scale.js';
import { say } from './words.js';
import { focusWeight, weightName } from './sliders.js';
import { Explanation } from './explanation.js';

function showVerdict({ view }) {
    const box = byId('verdict'), solved = String(view.solved);
    setText(box, view.verdict);
    setAttribute(box, 'data-solved', solved);
    setAttribute(byId('verdict-box'), 'data-solved', solved);
    setText(byId('mse'), numberText(view.mean_squared_error));
    setText(byId('max-difference'), numberText(view.max_difference));
    setText(byId('max-difference-at'), view.max_difference > 0 ? say('at', numberText(view.at)) : '');
    setText(byId('max-difference-name'), view.exact ? say('max_difference_exact') : say('max_difference_sampled', view.samples));
}

function ledgerCells(segment) {
    return [
        `[${numberText(segment.from)}, ${numberText(segment.to)}]`,
        segment.matches ? say('matches') : say('differs', numberText(segment.difference)),
        numberText(segment.wanted),
        segment.found.map(({ slope }) => numberText(slope)).join(', ') || say('smooth'),
        segment.ledger || '–',
    ];
}

function showLedger({ view, hiddenLayers }) {
    setText(byId('made-of'), hiddenLayers > 1 ? say('made_of_layer', hiddenLayers - 1) : say('made_of'));
    keepInStep(byId('ledger').tBodies[0], view.segments, (_, index) => index,
        () => element('tr', {}, element('th', { scope: 'row' }), element('td', { class: 'verdict' }), ...[1, 2, 3].map(() => element('td'))),
        (row, segment) => {
            setAttribute(row, 'data-matches', String(segment.matches));
            ledgerCells(segment).forEach((text, column) => setText(row.children[column], text));
        });
}

function showHints(session) {
    setText(byId('reach'), session.view.reach);
    const hints = session.view.hints.length ? session.view.hints : [{ text: say(session.view.solved ? 'hint_done' : 'hint_none'), weight: null }];
    keepInStep(byId('hints'), hints, (_, index) => index,
        (_, index) => {
            const button = element('button', { class: 'small', 'data-hint': index });
            button.addEventListener('click', () => focusWeight(session, session.view.hints[index].weight));
            return element('li', {}, element('span'), button);
        },
        (item, hint) => {
            const [text, button] = item.children;
            setText(text, hint.text);
            const name = weightName(session, hint.weight);
            button.hidden = !name;
            setText(button, name ? say('hint_go', name) : '');
        });
}

/// Is this the lab's own exercise, of which the task tells the first steps?
function isTheLabs({ target, layers, output, fixed_unit_0: isFixed }, labTarget) {
    return isFixed && output === 'sum' && layers[0].activation === 'relu' && layers[0].bias.length === 3
        && JSON.stringify(target) === JSON.stringify(labTarget);
}

/// What was revealed is said until something else changes.
function watchButtons(session, announce) {
    let revealed = null;
    byId('reset').addEventListener('click', () => {
        const start = session.ask('start', { language: session.state.language });
        if (start) session.change(start);
    });
    byId('reveal').addEventListener('click', () => {
        const reply = session.ask('step', session.state);
        if (!reply) return;
        session.change(reply.state);
        revealed = reply.state;
        setText(byId('reveal-text'), reply.text);
        announce(reply.text);
    });
    session.onDraw(() => {
        if (session.state !== revealed) setText(byId('reveal-text'), '');
    });
}

export function watchGuidance(session, announce) {
    watchButtons(session, announce);
    const explanation = new Explanation(byId('explanation'));
    const labTarget = session.ask('start', { language: 'en' }).target;
    let verdict = '';
    session.onDraw(() => {
        showVerdict(session);
        showLedger(session);
        showHints(session);
        explanation.show(session.view.explanation);
        if (verdict !== session.view.verdict && verdict !== '') announce(session.view.verdict);
        verdict = session.view.verdict;
        setText(byId('task'), say(isTheLabs(session.state, labTarget) ? 'task' : 'task_free'));
    });
}
