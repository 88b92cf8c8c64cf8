// SPDX-License-Identifier: BSD-3-Clause
// layer 0 · Tolerances: what anatomy takes for equal, in one place. Anatomy computes in double.
#ifndef CREASE_TOLERANCES_HPP
#define CREASE_TOLERANCES_HPP

namespace crease {

struct tolerances {
    /// Creases nearer than this are one. Relative to the length of the interval, or to half the box; but
    /// creases that are not told apart as numbers, so near to each other and so far from 0, are one in any
    /// case.
    double place = 1e-12;
    /// z this near a knot is on it. Relative to the sum of the sizes of the terms that z is made of.
    double value = 1e-13;
    /// Added to `place` where cells are told apart by linear programs (many inputs): what those may be off.
    double simplex = 1e-10;
    /// Slopes this near are equal. Relative to the larger of the two.
    double slope = 1e-12;
};

} // namespace crease
#endif // CREASE_TOLERANCES_HPP
