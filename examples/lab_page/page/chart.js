// SPDX-License-Identifier: BSD-3-Clause
// One chart: axes, grid, curves. It fills its <svg> at the size that the page gives it.
import { drawn, keepInStep, setAttribute, setText } from './elements.js';
import { tickText, ticks } from './scale.js';

/// Sizes are observed, never asked for: asking while drawing would make the browser lay out the page each time.
const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) target.chart.resize(contentRect);
});

/// About as wide as a digit beside an axis.
const digitWidth = 7;

let chartCount = 0;

export class Chart {
    constructor(svg) {
        this.svg = svg;
        svg.chart = this;
        this.width = this.height = 0;
        this.clip = `plot-${++chartCount}`;
        this.frame = drawn('rect');
        this.grid = drawn('g', { 'aria-hidden': 'true' });
        this.curves = drawn('g', { 'clip-path': `url(#${this.clip})`, 'aria-hidden': 'true' });
        this.overlay = drawn('g');
        svg.append(drawn('clipPath', { id: this.clip }, this.frame), this.grid, this.curves, this.overlay);
        observer.observe(svg);
    }

    /// what: {x: [lowest, highest], y: [lowest, highest], curves: [{name, className, x, y}], onDrawn}
    draw(what) {
        this.what = what;
        this.redraw();
    }

    resize({ width, height }) {
        Object.assign(this, { width, height });
        this.redraw();
    }

    redraw() {
        const { width, height } = this;
        if (!this.what || width < 60 || height < 40) return;
        this.area = { right: width - 14, top: 10, bottom: height - 26 };
        this.yTicks = ticks(this.what.y, Math.min(10, (this.area.bottom - this.area.top) / 27));
        this.area.left = Math.max(40, 12 + digitWidth * Math.max(...this.yTicks.map((y) => tickText(y).length)));
        setAttribute(this.svg, 'viewBox', `0 0 ${width} ${height}`);
        this.placeFrame();
        this.drawGrid();
        this.drawCurves();
        this.what.onDrawn?.(this);
    }

    across(x) {
        const [lowest, highest] = this.what.x, { left, right } = this.area;
        return left + ((x - lowest) / (highest - lowest)) * (right - left);
    }

    down(y) {
        const [lowest, highest] = this.what.y, { top, bottom } = this.area;
        return bottom - ((y - lowest) / (highest - lowest)) * (bottom - top);
    }

    /// The point of the plot under a pointer.
    pointUnder(event) {
        const box = this.svg.getBoundingClientRect(), { left, right, top, bottom } = this.area;
        const [x0, x1] = this.what.x, [y0, y1] = this.what.y;
        return {
            x: x0 + ((event.clientX - box.left - left) / (right - left)) * (x1 - x0),
            y: y0 + ((bottom - (event.clientY - box.top)) / (bottom - top)) * (y1 - y0),
        };
    }

    path(xs, ys) {
        return xs.map((x, i) => `${i ? 'L' : 'M'}${this.across(x).toFixed(2)} ${this.down(ys[i]).toFixed(2)}`).join('');
    }

    placeFrame() {
        const { left, right, top, bottom } = this.area, margin = 6;
        const frame = { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
        for (const [name, value] of Object.entries(frame)) setAttribute(this.frame, name, value);
    }

    drawGrid() {
        const { left, right, top, bottom } = this.area;
        const lines = [
            ...ticks(this.what.x, (right - left) / 55).map((x) => ({
                key: `x${x}`, zero: x === 0, text: tickText(x), at: [this.across(x), bottom + 18], anchor: 'middle',
                line: `M${this.across(x).toFixed(2)} ${top}V${bottom}`,
            })),
            ...this.yTicks.map((y) => ({
                key: `y${y}`, zero: y === 0, text: tickText(y), at: [left - 8, this.down(y) + 4], anchor: 'end',
                line: `M${left} ${this.down(y).toFixed(2)}H${right}`,
            })),
        ];
        keepInStep(this.grid, lines, ({ key }) => key, () => drawn('g', {}, drawn('path'), drawn('text')),
            (group, { zero, text, at, anchor, line }) => {
                const [path, label] = group.children;
                setAttribute(path, 'd', line);
                setAttribute(path, 'class', zero ? 'grid-zero' : 'grid-line');
                setAttribute(label, 'x', at[0].toFixed(2));
                setAttribute(label, 'y', at[1].toFixed(2));
                setAttribute(label, 'text-anchor', anchor);
                setAttribute(label, 'class', 'tick');
                setText(label, text);
            });
    }

    /// Each curve twice: a casing, which keeps light colours visible on white, and the line itself.
    drawCurves() {
        keepInStep(this.curves, this.what.curves, ({ name }) => name,
            ({ name }) => drawn('g', {}, drawn('path'), drawn('path', { 'data-curve': name })),
            (group, { className, x, y }) => {
                const d = this.path(x, y), [casing, line] = group.children;
                setAttribute(casing, 'd', d);
                setAttribute(casing, 'class', `casing casing-${className}`);
                setAttribute(line, 'd', d);
                setAttribute(line, 'class', `curve curve-${className}`);
                setAttribute(line, 'data-points', JSON.stringify(x.map((value, i) => [value, y[i]])));
            });
    }
}
