// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Line: the exact pieces of a network of one input on an interval.
#ifndef CREASE_ANATOMY_LINE_HPP
#define CREASE_ANATOMY_LINE_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/line_walk.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/detail/number_text.hpp>
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

namespace detail {
inline namespace CREASE_TAG {

/// Layers of a network of one input, for an interval; net must outlive them. Throws shape_error or
/// value_error.
template <network Net>
std::vector<piecewise_layer> line_layers(const char* where, const Net& net, double lo, double hi) {
    auto layers = piecewise_layers(net, kernels::lent);
    if (layers.front().in != 1)
        throw shape_error(
            message({where, ": expected a network of one input, got ", count_text(layers.front().in)}));
    if (!(std::isfinite(hi - lo) && lo < hi))
        throw value_error(
            message({where, ": expected finite lo < hi, got ", number_text(lo), " and ", number_text(hi)}));
    return layers;
}

} // namespace CREASE_TAG
} // namespace detail

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
    /// The library's own door: use pieces().
    line_pieces(const std::vector<detail::piecewise_layer>& layers, const detail::affine_columns& start,
                double lo, double hi, const tolerances& tolerance);

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
    /// Crease k lies between pieces k and k + 1. A list to be read as a vector is: size(), [k], begin(),
    /// end().
    crease_list<Real> creases() const& noexcept { return crease_list<Real>{*this}; }
    std::vector<crease_point> creases() && {
        const crease_list<Real> list{*this};
        return {list.begin(), list.end()};
    }
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
    xt::xtensor<Real, 2> slopes_, intercepts_, values_;
    xt::xtensor<std::uint8_t, 2> states_;
    std::vector<std::size_t> first_units_; // of each layer
    std::vector<unsigned char> affects_output_;
};

template <class Real>
line_pieces<Real>::line_pieces(const std::vector<detail::piecewise_layer>& layers,
                               const detail::affine_columns& start, double lo, double hi,
                               const tolerances& tolerance) {
    std::vector<double> places, slopes, intercepts, values, sizes;
    std::vector<std::uint8_t> states;
    for (const auto& layer : layers) first_units_.push_back(layer.first_unit);
    const std::size_t out = layers.back().out, units = layers.back().first_unit + out;
    const auto collect = [&](double left, double right, const auto& layer_units, const auto& output) {
        const auto add_values = [&](double place) {
            for (std::size_t j = 0; j != out; ++j)
                values.push_back(output.slope[j] * place + output.intercept[j]);
        };
        if (places.empty())
            add_values(left);
        add_values(right);
        places.push_back(lo + left);
        for (std::size_t j = 0; j != out; ++j) {
            slopes.push_back(output.slope[j]);
            intercepts.push_back(std::fma(-output.slope[j], lo, output.intercept[j]));
            sizes.push_back(output.size[j]);
        }
        for (const auto& layer : layer_units)
            states.insert(states.end(), layer.state.begin(), layer.state.end());
    };
    // As many as there are where each hidden unit of one layer passes its knot once.
    const std::size_t expected = layers.back().first_unit + 2;
    places.reserve(expected);
    for (auto* list : {&slopes, &intercepts, &values, &sizes}) list->reserve(expected * out);
    states.reserve(expected * units);
    detail::line_walk(layers, start, lo, hi, tolerance, collect);

    const std::size_t count = places.size();
    places.push_back(hi);
    breakpoints_.resize({count + 1});
    slopes_.resize({count, out});
    intercepts_.resize({count, out});
    values_.resize({count + 1, out});
    states_.resize({count, units});
    std::copy(places.begin(), places.end(), breakpoints_.data());
    std::copy(slopes.begin(), slopes.end(), slopes_.data());
    std::copy(intercepts.begin(), intercepts.end(), intercepts_.data());
    std::copy(values.begin(), values.end(), values_.data());
    std::copy(states.begin(), states.end(), states_.data());

    affects_output_.reserve(count);
    for (std::size_t p = 1; p != count; ++p) {
        bool affects = false;
        for (std::size_t j = (p - 1) * out; j != p * out; ++j) {
            const double before = slopes[j], after = slopes[j + out], jump = std::abs(after - before);
            // More than rounding: of the slopes themselves, and of the terms that they are sums of.
            affects |= jump > tolerance.slope * std::max(std::abs(before), std::abs(after)) &&
                       jump * (hi - lo) > tolerance.value * std::max(sizes[j], sizes[j + out]);
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

/// The exact pieces of net, which has one input, on [lo, hi]. Of z of the output layer where that is smooth.
/// Throws shape_error, value_error, unsupported_error naming a smooth hidden layer.
template <network Net>
CREASE_UNIT line_pieces<> pieces(const Net& net, double lo, double hi, const tolerances& tolerance = {}) {
    const auto layers = detail::line_layers("pieces", net, lo, hi);
    return line_pieces<>(layers, detail::line_start(layers, lo, hi), lo, hi, tolerance);
}

/// The exact pieces of net, of any number of inputs, on the segment from p to q: places are t from 0 to 1, at
/// p + t * (q - p). Throws as pieces does, and value_error where p is q.
template <network Net>
CREASE_UNIT line_pieces<> pieces_on_segment(const Net& net, point_view p, point_view q,
                                            const tolerances& tolerance = {}) {
    const auto layers = detail::piecewise_layers(net, detail::kernels::lent);
    const std::size_t in = layers.front().in;
    detail::check_point("pieces_on_segment", "p", p, in);
    detail::check_point("pieces_on_segment", "q", q, in);
    std::vector<double> step;
    for (std::size_t i = 0; i != in; ++i) step.push_back(q[i] - p[i]);
    detail::check_point("pieces_on_segment", "q - p", step, in);
    if (std::all_of(step.begin(), step.end(), [](double s) { return s == 0; }))
        throw value_error("pieces_on_segment: expected p and q that differ, got the same point twice");
    const std::vector<double> origin(p.begin(), p.end());
    const std::span<const double> direction = step;
    const double reach = 1;
    const auto start =
        detail::affine_start(layers.front(), origin, std::span(&direction, 1), std::span(&reach, 1));
    return line_pieces<>(layers, start, 0, 1, tolerance);
}

/// The function of a network of one input and one output on [lo, hi], collinear knots merged. Throws as
/// pieces does.
template <network Net>
CREASE_UNIT piecewise_linear<double> to_piecewise_linear(const Net& net, double lo, double hi,
                                                         const tolerances& tolerance = {}) {
    const auto layers = detail::line_layers("to_piecewise_linear", net, lo, hi);
    if (layers.back().out != 1)
        throw shape_error(detail::message({"to_piecewise_linear: expected a network of one output, got ",
                                           detail::count_text(layers.back().out)}));
    const line_pieces<> parts(layers, detail::line_start(layers, lo, hi), lo, hi, tolerance);
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
