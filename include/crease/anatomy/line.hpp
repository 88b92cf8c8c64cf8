// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Line: the exact pieces of a network of one input on an interval.
#ifndef CREASE_ANATOMY_LINE_HPP
#define CREASE_ANATOMY_LINE_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/line_store.hpp>
#include <crease/anatomy/line_task.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/piecewise_linear.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crease {

/// A place where units change state.
struct crease_point {
    double x;
    std::vector<unit_index> owners;    // all units whose state changes here, by layer and unit
    std::vector<double> before, after; // slope of each output on the pieces at the left and at the right
    bool affects_output;               // whether they differ
};

template <class Real> class line_pieces;

/// The creases of an interval's pieces, each made when it is asked for. Refers to the pieces.
template <class Real> class crease_list {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = crease_point;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = crease_point;
        iterator(const line_pieces<Real>& pieces, std::size_t k) noexcept : pieces_{&pieces}, k_{k} {}
        crease_point operator*() const { return pieces_->crease(k_); }
        iterator& operator++() noexcept {
            ++k_;
            return *this;
        }
        iterator operator++(int) noexcept { return {*pieces_, k_++}; }
        friend bool operator==(const iterator&, const iterator&) = default;

    private:
        const line_pieces<Real>* pieces_;
        std::size_t k_;
    };

    explicit crease_list(const line_pieces<Real>& pieces) noexcept : pieces_{&pieces} {}
    std::size_t size() const noexcept { return pieces_->size() - 1; }
    bool empty() const noexcept { return size() == 0; }
    crease_point operator[](std::size_t k) const { return pieces_->crease(k); }
    crease_point front() const { return (*this)[0]; }
    crease_point back() const { return (*this)[size() - 1]; }
    iterator begin() const noexcept { return {*pieces_, 0}; }
    iterator end() const noexcept { return {*pieces_, size()}; }

private:
    const line_pieces<Real>* pieces_;
};

/// The exact pieces of a network of one input on an interval: P activation regions from left to right. Real
/// is double: a template so that who includes this header without calling pieces() does not compile it.
template <class Real = double> class line_pieces {
public:
    /// The library's own door: use pieces(). Of all branches of a walk, whatever stores have them.
    line_pieces(const std::vector<detail::piecewise_layer>& layers,
                const std::vector<detail::line_store>& stores, double lo, double hi,
                const tolerances& tolerance);

    /// P: how many intervals of constant state of all units.
    std::size_t size() const noexcept { return slopes_.shape()[0]; }
    // Each accessor comes twice: what a temporary gives away it does not refer to, as in
    // for (double x : pieces(net, 0, 1).breakpoints()).

    /// (P + 1): the ends of the interval and the creases between them, increasing.
    const xt::xtensor<Real, 1>& breakpoints() const& noexcept { return breakpoints_; }
    xt::xtensor<Real, 1> breakpoints() && { return std::move(breakpoints_); }
    /// (P, out): on piece p, output j is slopes(p, j) * x + intercepts(p, j).
    const xt::xtensor<Real, 2>& slopes() const& noexcept { return slopes_; }
    xt::xtensor<Real, 2> slopes() && { return std::move(slopes_); }
    const xt::xtensor<Real, 2>& intercepts() const& noexcept { return intercepts_; }
    xt::xtensor<Real, 2> intercepts() && { return std::move(intercepts_); }
    /// (P + 1, out): the outputs at the breakpoints.
    const xt::xtensor<Real, 2>& values() const& noexcept { return values_; }
    xt::xtensor<Real, 2> values() && { return std::move(values_); }
    /// (P, units of all layers in order): the number of the activation's knots below z; for relu 0 off, 1 on.
    const xt::xtensor<std::uint8_t, 2>& states() const& noexcept { return states_; }
    xt::xtensor<std::uint8_t, 2> states() && { return std::move(states_); }
    /// Whose z stays on a knot, by piece: they have the lower state there.
    const std::vector<unit_on_knot>& on_knot() const& noexcept { return on_knot_; }
    std::vector<unit_on_knot> on_knot() && { return std::move(on_knot_); }
    /// Crease k lies between pieces k and k + 1. A list to be read as a vector is: size(), [k], begin(),
    /// end().
    crease_list<Real> creases() const& noexcept { return crease_list<Real>{*this}; }
    std::vector<crease_point> creases() && {
        const crease_list<Real> list{*this};
        return {list.begin(), list.end()};
    }
    /// The sizes, summed up, of the terms that an output's slope * x + intercept on piece p is the sum of, at
    /// most on the whole interval: what its rounding is a share of.
    Real term_size(std::size_t p, std::size_t output) const noexcept { return term_sizes_(p, output); }
    /// One of them, and whether it bends an output.
    crease_point crease(std::size_t k) const;
    bool affects_output(std::size_t k) const noexcept { return affects_output_[k] != 0; }

    /// How many pieces are left when neighbours with the same slopes are joined.
    std::size_t affine_piece_count() const {
        return 1 + static_cast<std::size_t>(std::count(affects_output_.begin(), affects_output_.end(), true));
    }
    /// Where piece p begins and ends.
    std::array<Real, 2> interval(std::size_t p) const { return {breakpoints_(p), breakpoints_(p + 1)}; }

private:
    xt::xtensor<Real, 1> breakpoints_;
    xt::xtensor<Real, 2> slopes_, intercepts_, values_, term_sizes_;
    xt::xtensor<std::uint8_t, 2> states_;
    std::vector<std::size_t> first_units_; // of each layer
    std::vector<unsigned char> affects_output_;
    std::vector<unit_on_knot> on_knot_;
};

