// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Box: the units, points and boxes that anatomy speaks of.
#ifndef CREASE_ANATOMY_BOX_HPP
#define CREASE_ANATOMY_BOX_HPP

#include <crease/detail/number_text.hpp>
#include <crease/error.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace crease {

/// A unit of a network: layer and unit count from 0.
struct unit_index {
    std::size_t layer, unit;
    friend auto operator<=>(const unit_index&, const unit_index&) = default;
};

/// A unit whose z stays on one of its knots throughout a region, or a piece.
struct unit_on_knot {
    std::size_t region;
    unit_index unit;
    friend bool operator==(const unit_on_knot&, const unit_on_knot&) = default;
};

/// A point, a direction, or a corner of a box, as an argument: a braced list of coordinates, or whatever is
/// convertible to std::span<const double>. Refers to them.
class point_view {
public:
    point_view(std::initializer_list<double> coordinates) noexcept
        : point_view(std::span<const double>(std::data(coordinates), coordinates.size())) {}
    template <class Range>
        requires std::convertible_to<const Range&, std::span<const double>>
        point_view(const Range& coordinates) : coordinates_{coordinates} {}

        std::size_t size() const noexcept { return coordinates_.size(); }
        double operator[](std::size_t i) const noexcept { return coordinates_[i]; }
        auto begin() const noexcept { return coordinates_.begin(); }
        auto end() const noexcept { return coordinates_.end(); }

    private:
        std::span<const double> coordinates_;
};

namespace detail {
inline namespace CREASE_TAG {

/// A knot of a unit of some layer.
struct unit_knot {
    std::uint32_t unit, knot;
};

/// Of a unit whose z overflows.
[[noreturn, gnu::cold]] inline void throw_overflow(unit_index at) {
    throw value_error(message({"anatomy: expected z that does not overflow, got infinity at layer ",
                               count_text(at.layer), ", unit ", count_text(at.unit)}));
}

/// Throws shape_error unless `point` has `in` coordinates, value_error unless they are finite. `what` names
/// the point in the message.
inline void check_point(const char* where, const char* what, point_view point, std::size_t in) {
    if (point.size() != in)
        throw shape_error(message({where, ": expected ", what, " of ", counted(in, "coordinate"), ", got ",
                                   count_text(point.size())}));
    for (std::size_t i = 0; i != in; ++i)
        if (!std::isfinite(point[i]))
            throw value_error(message({where, ": expected finite ", what, ", got ", number_text(point[i]),
                                       " at coordinate ", count_text(i)}));
}

/// Throws unless lower < upper in each of `in` coordinates, all finite, as their distance is.
inline void check_box(const char* where, point_view lower, point_view upper, std::size_t in) {
    check_point(where, "lower", lower, in);
    check_point(where, "upper", upper, in);
    for (std::size_t i = 0; i != in; ++i)
        if (!(lower[i] < upper[i] && std::isfinite(upper[i] - lower[i])))
            throw value_error(message({where, ": expected lower < upper, got ", number_text(lower[i]),
                                       " and ", number_text(upper[i]), " at coordinate ", count_text(i)}));
}

} // namespace CREASE_TAG
} // namespace detail
} // namespace crease
#endif // CREASE_ANATOMY_BOX_HPP
