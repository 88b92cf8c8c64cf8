#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write anatomy/exact_regions.txt: small degenerate networks, their regions counted in exact rational arithmetic.

usage: make_exact_regions.py        (minutes)

A cell is a list of half-spaces and a point strictly inside. Whether a plane cuts it, a linear program over fractions
decides: a dual simplex method with Bland's rule. The format is in README.md.
"""
import random
from fractions import Fraction as F
from pathlib import Path


def maximise(rows, box, c, enough=None):
    """The largest c.x with a.x <= b for all rows and box[j][0] <= x[j] <= box[j][1]; (value, x). Stops at `enough`."""
    d = len(c)
    basis = [2 * j + (c[j] >= 0) for j in range(d)]
    inverse = [[F(0)] * d for _ in range(d)]
    for j in range(d):
        inverse[j][j] = F(1 if c[j] >= 0 else -1)
    x = [box[j][1] if c[j] >= 0 else box[j][0] for j in range(d)]
    dual = [abs(v) for v in c]
    while True:
        value = sum(a * b for a, b in zip(c, x))
        if enough is not None and value <= enough:
            return value, x
        entering = None
        for j in range(d):
            if x[j] < box[j][0]:
                entering, row, over = 2 * j, [F(-(i == j)) for i in range(d)], box[j][0] - x[j]
                break
            if x[j] > box[j][1]:
                entering, row, over = 2 * j + 1, [F(i == j) for i in range(d)], x[j] - box[j][1]
                break
        else:
            for i, (a, b) in enumerate(rows):
                s = sum(p * q for p, q in zip(a, x)) - b
                if s > 0:
                    entering, row, over = 2 * d + i, a, s
                    break
        if entering is None:
            return value, x
        w = [sum(row[j] * inverse[j][k] for j in range(d)) for k in range(d)]
        _, _, q = min((dual[k] / w[k], basis[k], k) for k in range(d) if w[k] > 0)
        ratio = dual[q] / w[q]
        dual = [dual[k] - ratio * w[k] for k in range(d)]
        dual[q] = ratio
        for j in range(d):
            direction = inverse[j][q] / w[q]
            inverse[j] = [inverse[j][k] - w[k] * direction for k in range(d)]
            inverse[j][q] = direction
            x[j] -= over * direction
        basis[q] = entering


ACTIVATIONS = {  # knots, slopes, intercepts
    "relu": lambda p: ([0], [0, 1], [0, 0]),
    "leaky_relu": lambda p: ([0], [p, 1], [0, 0]),
    "clipped_relu": lambda p: ([0, p], [0, 1, 0], [0, 0, p]),
    "hard_tanh": lambda p: ([-1, 1], [0, 1, 0], [-1, 0, 1]),
    "abs": lambda p: ([0], [-1, 1], [0, 0]),
    "linear": lambda p: ([], [1], [0]),
}


class Walk:
    def __init__(self, layers, box):
        self.layers, self.box, self.d = layers, [(F(a), F(b)) for a, b in box], len(box)
        self.count, self.norm_one, self.norm_infinity = 0, F(0), F(0)
        outputs = len(layers[-1][1])
        self.low, self.high = [None] * outputs, [None] * outputs
        identity = [([F(i == j) for j in range(self.d)], F(0)) for i in range(self.d)]
        self.layer(0, identity, [], [(a + b) / 2 for a, b in self.box])

    def layer(self, l, inputs, rows, inside):
        if l == len(self.layers):
            return self.leaf(inputs, rows)
        kernel, bias, _, _ = self.layers[l]  # kernel (in, out)
        z = []
        for j in range(len(bias)):
            normal = [sum(kernel[i][j] * inputs[i][0][r] for i in range(len(inputs))) for r in range(self.d)]
            z.append((normal, bias[j] + sum(kernel[i][j] * inputs[i][1] for i in range(len(inputs)))))
        self.unit(l, z, 0, 0, [0] * len(z), rows, inside)

    def unit(self, l, z, j, k, states, rows, inside):
        knots, slopes, intercepts = ACTIVATIONS[self.layers[l][2]](self.layers[l][3])
        if j == len(z):
            gives = [([F(slopes[s]) * v for v in n], F(slopes[s]) * c + F(intercepts[s]))
                     for s, (n, c) in zip(states, z)]
            return self.layer(l + 1, gives, rows, inside)
        if k == len(knots):
            return self.unit(l, z, j + 1, 0, states, rows, inside)
        normal, offset = z[j][0], z[j][1] - F(knots[k])
        value = lambda x: offset + sum(a * b for a, b in zip(normal, x))
        raised = states[:j] + [states[j] + 1] + states[j + 1:]
        go_on = lambda above, more, point: self.unit(l, z, j, k + 1, raised if above else states, rows + more, point)
        if not any(normal):
            return go_on(offset > 0, [], inside)
        below, above = (normal, -offset), ([-v for v in normal], offset)
        here = value(inside)
        if here == 0:  # both sides: go from inside along the normal, half as far as the cell goes
            for sign in (1, -1):
                direction = [sign * v for v in normal]
                room = [(self.box[i][1 if v > 0 else 0] - inside[i]) / v for i, v in enumerate(direction) if v]
                for a, b in rows:
                    speed = sum(p * q for p, q in zip(a, direction))
                    if speed > 0:
                        room.append((b - sum(p * q for p, q in zip(a, inside))) / speed)
                point = [p + min(room) / 2 * v for p, v in zip(inside, direction)]
                go_on(sign > 0, [above if sign > 0 else below], point)
            return None
        sign = 1 if here < 0 else -1  # towards the other side
        farthest, x = maximise(rows, self.box, [sign * v for v in normal], -sign * offset)
        if farthest + sign * offset <= 0:
            return go_on(here > 0, [], inside)
        go_on(here > 0, [above if here > 0 else below], inside)
        share = (1 + here / (here - value(x))) / 2
        go_on(here < 0, [below if here > 0 else above], [p + share * (q - p) for p, q in zip(inside, x)])

    def leaf(self, outputs, rows):
        self.count += 1
        for j, (normal, offset) in enumerate(outputs):
            high = maximise(rows, self.box, normal)[0] + offset
            low = offset - maximise(rows, self.box, [-v for v in normal])[0]
            self.high[j] = high if self.high[j] is None else max(self.high[j], high)
            self.low[j] = low if self.low[j] is None else min(self.low[j], low)
        self.norm_one = max(self.norm_one, *(sum(abs(n[r]) for n, _ in outputs) for r in range(self.d)))
        self.norm_infinity = max(self.norm_infinity, *(sum(map(abs, n)) for n, _ in outputs))


def kernel_of(columns):
    return [list(row) for row in zip(*columns)]


def first_layer(kind, d, units, box, r):
    ternary = lambda: [r.choice((-1, 0, 1)) for _ in range(d)]

    def some():
        while not any(v := ternary()):
            pass
        return v

    columns, bias = [], []
    for u in range(units):
        w = some()
        at = lambda point: -sum(a * b for a, b in zip(w, point))
        if kind == "star":  # all through one point
            b = at([F(lo + hi) / 2 for lo, hi in box])
        elif kind == "corner":
            b = at([r.choice(side) for side in box])
        elif kind == "faces":  # on sides, and parallel to them
            i = r.randrange(d)
            w = [r.choice((-1, 1)) if j == i else 0 for j in range(d)]
            b = at([r.choice(side) if r.random() < 0.5 else F(sum(side)) / 2 for side in box])
        elif kind == "grid":
            i = u % d
            w = [r.choice((1, -1, 2)) if j == i else 0 for j in range(d)]
            lo, hi = box[i]
            b = -w[i] * (lo + F(hi - lo) * r.choice((1, 2, 3)) / 4)
        elif kind == "twins" and u % 2:  # equal, opposite or doubled
            scale = r.choice((1, -1, 2))
            w, b = [scale * v for v in columns[-1]], scale * bias[-1]
        elif kind == "dead" and u % 2:
            w, b = [0] * d, r.choice((-1, 0, 1))
        else:
            b = r.choice((-1, 0, 1))
        columns.append(w)
        bias.append(b)
    return kernel_of(columns), bias


def next_layer(kind, inputs, units, r):
    columns = [[r.choice((-1, 0, 1)) for _ in range(inputs)] for _ in range(units)]
    bias = [r.choice((-1, 0, 0, 1)) for _ in range(units)]
    if kind == "twins":  # what equal and opposite units give cancels
        for u in range(0, units, 2):
            columns[u] = [(1, -1)[i % 2] for i in range(inputs)]
    return kernel_of(columns), bias


def number(value):
    value = F(value)
    assert F(float(value)) == value, value
    return repr(float(value)).removesuffix(".0")


def text(name, layers, box, walk):
    nearest = lambda v: repr(float(v)).removesuffix(".0")
    lines = [f"{name} {len(box)} {len(layers)}",
             " ".join(number(lo) for lo, _ in box), " ".join(number(hi) for _, hi in box)]
    for kernel, bias, activation, parameter in layers:
        lines.append(f"{len(kernel)} {len(bias)} {activation} {number(parameter)}")
        lines += [" ".join(map(number, row)) for row in kernel] + [" ".join(map(number, bias))]
    lines.append(f"{walk.count} {nearest(walk.norm_one)} {nearest(walk.norm_infinity)}")
    lines.append(" ".join(f"{nearest(a)} {nearest(b)}" for a, b in zip(walk.low, walk.high)))
    return "\n".join(lines)


def main():
    r = random.Random(20261124)
    kinds = ["ternary", "star", "corner", "faces", "grid", "twins", "dead"]
    activations = [("relu", 0), ("leaky_relu", F(1, 2)), ("clipped_relu", 1), ("abs", 0), ("hard_tanh", 0)]
    shapes = [(1, [4, 4, 3]), (2, [7, 5, 3]), (3, [9, 6]), (3, [6, 5, 4]), (4, [7, 4]), (5, [6, 3]), (6, [7])]
    cases = []
    for d, hidden in shapes:
        for kind in kinds:
            for activation, parameter in activations:
                if d in (1, 2, 6) and r.random() < 0.6:
                    continue
                box = r.choice(([(-1, 1)] * d, [(0, 1)] * d, [(-1, 2), (0, 4), (-3, -1), (0, 1), (-1, 1), (0, 2)][:d]))
                many = len(ACTIVATIONS[activation](parameter)[0]) - 1
                widths = [max(2, w - many) for w in hidden]
                layers = [(*first_layer(kind, d, widths[0], box, r), activation, parameter)]
                for before, width in zip(widths, widths[1:]):
                    layers.append((*next_layer(kind, before, width, r), activation, parameter))
                layers.append((*next_layer("", widths[-1], r.choice((1, 2)), r), "linear", 0))
                walk = Walk(layers, box)
                name = f"d{d}_{kind}_{activation}"
                print(name, walk.count, flush=True)
                cases.append(text(name, layers, box, walk))
    path = Path(__file__).parent / "anatomy" / "exact_regions.txt"
    path.write_text(f"{len(cases)}\n" + "\n".join(cases) + "\n")


if __name__ == "__main__":
    main()
