#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write anatomy/exact.txt: small networks of one and two inputs, made to be degenerate, with the number of their regions and of
their affine pieces, counted in rational numbers. The format is in README.md.

usage: make_exact_anatomy.py
"""
import itertools
import random
from fractions import Fraction as F
from pathlib import Path

KNOTS = {"linear": lambda p: [], "relu": lambda p: [0], "leaky_relu": lambda p: [0], "abs": lambda p: [0],
         "clipped_relu": lambda p: [0, p], "hard_tanh": lambda p: [-1, 1]}


def piece(activation, p, state):
    """Slope and intercept of the activation's piece number `state`."""
    return {"linear": [(1, 0)], "relu": [(0, 0), (1, 0)], "leaky_relu": [(p, 0), (1, 0)], "abs": [(-1, 0), (1, 0)],
            "clipped_relu": [(0, 0), (1, 0), (0, p)], "hard_tanh": [(0, -1), (1, 0), (0, 1)]}[activation][state]


def value(z, x):
    return sum(a * b for a, b in zip(z, x)) + z[-1]


def cut(corners, heights, sign):
    """The part of a convex polygon (or, for two corners, a segment) where sign * height >= 0."""
    result, n = [], len(corners)
    for i in range(n):
        j = (i + 1) % n
        p, q, v, w = corners[i], corners[j], sign * heights[i], sign * heights[j]
        if v >= 0:
            result.append(p)
        if v * w < 0 and (n > 2 or i == 0):
            t = v / (v - w)
            result.append(tuple(a + t * (b - a) for a, b in zip(p, q)))
    return result


def regions(layers, corners):
    """(corners, states, map of each output) of every region with interior."""
    inputs = len(corners[0])
    start = [tuple(F(int(i == k)) for k in range(inputs + 1)) for i in range(inputs)]
    todo = [(corners, (), start)]
    for kernel, bias, activation, p in layers:
        done = []
        for corners, states, units in todo:
            zs = [tuple(sum(kernel[i][j] * units[i][k] for i in range(len(units))) + (bias[j] if k == inputs else 0)
                        for k in range(inputs + 1)) for j in range(len(bias))]
            parts = [(corners, ())]
            for z in zs:
                for knot in KNOTS[activation](p):
                    split = []
                    for c, s in parts:
                        heights = [value(z, x) - knot for x in c]
                        above, below = any(h > 0 for h in heights), any(h < 0 for h in heights)
                        if above and below:
                            split += [(cut(c, heights, -1), s + (0,)), (cut(c, heights, 1), s + (1,))]
                        else:
                            split.append((c, s + (int(above),)))
                    parts = split
            for c, s in parts:
                knots, outputs = len(KNOTS[activation](p)), []
                for j, z in enumerate(zs):
                    slope, intercept = piece(activation, p, sum(s[j * knots:(j + 1) * knots]))
                    outputs.append(tuple(slope * v + (intercept if k == inputs else 0) for k, v in enumerate(z)))
                done.append((c, states + s, outputs))
        todo = done
    return todo


def adjacent(one, other):
    """Whether two regions share more than a point (of two inputs), or a point (of one)."""
    if len(one[0]) == 1:
        return bool(set(one) & set(other))
    def cross(o, a, b):
        return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
    for i, p in enumerate(one):
        q = one[(i + 1) % len(one)]
        k = 0 if p[0] != q[0] else 1
        low, high = sorted((p[k], q[k]))
        for j, r in enumerate(other):
            s = other[(j + 1) % len(other)]
            if cross(p, q, r) == 0 and cross(p, q, s) == 0 and min(high, max(r[k], s[k])) > max(low, min(r[k], s[k])):
                return True
    return False


def count_pieces(found):
    parent = list(range(len(found)))
    def root(i):
        while parent[i] != i:
            i = parent[i]
        return i
    groups = {}
    for i, (_, _, outputs) in enumerate(found):
        groups.setdefault(tuple(outputs), []).append(i)
    for group in groups.values():
        for i, j in itertools.combinations(group, 2):
            if root(i) != root(j) and adjacent(found[i][0], found[j][0]):
                parent[root(i)] = root(j)
    return sum(parent[i] == i for i in range(len(found)))


