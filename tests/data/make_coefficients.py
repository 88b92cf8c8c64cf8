#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Prints the polynomials of crease/detail/coefficients.hpp: minimax by Remez's exchange, with 60 digits by mpmath.
Needs python3-mpmath; takes some minutes."""
import mpmath as mp

mp.mp.dps = 60
DIGITS = {"float": 24, "double": 53}


def rounded(x, scalar):
    mantissa, exponent = mp.frexp(x)
    return mp.ldexp(mp.nint(mp.ldexp(mantissa, DIGITS[scalar])), exponent - DIGITS[scalar])


def minimax(f, weight, low, high, count, fixed=()):
    """c, `fixed` first, for which the largest |weight(x) (f(x) - sum of c[i] x^i)| is least; and that error."""
    free = count - len(fixed)
    rest = lambda x: f(x) - sum(c * x**i for i, c in enumerate(fixed))
    points = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * (free + 1))) for i in range(free + 1)]
    steps = 60 * (free + 1)
    grid = [low + (high - low) * (1 - mp.cos(mp.pi * i / steps)) / 2 for i in range(steps + 1)]
    for _ in range(20):
        system, right = mp.matrix(free + 1, free + 1), mp.matrix(free + 1, 1)
        for i, x in enumerate(points):
            for j in range(free):
                system[i, j] = x ** (j + len(fixed))
            system[i, free] = (-1) ** i / weight(x)
            right[i] = rest(x)
        c = list(fixed) + list(mp.lu_solve(system, right))[:free]
        error = [weight(x) * (f(x) - mp.polyval(c[::-1], x)) for x in grid]
        peaks = []  # the largest of each run of one sign
        for i, e in enumerate(error):
            if e and (not peaks or mp.sign(e) != mp.sign(error[peaks[-1]])):
                peaks.append(i)
            elif peaks and abs(e) > abs(error[peaks[-1]]):
                peaks[-1] = i
        while len(peaks) > free + 1:
            peaks.pop(0 if abs(error[peaks[0]]) < abs(error[peaks[-1]]) else -1)
        worst = max(map(abs, error))
        if len(peaks) < free + 1 or worst < mp.mpf("1.02") * min(abs(error[i]) for i in peaks):
            break
        points = [grid[i] for i in peaks]
    return c, worst


def show(name, scalar, c, worst):
    print(f"{name}, {scalar}, 2^{mp.nstr(mp.log(worst, 2), 3)}:", ", ".join(mp.nstr(rounded(x, scalar), 17 if scalar == "double" else 9) for x in c))


def exp(scalar, name, count):
    half = mp.log(2) / 2 * mp.mpf("1.003")  # the nearest whole number may be missed by rounding
    f = lambda r: (mp.expm1(r) - r) / r**2 if abs(r) > 1e-10 else mp.mpf(1) / 2 + r / 6 + r * r / 24
    if scalar == "double":
        show(name, scalar, *minimax(f, lambda r: (r * r + 0.01) / mp.exp(r), -half, half, count))
        return
    c = [mp.mpf(1) / 2]  # a float's coefficients are rounded one by one, and the others fitted to that
    while len(c) < count:
        best, worst = minimax(f, lambda r: r * r / mp.exp(r) + mp.mpf("1e-6"), -half, half, count, c)
        c.append(rounded(best[len(c)], scalar))
    show(name, scalar, c, worst)


def log(scalar, count):
    f = lambda z: (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z
    c = []
    low, high = mp.mpf("1e-12"), mp.mpf("0.0401")
    while len(c) < count:
        best, worst = minimax(f, lambda z: z, low, high, count, c)
        c.append(rounded(best[len(c)], scalar))
    show("log", scalar, c, worst)


def tail(scalar, pole, end, count):
    pole, end = mp.mpf(pole), mp.mpf(end)

    def f(t):
        x = pole * (1 + t) / (1 - t)
        return (x + pole) * mp.exp(x * x / 2) * mp.erfc(x / mp.sqrt(2)) / 2

    show("tail", scalar, *minimax(f, lambda t: 1 / f(t), mp.mpf(-1), (end - pole) / (end + pole), count))


exp("float", "exp", 6)
exp("float", "exp_short", 5)
exp("double", "exp", 11)
exp("double", "exp_short", 10)
log("float", 4)
log("double", 8)
tail("float", 4, "14.5", 10)
tail("double", "5.5", "38.7", 23)
