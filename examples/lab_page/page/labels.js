// SPDX-License-Identifier: BSD-3-Clause
// Labels beside marks of a chart: inside the plot, and none over another.

const letterWidth = 7.6, above = 12, below = 4;

/// From a mark to the base line of its label, the best first.
const distances = [-13, -28, -43, -58, 24, 39, 54];

/// Where marks are denser than this, in pixels, only some have a label.
const spacing = 60;

function overlap(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/// The places for a mark's label inside the plot, the best first.
function placesFor({ left, right, top, bottom }, { at, text }) {
    const half = (text.length * letterWidth) / 2, x = Math.max(left + half, Math.min(right - half, at.x));
    return distances.map((distance) => at.y + distance)
        .map((y) => ({ x, y, left: x - half, right: x + half, top: y - above, bottom: y + below }))
        .filter((place) => place.top >= top && place.bottom <= bottom);
}

/// Gives marks [{at: {x, y}, text, owned}] a label {x, y}, or null: first those that are owned, which always have one.
export function placeLabels(area, marks) {
    const isCrowded = marks.length * spacing > area.right - area.left, taken = [];
    for (const mark of [...marks].sort((a, b) => b.owned - a.owned)) {
        const places = placesFor(area, mark), free = places.find((place) => !taken.some((other) => overlap(place, other)));
        const isNear = taken.some(({ x }) => Math.abs(x - mark.at.x) < spacing);
        if (mark.owned) mark.label = free ?? places[0] ?? null;
        else mark.label = isCrowded && isNear ? null : free ?? null;
        if (mark.label) taken.push(mark.label);
    }
}