CASES = []


def add(name, layers, low, high, most=400):
    corners = [(low[0],), (high[0],)] if len(low) == 1 else [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
    corners = [tuple(map(F, c)) for c in corners]
    found = regions(layers, corners)
    assert len({s for _, s, _ in found}) == len(found), name
    if len(found) > most:
        return
    CASES.append((name, layers, low, high, len(found), count_pieces(found)))


def layer(kernel, bias, activation="relu", p=0):
    return ([[F(w) for w in row] for row in kernel], [F(b) for b in bias], activation, F(p))


def summed(units):
    return layer([[1]] * units, [0], "linear")


def text(x):
    """A decimal: every number here has one."""
    x, places = F(x), 0
    while (x * 10 ** places).denominator != 1:
        places += 1
    return f"{float(x):.{places}f}" if places else str(x.numerator)


ACTIVATIONS = [("relu", 0), ("leaky_relu", F(1, 4)), ("clipped_relu", 1), ("abs", 0), ("hard_tanh", 0)]


def ternary(rng, inputs, widths, activation, p, scale=1):
    layers, before = [], inputs
    for width in widths:
        layers.append(layer([[rng.choice((-1, 0, 1)) * scale for _ in range(width)] for _ in range(before)],
                            [rng.choice((-1, 0, 1)) * scale for _ in range(width)], activation, p))
        before = width
    layers.append(layer([[rng.choice((-1, 0, 1))] for _ in range(before)], [0], "linear"))
    return layers


def tent(depth, inputs=1):
    layers = [layer([[2, 4]] + [[0, 0]] * (inputs - 1), [0, -2])]
    layers += [layer([[2, 4], [-2, -4]], [0, -2]) for _ in range(depth - 1)]
    # 1 - tent's last layer is a sum: relu(2 x) - relu(4 x - 2)
    return [layers[0]] + layers[1:] + [layer([[1], [-1]], [0], "linear")]


def main():
    rng = random.Random(4)
    for k in range(80):
        activation, p = ACTIVATIONS[k % 5]
        widths = [[5], [4, 4], [3, 4, 3], [6, 4], [3, 3, 3, 3]][k // 5 % 5]
        add(f"ternary_2d_{activation}_{k}", ternary(rng, 2, widths, activation, p), (-1, -1), (1, 1))
        add(f"ternary_1d_{activation}_{k}", ternary(rng, 1, widths, activation, p), (-2,), (2,))
    for k in range(25):  # the same, but of numbers that binary fractions only come near
        activation, p = [("relu", 0), ("leaky_relu", F(1, 10)), ("clipped_relu", F(1, 10)), ("abs", 0)][k % 4]
        add(f"tenths_2d_{activation}_{k}", ternary(rng, 2, [[5], [4, 4], [3, 4, 3]][k % 3], activation, p, F(1, 10)),
            (-1, -1), (1, 1))
        add(f"tenths_1d_{activation}_{k}", ternary(rng, 1, [[5], [4, 4], [3, 4, 3]][k % 3], activation, p, F(1, 10)), (-1,), (2,))
    for k in range(20):  # larger integers, and a box with other corners
        activation, p = ACTIVATIONS[k % 5]
        layers, before = [], 2
        for width in ([4, 4], [5, 3], [3, 3, 3])[k % 3]:
            layers.append(layer([[rng.randint(-9, 9) for _ in range(width)] for _ in range(before)],
                                [rng.randint(-9, 9) for _ in range(width)], activation, p))
            before = width
        add(f"integer_2d_{activation}_{k}", layers + [summed(before)], (0, -3), (5, 2))
    for activation, p in ACTIVATIONS:
        name = activation
        star = [(1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (1, -2)]
        add(f"star_{name}", [layer([[a for a, _ in star], [b for _, b in star]], [0] * 8, activation, p), summed(8)], (-1, -1), (1, 1))
        at = (F(1, 2), F(1, 4))  # all through a point that is not 0, and then once more in the next layer
        add(f"star_elsewhere_{name}",
            [layer([[a for a, _ in star], [b for _, b in star]], [-a * at[0] - b * at[1] for a, b in star], activation, p),
             layer([[(-1) ** (i + j) for j in range(3)] for i in range(8)], [0, 1, -1], activation, p), summed(3)], (-1, -1), (1, 1))
        add(f"equal_and_opposite_{name}",
            [layer([[1, -1, 2, 1, -3], [2, -2, 4, 2, -6]], [F(-1, 2), F(1, 2), -1, F(-1, 2), F(3, 2)], activation, p), summed(5)],
            (-1, -1), (1, 1))
        add(f"sides_and_corners_{name}",
            [layer([[1, 1, 0, 0, 1, 1], [0, 0, 1, 1, 1, -1]], [-1, 1, -1, 1, -2, 0], activation, p), summed(6)], (-1, -1), (1, 1))
        grid = [F(i, 2) for i in range(-2, 3)]
        add(f"grid_{name}",
            [layer([[1] * 5 + [0] * 5, [0] * 5 + [1] * 5], [-g for g in grid] * 2, activation, p), summed(10)], (-1, -1), (1, 1))
        add(f"grid_and_diagonals_{name}",
            [layer([[1] * 3 + [0] * 3 + [1, 1], [0] * 3 + [1] * 3 + [1, -1]], [-1, 0, 1] * 2 + [0, 0], activation, p),
             layer([[1, 0], [0, 1], [-1, 1], [1, 1], [0, -1], [1, 0], [-1, 0], [0, 1]], [0, 0], activation, p), summed(2)],
            (-2, -2), (2, 2))
        add(f"dead_and_zero_{name}",
            [layer([[0, 0, 0, 1, 0], [0, 0, 0, 0, 1]], [0, -1, 1, -9, 9], activation, p),
             layer([[1, 0, 1], [1, 0, 1], [1, 0, -1], [1, 0, 0], [0, 0, 1]], [0, 0, -1], activation, p), summed(3)], (-1, -1), (1, 1))
        add(f"cancelling_{name}",
            [layer([[1, 1, -1, 1], [1, 1, -1, -1]], [0, 0, 0, 0], activation, p),
             layer([[1, 2, 1], [-1, -2, 1], [0, 0, 1], [0, 0, 1]], [0, 0, -1], activation, p), summed(3)], (-1, -1), (1, 1))
        add(f"cancelling_tenths_{name}",
            [layer([[1, 1, 1], [1, 1, 1]], [F(-1, 10)] * 3, activation, p),
             layer([[F(1, 10)], [F(2, 10)], [F(-3, 10)]], [0], activation, p), summed(1)], (-1, -1), (1, 1))
        add(f"many_at_one_place_1d_{name}",
            [layer([[1, -1, 2, 3, -4]], [F(-1, 2), F(1, 2), -1, F(-3, 2), 2], activation, p),
             layer([[1, -1], [1, 1], [0, 1], [-1, 0], [1, -1]], [0, 0], activation, p), summed(2)], (-1,), (2,))
    for depth in (1, 2, 5, 8, 10):
        add(f"tent_{depth}", tent(depth), (0,), (1,), 2000)
    for depth in (1, 3, 5):
        add(f"tent_2d_{depth}", tent(depth, 2), (0, 0), (1, 1))
    lines = [str(len(CASES))]
    for name, layers, low, high, found, pieces in CASES:
        lines.append(f"{name} {found} {pieces} {len(low)} {len(layers)}")
        lines.append(" ".join(map(text, (*low, *high))))
        for kernel, bias, activation, p in layers:
            lines.append(f"{len(kernel)} {len(bias)} {activation} {text(p)}")
            lines.append(" ".join(text(w) for row in kernel for w in row) + " " + " ".join(map(text, bias)))
    (Path(__file__).parent / "anatomy" / "exact.txt").write_text("\n".join(lines) + "\n")
    print(len(CASES), sum(len(c[2]) == 2 for c in CASES), max(c[4] for c in CASES))


if __name__ == "__main__":
    main()
