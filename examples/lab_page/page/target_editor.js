// SPDX-License-Identifier: BSD-3-Clause
// The reader's own target: knots that are dragged in the figure, moved by keys, or typed in a table.
import { byId, drawn, element, keepInStep, setAttribute, setField, setText } from './elements.js';
import { numberText, rounded, stepped, stepsOfKey } from './scale.js';
import { say } from './words.js';

const step = 0.1;

export class TargetEditor {
    constructor(session) {
        Object.assign(this, { session, editing: false, heldAxes: null, dragged: null });
        byId('edit-target').addEventListener('click', () => {
            this.editing = !this.editing;
            setAttribute(byId('edit-target'), 'aria-pressed', String(this.editing));
            session.schedule();
        });
        byId('knot-add').addEventListener('click', () => session.changeBy('target', { add: {} }));
        byId('target-lab').addEventListener('click', () => this.restoreLab());
        session.onDraw(() => this.drawTable());
    }

    get knots() {
        const { knots, values } = this.session.state.target;
        return knots.map((x, i) => ({ x, y: values[i] }));
    }

    move(index, x, y) {
        return this.session.changeBy('target', { move: { index, x, y } });
    }

    add(x) {
        this.session.changeBy('target', { add: { x } });
    }

    remove(index) {
        this.session.changeBy('target', { remove: { index } });
    }

    /// Leaves the focus beside a knot that was removed.
    focusNear(index, find) {
        this.session.redraw();
        find(Math.min(index, this.knots.length - 1)).focus();
    }

    restoreLab() {
        const start = this.session.ask('start', { language: this.session.state.language });
        if (start) this.session.change({ ...this.session.state, target: start.target });
    }

    watchFigure(chart, layer) {
        chart.svg.addEventListener('dblclick', (event) => {
            if (this.editing && !event.target.closest('[data-knot]')) this.add(rounded(chart.pointUnder(event).x, step / 2));
        });
        layer.addEventListener('pointerdown', (event) => this.startDrag(event, chart));
        layer.addEventListener('pointermove', (event) => this.drag(event, chart));
        for (const end of ['pointerup', 'pointercancel']) layer.addEventListener(end, () => this.endDrag());
        layer.addEventListener('keydown', (event) => this.moveByKey(event));
    }

    startDrag(event, chart) {
        const handle = event.target.closest('[data-knot]');
        this.dragged = Number(handle.dataset.knot);
        this.heldAxes = { x: chart.what.x, y: chart.what.y };
        handle.setPointerCapture(event.pointerId);
    }

    drag(event, chart) {
        if (this.dragged === null) return;
        const { x, y } = chart.pointUnder(event);
        this.move(this.dragged, rounded(x, step / 2), rounded(y, step / 2));
    }

    endDrag() {
        this.dragged = null;
        this.heldAxes = null;
        this.session.schedule();
    }

    moveByKey(event) {
        const index = Number(event.target.dataset.knot), { x, y } = this.knots[index];
        if (event.key === 'Delete' || event.key === 'Backspace') {
            event.preventDefault();
            this.remove(index);
            this.focusNear(index, (near) => event.currentTarget.querySelector(`[data-knot="${near}"]`));
            return;
        }
        const steps = stepsOfKey(event);
        if (steps === 0) return;
        event.preventDefault();
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') this.move(index, stepped(x, step, steps), y);
        else this.move(index, x, stepped(y, step, steps));
    }

    drawKnots(chart, layer) {
        keepInStep(layer, this.editing ? this.knots : [], (_, index) => index,
            (_, index) => drawn('g', { tabindex: 0, role: 'slider', class: 'knot', 'data-knot': index },
                drawn('circle', { r: 16, class: 'touch' }), drawn('circle', { r: 7, class: 'dot' })),
            (handle, { x, y }, index) => {
                setAttribute(handle, 'transform', `translate(${chart.across(x).toFixed(2)} ${chart.down(y).toFixed(2)})`);
                setAttribute(handle, 'aria-label', say('knot_label', index));
                setAttribute(handle, 'aria-valuemin', chart.what.y[0]);
                setAttribute(handle, 'aria-valuemax', chart.what.y[1]);
                setAttribute(handle, 'aria-valuenow', y);
                setAttribute(handle, 'aria-valuetext', say('knot_value', numberText(x), numberText(y)));
            });
    }

    createRow(index) {
        const x = element('input', { type: 'number', step, id: `knot-x-${index}` });
        const y = element('input', { type: 'number', step, id: `knot-y-${index}` });
        const remove = element('button', { class: 'small', id: `knot-remove-${index}` });
        for (const field of [x, y]) {
            field.addEventListener('change', () => {
                if (Number.isFinite(x.valueAsNumber + y.valueAsNumber)) this.move(index, x.valueAsNumber, y.valueAsNumber);
            });
        }
        remove.addEventListener('click', () => {
            this.remove(index);
            this.focusNear(index, (near) => byId(this.knots.length > 2 ? `knot-remove-${near}` : `knot-x-${near}`));
        });
        return element('tr', {}, ...[x, y, remove].map((part) => element('td', {}, part)));
    }

    drawTable() {
        const knots = this.knots;
        keepInStep(byId('knots').tBodies[0], knots, (_, index) => index, (_, index) => this.createRow(index),
            (row, knot, index) => {
                const [x, y, remove] = [...row.children].map((cell) => cell.firstChild);
                setField(x, knot.x);
                setField(y, knot.y);
                setAttribute(x, 'aria-label', say('knot_x', index));
                setAttribute(y, 'aria-label', say('knot_y', index));
                setText(remove, say('remove'));
                setAttribute(remove, 'aria-label', say('knot_remove', index));
                remove.disabled = knots.length <= 2;
            });
    }
}