template <class Real>
line_pieces<Real>::line_pieces(const std::vector<detail::piecewise_layer>& layers,
                               const std::vector<detail::line_store>& stores, double lo, double hi,
                               const tolerances& tolerance) {
    for (const auto& layer : layers) first_units_.push_back(layer.first_unit);
    const std::size_t out = layers.back().out, units = layers.back().first_unit + out;
    struct run { // of pieces that follow each other
        const detail::line_store* store = nullptr;
        std::size_t first, last;
    };
    std::vector<run> runs;
    std::size_t count = 0;
    for (const auto& store : stores) {
        count += store.places.size();
        for (std::size_t b = 0; b != store.branches.size(); ++b) {
            const auto& [number, first] = store.branches[b];
            const bool last = b + 1 == store.branches.size();
            runs.resize(std::max(runs.size(), number + 1));
            runs[number] = {&store, first, last ? store.places.size() : store.branches[b + 1].first};
        }
    }
    breakpoints_.resize({count + 1});
    slopes_.resize({count, out});
    intercepts_.resize({count, out});
    values_.resize({count + 1, out});
    states_.resize({count, units});
    term_sizes_.resize({count, out});
    std::size_t p = 0;
    for (const auto& [store, first, last] : runs) {
        if (p == 0)
            std::copy_n(store->first_values.data(), out, values_.data());
        const auto copy = [&, begin = first, n = last - first](const auto& from, std::size_t columns,
                                                               auto* to) {
            std::copy_n(from.data() + begin * columns, n * columns, to + p * columns);
        };
        copy(store->slopes, out, slopes_.data());
        copy(store->sizes, out, term_sizes_.data());
        copy(store->right_values, out, values_.data() + out);
        copy(store->states, units, states_.data());
        auto flag = std::lower_bound(store->flags.begin(), store->flags.end(), first,
                                     [](const auto& f, std::size_t piece) { return f.piece < piece; });
        for (; flag != store->flags.end() && flag->piece < last; ++flag)
            on_knot_.push_back({p + flag->piece - first, flag->unit});
        for (std::size_t i = first; i != last; ++i, ++p) {
            breakpoints_(p) = lo + store->places[i];
            for (std::size_t j = 0; j != out; ++j)
                intercepts_(p, j) = std::fma(-store->slopes[i * out + j], lo, store->intercepts[i * out + j]);
        }
    }
    breakpoints_(count) = hi;

    affects_output_.reserve(count);
    for (p = 1; p < count; ++p) {
        bool affects = false;
        for (std::size_t j = (p - 1) * out; j != p * out; ++j) {
            const double before = slopes_.data()[j], after = slopes_.data()[j + out];
            const double jump = std::abs(after - before);
            // More than rounding: of the slopes themselves, and of the terms that they are sums of.
            affects |= jump > tolerance.slope * std::max(std::abs(before), std::abs(after)) &&
                       jump * (hi - lo) >
                           tolerance.value * std::max(term_sizes_.data()[j], term_sizes_.data()[j + out]);
        }
        affects_output_.push_back(affects);
    }
}

