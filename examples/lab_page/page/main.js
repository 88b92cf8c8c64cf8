// SPDX-License-Identifier: BSD-3-Clause
// The page: opens the compiled lab, restores the state that the link holds, and wires figures, forms and files to it.
import { byId } from './elements.js';
import { openLab } from './lab.js';
import { Session } from './session.js';
import { PlaneSession, watchPlane } from './plane_tab.js';
import { browserLanguage, showLanguage, watchLanguage, watchScheme } from './preferences.js';
import { announce, note, sayOnButton, watchNotes } from './notices.js';
import { fragmentOf, keepInAddress, readFragment } from './state_link.js';
import { showTab, tabNames, watchTabs } from './tabs.js';
import { say } from './words.js';
import { watchActivationTrio } from './activation_trio.js';
import { copyText, watchExports, watchProgram } from './exports.js';
import { watchGuidance } from './guidance.js';
import { watchMatchFigure } from './match_figure.js';
import { watchNetworkForm } from './network_form.js';
import { watchNetworkView } from './network_view.js';
import { watchSliders } from './sliders.js';
import { TargetEditor } from './target_editor.js';
import { watchUnitPanels } from './unit_panels.js';

class Page {
    constructor(lab) {
        const answers = { refuse: (sentence) => note(say('refused', sentence)), accept: () => note('') };
        this.lab = lab;
        this.tab = tabNames[0];
        this.exercise = new Session(lab, 'view', answers);
        this.plane = new PlaneSession(lab, answers);
    }

    get saved() {
        return { tab: this.tab, exercise: this.exercise.state, plane: this.plane.state ?? undefined };
    }

    /// Draws now what a link's fragment holds or, where it holds nothing sound, the lab's start with a note.
    restore(fragment) {
        note('');
        let saved = null;
        try {
            saved = readFragment(fragment);
            this.show(this.checked(saved));
            this.kept = fragmentOf(this.saved);
        } catch (error) {
            this.show({ exercise: this.startIn(saved?.exercise?.language) });
            this.kept = null;
            note(say('bad_link', error.language === this.exercise.state.language ? error.message : ''));
        }
    }

    startIn(language) {
        return this.lab.call('start', { language: ['en', 'zh'].includes(language) ? language : browserLanguage() });
    }

    checked(saved) {
        const sound = (name, state) => {
            const reply = this.lab.call(name, state);
            if (reply.error !== undefined) throw Object.assign(new RangeError(reply.error), { language: state?.language });
            return reply;
        };
        if (saved === null) return { exercise: this.startIn() };
        return { tab: saved.tab, exercise: sound('check', saved.exercise ?? null), plane: saved.plane && sound('plane_check', saved.plane) };
    }

    show({ tab, exercise, plane = this.plane.state }) {
        showLanguage(exercise.language);
        this.exercise.change(exercise);
        if (plane) this.plane.change({ ...plane, language: exercise.language });
        this.chooseTab(tabNames.includes(tab) ? tab : tabNames[0]);
        this.exercise.redraw();
        if (this.plane.state) this.plane.redraw();
    }

    chooseTab(name) {
        this.tab = name;
        showTab(name);
        if (name === 'plane' && !this.plane.state) this.plane.change(this.lab.call('plane_start', { language: this.exercise.state.language }));
        this.keepLink();
    }

    chooseLanguage(language) {
        note('');
        showLanguage(language);
        this.exercise.change({ ...this.exercise.state, language });
        if (this.plane.state) this.plane.change({ ...this.plane.state, language });
    }

    /// The address follows the state once it rests; at the start it stays bare, a bad link is replaced.
    keepLink() {
        clearTimeout(this.linking);
        this.linking = setTimeout(() => {
            const fragment = fragmentOf(this.saved);
            if (fragment !== this.kept) keepInAddress(fragment);
            this.kept = fragment;
        }, 250);
    }

    async share() {
        const link = new URL(fragmentOf(this.saved), location.href).href, field = byId('share-link');
        byId('share-box').hidden = false;
        field.value = link;
        const isCopied = await copyText(link, field);
        announce(say(isCopied ? 'link_copied' : 'link_not_copied'));
        if (isCopied) sayOnButton(byId('share'), 'copied');
    }

    wire() {
        const { exercise, plane } = this;
        watchNotes();
        watchTabs((name) => this.chooseTab(name));
        watchLanguage((language) => this.chooseLanguage(language));
        byId('share').addEventListener('click', () => this.share());
        watchSliders(exercise);
        watchMatchFigure(exercise, new TargetEditor(exercise));
        watchUnitPanels(exercise);
        watchGuidance(exercise, announce);
        watchNetworkView(exercise);
        watchNetworkForm(exercise, announce);
        watchActivationTrio(exercise);
        watchExports(exercise);
        watchProgram(exercise, 'program', '', announce);
        watchPlane(plane, announce);
        watchProgram(plane, 'plane_program', 'plane-', announce);
        for (const session of [exercise, plane]) session.onDraw(() => this.keepLink());
        addEventListener('hashchange', ({ newURL }) => this.restore(new URL(newURL).hash));
    }

    open() {
        this.wire();
        this.restore(location.hash);
        watchScheme(() => {
            this.exercise.schedule();
            this.plane.schedule();
        });
    }
}

let page = null;

async function start() {
    showLanguage(browserLanguage());
    page = new Page(await openLab());
    page.open();
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    document.body.dataset.ready = 'true';
}

/// For tests: what is shown, and how many milliseconds the last view and its drawing took.
window.creaseLab = {
    ready: start().catch((error) => note(say('cannot_start', error.message))),
    state: () => page.exercise.state,
    view: () => page.exercise.view,
    planeState: () => page.plane.state,
    planeView: () => page.plane.view,
    tab: () => page.tab,
    get lastRedraw() {
        return (page.tab === 'plane' ? page.plane : page.exercise).lastRedraw;
    },
};
