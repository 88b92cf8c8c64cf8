// SPDX-License-Identifier: BSD-3-Clause
// A session: a state, the view that C++ makes of it, and who draws that. One redraw a frame, however many changes.

export class Session {
    /// viewName: the call that makes a view of a state of this kind. refuse(sentence) shows an error, accept() ends it.
    constructor(lab, viewName, { refuse, accept }) {
        Object.assign(this, { lab, viewName, refuse, accept, state: null, view: null, emphasis: null, chosen: null, drawers: [], lastRedraw: 0 });
    }

    onDraw(drawer) {
        this.drawers.push(drawer);
    }

    /// Shows another state with the next frame.
    change(state) {
        this.state = state;
        this.changed = true;
        this.schedule();
    }

    /// Points at a unit ({layer, unit}) or, with null, at none.
    emphasise(unit) {
        if (unit?.layer === this.emphasis?.layer && unit?.unit === this.emphasis?.unit) return;
        this.emphasis = unit;
        this.schedule();
    }

    /// While an element has the pointer or the focus, it points at unitOf().
    emphasiseFrom(element, unitOf) {
        for (const event of ['pointerenter', 'focusin']) element.addEventListener(event, () => this.emphasise(unitOf()));
        for (const event of ['pointerleave', 'focusout']) element.addEventListener(event, () => this.emphasise(null));
    }

    /// Chooses a unit to look at and, in a deep network, to set; layer = number of hidden layers is the output.
    choose(unit) {
        this.chosen = unit;
        this.schedule();
    }

    get hiddenLayers() {
        return this.state.layers.length - 1;
    }

    /// Asks C++; null, and the error shown, where it refuses.
    ask(name, request) {
        const reply = this.lab.call(name, request);
        if (reply.error === undefined) return reply;
        this.refuse(reply.error);
        return null;
    }

    /// Asks C++ for another state and shows it.
    changeBy(name, request = {}) {
        const reply = this.ask(name, { state: this.state, ...request });
        if (reply) this.change(reply.state);
        else this.schedule(); // fields go back to what is shown
        return reply;
    }

    schedule() {
        this.frame ??= requestAnimationFrame(() => this.redraw());
    }

    redraw() {
        cancelAnimationFrame(this.frame);
        this.frame = null;
        const start = performance.now();
        if (this.changed) this.lookAgain();
        if (this.view) for (const draw of this.drawers) draw(this);
        this.lastRedraw = performance.now() - start;
    }

    /// A state that C++ refuses is dropped: what was shown stays.
    lookAgain() {
        this.changed = false;
        const view = this.ask(this.viewName, this.state);
        if (view) {
            this.view = view;
            this.shown = this.state;
            this.accept();
            this.forgetMissingUnits();
        } else {
            this.state = this.shown;
        }
    }

    forgetMissingUnits() {
        const missing = (unit) => unit && !(unit.unit < this.state.layers[unit.layer]?.bias.length);
        if (missing(this.emphasis)) this.emphasis = null;
        if (missing(this.chosen)) this.chosen = null;
    }
}