template <class Real> crease_point line_pieces<Real>::crease(std::size_t k) const {
    crease_point point{breakpoints_(k + 1), {}, {}, {}, affects_output_[k] != 0};
    std::size_t layer = 0;
    for (std::size_t column = 0; column != states_.shape()[1]; ++column) {
        if (layer + 1 != first_units_.size() && column == first_units_[layer + 1])
            ++layer;
        if (states_(k, column) != states_(k + 1, column))
            point.owners.push_back({layer, column - first_units_[layer]});
    }
    for (std::size_t j = 0; j != slopes_.shape()[1]; ++j) {
        point.before.push_back(slopes_(k, j));
        point.after.push_back(slopes_(k + 1, j));
    }
    return point;
}

namespace detail {
inline namespace CREASE_TAG {

template <class Real> line_pieces<Real> all_pieces(const line_task& task) {
    std::vector<line_store> stores;
    stores.push_back(store_line(task));
    return {task.layers, stores, task.lo, task.hi, task.tolerance};
}

} // namespace CREASE_TAG
} // namespace detail

/// The exact pieces of net, which has one input, on [lo, hi]. Of z of the output layer where that is smooth.
/// Throws shape_error, value_error, unsupported_error naming a smooth hidden layer.
template <network Net>
CREASE_UNIT line_pieces<> pieces(const Net& net, double lo, double hi, const tolerances& tolerance = {}) {
    return detail::all_pieces<double>(detail::interval_task("pieces", net, lo, hi, tolerance));
}

/// The exact pieces of net, of any number of inputs, on the segment from p to q: places are t from 0 to 1, at
/// p + t * (q - p). Throws as pieces does, and value_error where p is q.
template <network Net>
CREASE_UNIT line_pieces<> pieces_on_segment(const Net& net, point_view p, point_view q,
                                            const tolerances& tolerance = {}) {
    return detail::all_pieces<double>(detail::segment_task(net, p, q, tolerance));
}

/// The function of a network of one input and one output on [lo, hi], collinear knots merged. Throws as
/// pieces does.
template <network Net>
CREASE_UNIT piecewise_linear<double> to_piecewise_linear(const Net& net, double lo, double hi,
                                                         const tolerances& tolerance = {}) {
    const auto task = detail::interval_task("to_piecewise_linear", net, lo, hi, tolerance);
    if (const std::size_t out = task.layers.back().out; out != 1)
        throw shape_error(detail::message(
            {"to_piecewise_linear: expected a network of one output, got ", detail::count_text(out)}));
    const auto parts = detail::all_pieces<double>(task);
    detail::curve_data<double> curve;
    for (std::size_t b = 0; b <= parts.size(); ++b) {
        const bool inside = b != 0 && b != parts.size();
        if (inside && !parts.affects_output(b - 1))
            continue;
        curve.knots.push_back(parts.breakpoints()(b));
        curve.values.push_back(parts.values()(b, 0));
        if (b != parts.size())
            curve.slopes.push_back(parts.slopes()(b, 0));
    }
    return piecewise_linear<double>(std::move(curve));
}

} // namespace crease
#endif // CREASE_ANATOMY_LINE_HPP
