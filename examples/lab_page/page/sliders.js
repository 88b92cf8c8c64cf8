// SPDX-License-Identifier: BSD-3-Clause
// A slider and a number field for each weight that may move.
import { byId, element, keepInStep, setAttribute, setField, setOptions, setText } from './elements.js';
import { numberText, stepped, stepsOfKey } from './scale.js';
import { say } from './words.js';
import { isPlaceOf, ownerName, shortName, weightAt, weightGroups, weightLabel, withWeight } from './weight_places.js';

function setWeight(session, place, value) {
    if (Number.isFinite(value)) session.change(withWeight(session.state, place, value));
}

function moveByKey(session, place, event) {
    const value = weightAt(session.state, place), { lowest, highest, step } = session.state.slider;
    const ends = { Home: lowest, End: highest }, steps = stepsOfKey(event);
    if (!(event.key in ends) && steps === 0) return;
    event.preventDefault();
    const moved = Math.min(Math.max(stepped(value, step, steps), Math.min(lowest, value)), Math.max(highest, value));
    setWeight(session, place, ends[event.key] ?? moved);
}

function createRow(session, place) {
    const slider = element('input', { type: 'range', id: `slider-${place.key}` });
    const field = element('input', { type: 'number', id: `value-${place.key}`, step: 0.1 });
    slider.addEventListener('input', () => setWeight(session, place, slider.valueAsNumber));
    slider.addEventListener('keydown', (event) => moveByKey(session, place, event));
    field.addEventListener('input', () => setWeight(session, place, field.valueAsNumber));
    field.addEventListener('keydown', (event) => {
        if (event.shiftKey && event.key.startsWith('Arrow')) moveByKey(session, place, event);
    });
    const label = element('label', { for: slider.id });
    return element('div', { class: 'slider-row', 'data-weight': place.key }, label, slider, field);
}

function updateRow(row, place, session) {
    const { state, view } = session, [label, slider, field] = row.children;
    const value = weightAt(state, place), { lowest, highest, step } = state.slider;
    setText(label, shortName(place));
    setAttribute(slider, 'min', Math.min(lowest, Math.floor(value)));
    setAttribute(slider, 'max', Math.max(highest, Math.ceil(value)));
    setAttribute(slider, 'step', step);
    slider.value = value;
    setAttribute(slider, 'aria-label', weightLabel(place, session.hiddenLayers));
    setAttribute(slider, 'aria-valuetext', numberText(value));
    setAttribute(field, 'aria-label', say('typed', weightLabel(place, session.hiddenLayers)));
    setField(field, value);
    const [hint] = view.hints;
    const suggested = isPlaceOf(place, hint?.weight);
    row.classList.toggle('suggested', Boolean(suggested));
    setAttribute(row, 'data-direction', suggested ? hint.direction : null);
}

function createGroup(session) {
    const group = element('fieldset', { class: 'weights' }, element('legend'), element('p', { class: 'quiet' }), element('div'));
    session.emphasiseFrom(group, () => (group.unit.layer < session.hiddenLayers ? group.unit : null));
    return group;
}

function groupTitle({ layer, unit }, view) {
    return view.units[layer]?.[unit].name ?? say('output_heading');
}

function updateGroup(box, group, session) {
    const [legend, fixed, rows] = box.children;
    box.unit = group.unit;
    setText(legend, groupTitle(group.unit, session.view));
    fixed.hidden = !group.fixed;
    setText(fixed, group.fixed ? say('fixed_weights', ...group.places.map((place) => numberText(weightAt(session.state, place)))) : '');
    keepInStep(rows, group.fixed ? [] : group.places, ({ key }) => key,
        (place) => createRow(session, place), (row, place) => updateRow(row, place, session));
}

function drawChooser(session) {
    const { state, hiddenLayers, chosen } = session;
    byId('unit-chooser-row').hidden = hiddenLayers < 2;
    const units = state.layers.slice(0, -1).flatMap(({ bias }, layer) =>
        bias.map((_, unit) => [`${layer}-${unit}`, ownerName({ layer, unit }, hiddenLayers)]));
    const { layer, unit } = chosen ?? { layer: 0, unit: 0 };
    setOptions(byId('unit-chooser'), [...units, ['output', say('output_layer')]], layer === hiddenLayers ? 'output' : `${layer}-${unit}`);
}

export function watchSliders(session) {
    byId('unit-chooser').addEventListener('change', ({ target }) => {
        const [layer, unit] = target.value === 'output' ? [session.hiddenLayers, 0] : target.value.split('-').map(Number);
        session.choose({ layer, unit });
    });
    session.onDraw(() => {
        drawChooser(session);
        keepInStep(byId('sliders'), weightGroups(session.state, session.chosen), ({ unit }) => `${unit.layer}-${unit.unit}`,
            () => createGroup(session), (group, what) => updateGroup(group, what, session));
    });
}

/// Brings the slider of a weight under the reader's fingers.
export function focusWeight(session, weight) {
    if (session.hiddenLayers > 1) {
        session.choose({ layer: weight.layer, unit: weight.unit });
        session.redraw();
    }
    const places = weightGroups(session.state, session.chosen).flatMap((group) => group.places);
    const place = places.find((candidate) => isPlaceOf(candidate, weight));
    if (place) byId(`slider-${place.key}`)?.focus();
}

/// The short name of a hint's weight; null where it has no slider.
export function weightName(session, weight) {
    if (!weight) return null;
    const groups = weightGroups(session.state, { layer: weight.layer, unit: weight.unit });
    const place = groups.flatMap((group) => (group.fixed ? [] : group.places)).find((candidate) => isPlaceOf(candidate, weight));
    return place ? shortName(place) : null;
}
