// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · SVG labels: where words go so that none lies on another.
#ifndef CREASE_DETAIL_SVG_LABELS_HPP
#define CREASE_DETAIL_SVG_LABELS_HPP

#include <crease/detail/instruction_set.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// In pixels, y downwards.
struct svg_point {
    double x, y;
};

struct svg_box {
    double left, top, right, bottom;

    double width() const { return right - left; }
    double height() const { return bottom - top; }
    bool overlaps(const svg_box& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
    bool holds(const svg_box& other) const {
        return left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom;
    }
};

/// The part of the segment from a to b inside the box, if there is one (Liang and Barsky 1984).
inline std::optional<std::pair<svg_point, svg_point>> clipped(svg_point a, svg_point b, const svg_box& box) {
    double first = 0, last = 1;
    const auto cut = [&](double start, double length, double lo, double hi) {
        if (length == 0)
            return lo <= start && start <= hi;
        const double enters = ((length > 0 ? lo : hi) - start) / length;
        const double leaves = ((length > 0 ? hi : lo) - start) / length;
        first = std::max(first, enters);
        last = std::min(last, leaves);
        return first <= last;
    };
    const double dx = b.x - a.x, dy = b.y - a.y;
    if (!cut(a.x, dx, box.left, box.right) || !cut(a.y, dy, box.top, box.bottom))
        return {};
    return std::pair{first == 0 ? a : svg_point{a.x + first * dx, a.y + first * dy},
                     last == 1 ? b : svg_point{a.x + last * dx, a.y + last * dy}};
}

/// A word beside the top of an upright line, as a flag on its pole: in row 0, or as many rows higher as it
/// takes; none if even the highest row is taken.
struct svg_flag {
    double x, width;
    bool leftwards = false;
    std::optional<std::size_t> row = {};

    static constexpr double gap = 3;
    double left() const { return leftwards ? x - gap - width : x + gap; }
    double right() const { return left() + width; }
    bool meets(const svg_flag& other) const {
        return left() < other.right() + 4 && other.left() < right() + 4;
    }
    bool crossed_at(double pole) const { return left() - 2 < pole && pole < right() + 2; }
};

/// Puts the flag into the lowest of so many rows that `fits(row, other)` allows beside each of those before
/// it.
template <class Fits>
void place_flag(std::vector<svg_flag>& flags, std::size_t i, std::size_t most, Fits fits) {
    for (std::size_t row = 0; row != most && !flags[i].row; ++row)
        if (std::all_of(flags.begin(), flags.end(),
                        [&](const svg_flag& other) { return !other.row || fits(row, other); }))
            flags[i].row = row;
}

/// Gives each flag a row: so that neither a word nor a pole goes through a word, if a few rows do for that;
/// else so that no two words meet. Words point to the right unless that takes them beyond `right`. Returns
/// how many rows there are.
inline std::size_t place_flags(std::vector<svg_flag>& flags, double left, double right, std::size_t most) {
    constexpr std::size_t few = 4;
    for (svg_flag& flag : flags)
        flag.leftwards = flag.right() > right && flag.x - svg_flag::gap - flag.width >= left;
    std::vector<std::size_t> order(flags.size()); // each after those whose poles its word must stay above
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
        const svg_flag &a = flags[i], &b = flags[j];
        if (a.leftwards != b.leftwards)
            return b.leftwards;
        return a.x == b.x ? i < j : a.leftwards == (a.x < b.x);
    });
    for (const std::size_t i : order)
        place_flag(flags, i, std::min(few, most), [&flag = flags[i]](std::size_t row, const svg_flag& other) {
            return row == *other.row  ? !flag.meets(other)
                   : row > *other.row ? !other.crossed_at(flag.x)
                                      : !flag.crossed_at(other.x);
        });
    const auto placed = [](const svg_flag& flag) { return flag.row.has_value(); };
    if (!std::all_of(flags.begin(), flags.end(), placed)) {
        for (svg_flag& flag : flags) flag.row.reset();
        for (const std::size_t i : order)
            place_flag(flags, i, most, [&flag = flags[i]](std::size_t row, const svg_flag& other) {
                return row != *other.row || !flag.meets(other);
            });
    }
    std::size_t rows = 0;
    for (const svg_flag& flag : flags) rows = std::max(rows, flag.row ? *flag.row + 1 : 0);
    return rows;
}

/// A box of this size near the point: inside `area`, on none of `taken`, and of those on as few of the
/// curves' segments as can be, then as near as can be. None if there is no room.
inline std::optional<svg_box> place_note(svg_point at, double width, double height, const svg_box& area,
                                         const std::vector<svg_box>& taken,
                                         const std::vector<std::pair<svg_point, svg_point>>& segments) {
    constexpr std::array<double, 7> distances{7, 14, 24, 38, 56, 80, 112};
    constexpr std::array<std::pair<int, int>, 8> directions{
        {{1, -1}, {-1, -1}, {1, 1}, {-1, 1}, {0, -1}, {0, 1}, {1, 0}, {-1, 0}}};
    std::optional<svg_box> best;
    double least = 0;
    for (const double distance : distances)
        for (const auto& [across, down] : directions) {
            const double off = across != 0 && down != 0 ? 0.75 * distance : distance;
            const double x = at.x + across * (off + width / 2), y = at.y + down * (off + height / 2);
            const svg_box box{x - width / 2, y - height / 2, x + width / 2, y + height / 2};
            if (!area.holds(box) ||
                std::any_of(taken.begin(), taken.end(), [&](const svg_box& b) { return b.overlaps(box); }))
                continue;
            const auto crossed = std::count_if(segments.begin(), segments.end(), [&](const auto& segment) {
                return clipped(segment.first, segment.second, box).has_value();
            });
            const double cost = (crossed == 0 ? 0 : 60 + static_cast<double>(crossed)) + distance;
            if (!best || cost < least) {
                best = box;
                least = cost;
            }
        }
    return best;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_SVG_LABELS_HPP
