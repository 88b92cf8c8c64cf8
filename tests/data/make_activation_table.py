#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes activations/double.txt and activations/float.txt: value and slope of each activation, from its definition,
with 60 digits by mpmath, then rounded once. Needs python3-mpmath; knows nothing of crease."""
import pathlib
from fractions import Fraction

import mpmath
from mpmath import mp, mpf

mp.dps = 60
INF, NAN = float("inf"), float("nan")


class Format:
    """A binary floating-point format: p bits, exponents as in IEEE 754."""

    def __init__(self, p, emax):
        self.p, self.emax = p, emax
        self.tiny = Fraction(2) ** (2 - emax - p)  # the smallest denormal
        self.normal = Fraction(2) ** (1 - emax)
        self.huge = (2 - Fraction(2) ** (1 - p)) * Fraction(2) ** emax

    def unit(self, m):
        """What the last bit of a number of magnitude m is worth."""
        exponent = m.numerator.bit_length() - m.denominator.bit_length()  # of m, or one too high
        unit = max(self.tiny, Fraction(2) ** (exponent - self.p))
        return unit * 2 if m >= unit * 2**self.p else unit

    def rounded(self, x):
        """x to nearest, ties to even, as (negative, magnitude); the magnitude is a Fraction, INF or NAN."""
        if isinstance(x, tuple):
            return x  # given as it shall be
        if not isinstance(x, Fraction):
            if mpmath.isnan(x):
                return False, NAN
            if mpmath.isinf(x):
                return x < 0, INF
            sign, man, exp, bits = mpf(x)._mpf_
            if man and exp + bits > self.emax + 2:
                return bool(sign), INF
            if man and exp + bits < -self.emax - self.p - 2:
                return bool(sign), Fraction(0)
            x = (-1) ** sign * man * Fraction(2) ** exp
        negative, m = x < 0, abs(x)
        unit = self.unit(m)
        quotient = m / unit
        whole = quotient.numerator // quotient.denominator
        rest = quotient - whole
        if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2):
            whole += 1
        m = whole * unit
        return negative, INF if m > self.huge else m

    def neighbours(self, x):
        unit = self.unit(abs(x))
        below = unit / 2 if abs(x) == unit * 2 ** (self.p - 1) and unit > self.tiny else unit
        toward_zero, away = abs(x) - below, abs(x) + unit
        return [toward_zero, away] if x > 0 else [-toward_zero, -away]

    def text(self, x):
        """The shortest decimal that reads back to the same bits."""
        negative, m = self.rounded(x)
        sign = "-" if negative else ""
        if m is INF or m is NAN:
            return sign + ("inf" if m is INF else "nan")
        if m == 0:
            return sign + "0"
        if m.denominator == 1 and m < 1000:
            return f"{sign}{m}"
        exact = m.numerator / m.denominator  # a float32 is a double too: no rounding
        for digits in range(1, 18):
            word = f"{exact:.{digits}g}"
            if self.rounded(Fraction(word)) == (False, m):
                return sign + word.replace("e+", "e").replace("e0", "e").replace("e-0", "e-")
        raise AssertionError(x)

    def points(self):
        """Where to look: (negative, magnitude) each."""
        # Every knot of an activation here, and 1/2, with both neighbours.
        seams = [Fraction(n, 2) for n in (1, 2, 5, 6, 12)]
        ordinary = "0.001 0.1 0.3 0.75 1.2784645 1.5 2 2.75 4.2 5.5 7.5 10 16.6 17.4 25 36.7 40 50 87.5 104 710 746".split()
        m = [Fraction(0), self.tiny, self.normal - self.tiny, self.normal, self.huge]
        m.append(Fraction(10) ** (300 if self.p == 53 else 38))
        for s in seams:
            m += [s] + self.neighbours(s)
        m += [Fraction(word) for word in ordinary]
        m = sorted({self.rounded(x)[1] for x in m}) + [INF]
        return [(True, x) for x in reversed(m)] + [(False, x) for x in m] + [(False, NAN)]


def sigmoid(z):
    return 1 / (1 + mp.exp(-z))


def normal_density(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def normal_cumulative(z):
    # Beyond 1e4, where erfc is below exp(-1e7) and is not asked for, a number of its sign and far below any format's.
    return mp.erfc(-z / mp.sqrt(2)) / 2 if z > -10**4 else mp.exp(-mpf(10) ** 7)


def kept(z):
    """Where f(0) = 0 and f crosses it, a zero keeps its sign."""
    return lambda value: z if z[1] == 0 else value


# Piecewise linear: the pieces' slopes from left to right, the knots between them, and the value.
def pieces(slopes, knots, value, keeps_zero=True):
    def at(format, z):
        negative, m = z
        if m is NAN:
            return NAN, (slopes[0] if len(slopes) == 1 else NAN)
        x = (-INF if negative else INF) if m is INF else (-m if negative else m)
        x_slope = slopes[sum(1 for k in knots if k < x)]
        v = value(format, x)
        return (kept(z)(v) if keeps_zero else v), x_slope

    return at


def parameter(format, word):
    """A parameter as the scalar type holds it, after it was a double."""
    negative, m = format.rounded(Fraction(float(Fraction(word))))
    return -m if negative else m


def product(a, x):
    if a == 0:
        return Fraction(0)
    return x if mpmath.isinf(x) and a > 0 else -x if mpmath.isinf(x) else a * x


def leaky(word):
    def at(format, z):
        a = parameter(format, word)
        return pieces([a, Fraction(1)], [0], lambda f, x: x if x > 0 else product(a, x))(format, z)

    return at


def clipped(low, high):
    def value(format, x):
        return low if x < low else high if x > high else x

    return pieces([Fraction(0), Fraction(1), Fraction(0)], [low, high], value)


def hard_sigmoid(slope):
    def at(format, z):
        a = parameter(format, slope)
        knot = 1 / (2 * slope)

        def value(f, x):
            return Fraction(0) if x <= -knot else Fraction(1) if x >= knot else slope * x + Fraction(1, 2)

        return pieces([Fraction(0), a, Fraction(0)], [-knot, knot], value, keeps_zero=False)(format, z)

    return at


# Smooth: value and slope at a finite z, and their limits at -inf and inf. A limit approached from below 0 is -0.
MINUS_0 = (True, Fraction(0))


def smooth(value, slope, at_minus_inf, at_inf, keeps_zero):
    def at(format, z):
        negative, m = z
        if m is NAN:
            return NAN, NAN
        if m is INF:
            return at_minus_inf if negative else at_inf
        x = mpf(m.numerator) / m.denominator * (-1 if negative else 1)
        v = value(format, x)
        return (kept(z)(v) if keeps_zero else v), slope(format, x)

    return at


def elu(word):
    def a(format):
        return mpf(parameter(format, word).numerator) / parameter(format, word).denominator

    def at(format, z):
        return smooth(lambda f, x: x if x > 0 else a(f) * mp.expm1(x), lambda f, x: mpf(1) if x > 0 else a(f) * mp.exp(x),
                      (-a(format), mpf(0)), (INF, mpf(1)), True)(format, z)

    return at


def plain(f):
    return lambda format, x: f(x)


ACTIVATIONS = {
    "linear": pieces([Fraction(1)], [], lambda f, x: x),
    "relu": leaky(0),
    "leaky_relu(0)": leaky(0),
    "leaky_relu(0.01)": leaky("0.01"),
    "leaky_relu(0.3)": leaky("0.3"),
    "leaky_relu(1.5)": leaky("1.5"),
    "leaky_relu(-0.7)": leaky("-0.7"),
    "clipped_relu(6)": clipped(Fraction(0), Fraction(6)),
    "hard_sigmoid(pytorch)": hard_sigmoid(Fraction(1, 6)),
    "hard_sigmoid(onnx)": hard_sigmoid(Fraction(1, 5)),
    "hard_tanh": clipped(Fraction(-1), Fraction(1)),
    "abs": pieces([Fraction(-1), Fraction(1)], [0], lambda f, x: abs(x), keeps_zero=False),
    "sigmoid": smooth(plain(sigmoid), plain(lambda x: mp.exp(-abs(x)) / (1 + mp.exp(-abs(x))) ** 2), (mpf(0), mpf(0)),
                      (mpf(1), mpf(0)), False),
    "tanh": smooth(plain(mp.tanh), plain(lambda x: mp.sech(x) ** 2 if abs(x) < 10**4 else mp.exp(-mpf(10) ** 4)),
                   (mpf(-1), mpf(0)), (mpf(1), mpf(0)), True),
    "elu(1)": elu("1"),
    "elu(0.3)": elu("0.3"),
    "softplus": smooth(plain(lambda x: mp.log1p(mp.exp(-abs(x))) + max(x, 0)), plain(sigmoid), (mpf(0), mpf(0)),
                       (INF, mpf(1)), False),
    "silu": smooth(plain(lambda x: x * sigmoid(x)), plain(lambda x: sigmoid(x) * (1 + x * sigmoid(-x))),
                   (MINUS_0, MINUS_0), (INF, mpf(1)), True),
    "gelu": smooth(plain(lambda x: x * normal_cumulative(x)),
                   plain(lambda x: normal_cumulative(x) + x * normal_density(x)), (MINUS_0, MINUS_0), (INF, mpf(1)), True),
}


def main():
    folder = pathlib.Path(__file__).parent / "activations"
    folder.mkdir(exist_ok=True)
    for name, format in {"double": Format(53, 1023), "float": Format(24, 127)}.items():
        points = format.points()
        lines = []
        for activation, at in ACTIVATIONS.items():
            lines.append(f"{activation} {len(points)}")
            for z in points:
                lines.append(" ".join(format.text(x) for x in (z, *at(format, z))))
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")


main()
