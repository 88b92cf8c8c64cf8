// SPDX-License-Identifier: BSD-3-Clause
// The tab of two inputs: which region is looked at, what the network is there, and another network by seed.
import { byId, element, keepInStep, setAttribute, setField, setOptions, setText } from './elements.js';
import { hiddenOf, seedIn, showDepths, showUnitCounts, withDepth } from './network_form.js';
import { watchPlaneFigure } from './plane_figure.js';
import { watchPlaneWeights } from './plane_weights.js';
import { numberText } from './scale.js';
import { Session } from './session.js';
import { say } from './words.js';

export class PlaneSession extends Session {
    constructor(lab, answers) {
        super(lab, 'plane_view', answers);
        this.fillBy = 'slope';
        this.region = 0;
    }

    get chosenRegion() {
        return Math.min(this.region, this.view.regions.length - 1);
    }

    chooseRegion(region) {
        if (region === this.region) return;
        this.region = region;
        this.schedule();
    }
}

/// A line a layer: which of its units are on.
function patternLines(region) {
    return region.pattern.map((units, layer) => {
        const on = units.flatMap((isOn, unit) => (isOn ? [`u${unit}`] : []));
        return say('region_pattern', layer, on.join(' ') || say('region_none_on'));
    });
}

function mapText({ slopes, intercept }) {
    const terms = slopes.map((slope, i) => `${numberText(slope, 4)} x${i + 1}`);
    const sum = `${terms.join(' + ')} + ${numberText(intercept, 4)}`;
    return say('region_map', sum.replaceAll('+ -', '- '));
}

function showRegion({ view, chosenRegion }) {
    const region = view.regions[chosenRegion], slider = byId('region'), count = view.regions.length;
    const lines = [...patternLines(region), mapText(region), say('region_area', numberText(region.area, 4), region.points.length)];
    setAttribute(slider, 'max', count - 1);
    slider.value = chosenRegion;
    const heading = say('region_name', chosenRegion + 1, count);
    setAttribute(slider, 'aria-valuetext', say('region_value', heading, lines.join('; ')));
    keepInStep(byId('region-text'), [heading, ...lines], (_, index) => index,
        (_, index) => element(index === 0 ? 'h3' : 'p'), (line, text) => setText(line, text));
}

function watchForm(session, announce) {
    let text = '';
    const redraw = (hidden, seed = session.state.seed) => session.changeBy('plane_random', { hidden, seed });
    byId('region').addEventListener('input', ({ target }) => session.chooseRegion(target.valueAsNumber));
    byId('plane-fill').addEventListener('change', ({ target }) => {
        session.fillBy = target.value;
        session.schedule();
    });
    byId('plane-depth').addEventListener('change', ({ target }) => redraw(withDepth(hiddenOf(session.state), Number(target.value))));
    byId('plane-seed').addEventListener('change', ({ target }) => redraw(hiddenOf(session.state), seedIn(target)));
    byId('plane-draw').addEventListener('click', () => redraw(hiddenOf(session.state), Math.min(session.state.seed + 1, Number.MAX_SAFE_INTEGER)));
    byId('plane-reset').addEventListener('click', () => {
        const start = session.ask('plane_start', { language: session.state.language });
        if (start) session.change(start);
    });
    session.onDraw(() => {
        const hidden = hiddenOf(session.state);
        setField(byId('plane-seed'), session.state.seed);
        showDepths(byId('plane-depth'), hidden.length);
        showUnitCounts(byId('plane-unit-counts'), 'plane-units', hidden, (layer, units) => redraw(hiddenOf(session.state).with(layer, units)));
        setOptions(byId('plane-fill'), [['slope', say('fill_slope')], ['pattern', say('fill_pattern')]], session.fillBy);
        if (text !== session.view.text && text !== '') announce(session.view.text);
        text = session.view.text;
        setText(byId('plane-text'), text);
    });
}

export function watchPlane(session, announce) {
    watchForm(session, announce);
    watchPlaneFigure(session);
    watchPlaneWeights(session);
    session.onDraw(() => showRegion(session));
}
