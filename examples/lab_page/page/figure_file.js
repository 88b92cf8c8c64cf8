// SPDX-License-Identifier: BSD-3-Clause
// A figure of the page as one SVG text that needs no style sheet: what is drawn, its headings and its legend.
import { drawn, setAttribute } from './elements.js';

const inlined = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin',
    'opacity', 'font-family', 'font-size', 'font-weight', 'paint-order'];
const margin = 10;
const dropped = ['class', 'tabindex', 'data-key', 'data-points'];

/// Copies what the style sheet says into attributes, element by element.
function inlineStyles(from, to) {
    const style = getComputedStyle(from);
    for (const name of inlined) setAttribute(to, name, style.getPropertyValue(name));
    for (const name of dropped) to.removeAttribute(name);
    [...from.children].forEach((child, index) => inlineStyles(child, to.children[index]));
}

function pictureOf(svg, box) {
    const copy = svg.cloneNode(true), place = svg.getBoundingClientRect();
    inlineStyles(svg, copy);
    const frame = { x: place.left - box.left, y: place.top - box.top, width: place.width, height: place.height };
    for (const [name, value] of Object.entries(frame)) setAttribute(copy, name, value.toFixed(2));
    copy.removeAttribute('id');
    return copy;
}

function textOf(source, box) {
    const style = getComputedStyle(source), range = document.createRange();
    range.selectNodeContents(source);
    const place = range.getBoundingClientRect();
    return drawn('text', {
        x: (place.left - box.left).toFixed(2), y: (place.bottom - box.top - place.height * 0.25).toFixed(2), fill: style.color,
        'font-family': style.fontFamily, 'font-size': style.fontSize, 'font-weight': style.fontWeight,
    }, source.textContent);
}

/// A legend's key: a stroke in the colour of its ::before, and its text.
function keyOf(source, box) {
    const place = source.getBoundingClientRect(), swatch = getComputedStyle(source, '::before');
    const left = place.left - box.left, middle = place.top - box.top + place.height / 2;
    const line = drawn('line', {
        x1: left, x2: left + parseFloat(swatch.width), y1: middle, y2: middle, stroke: swatch.backgroundColor, 'stroke-width': swatch.height,
    });
    return drawn('g', {}, line, textOf(source, box));
}

export function figureAsSvg(figure) {
    const box = figure.getBoundingClientRect(), surface = figure.closest('.card');
    const visible = (selector) => [...figure.querySelectorAll(selector)].filter((part) => part.getClientRects().length > 0);
    const width = box.width + 2 * margin, height = box.height + 2 * margin;
    const picture = drawn('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `${-margin} ${-margin} ${width} ${height}`, width, height },
        drawn('rect', { x: -margin, y: -margin, width, height, fill: getComputedStyle(surface).backgroundColor }),
        ...visible('h3, h4').map((heading) => textOf(heading, box)),
        ...visible('.key').map((key) => keyOf(key, box)),
        ...visible('svg').map((svg) => pictureOf(svg, box)));
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}
