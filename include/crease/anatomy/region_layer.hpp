// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Region layer: what one layer of a network does on a cell on which the layers before it are
// affine. It lists the units that may pass a knot there, and sums up z of the next layer, part by part.
#ifndef CREASE_ANATOMY_REGION_LAYER_HPP
#define CREASE_ANATOMY_REGION_LAYER_HPP

#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/cell_range.hpp>
#include <crease/anatomy/given_units.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// One layer of a walk over d inputs, at work on one cell at a time.
class region_layer {
public:
    struct crossing { // unit may pass a knot
        std::uint32_t unit, knot;
    };

    /// l: the layer's number. next: the layer that comes after it; null if it is the last. at_point: of cells
    /// that meet in the point y = 0 only what happens there counts.
    region_layer(std::size_t l, const piecewise_layer& layer, const piecewise_layer* next, std::size_t d,
                 const tolerances& tolerance, bool at_point)
        : l_{l}, layer_{layer}, next_{next}, set_{best_instruction_set()}, d_{d},
          tolerance_{tolerance}, at_point_{at_point}, columns_{next ? next->out : layer.out},
          nothing_((d + 2) * columns_, 0), sizes_(columns_), low_(layer.out), high_(layer.out),
          slack_(layer.out), largest_(layer.out), given_(layer.out, d, layer.slopes, layer.intercepts),
          normal_(d), more_(d + 1) {
        if (next)
            for (std::size_t j = 0; j != columns_; ++j) {
                nothing_[d * columns_ + j] = next->bias[j];
                nothing_[(d + 1) * columns_ + j] = std::abs(next->bias[j]);
            }
        sums_.emplace_back((d + 2) * columns_); // the first with the sizes
    }

    const piecewise_layer& layer() const noexcept { return layer_; }
    /// (d + 1, units): z on the cell that was entered, as a function of y.
    const double* z() const noexcept { return z_; }
    /// (units): the range of that, and how near a knot z is on it, but for the knot's own share.
    const std::vector<double>& low() const noexcept { return low_; }
    const std::vector<double>& high() const noexcept { return high_; }
    const std::vector<double>& slack() const noexcept { return slack_; }
    const std::vector<crossing>& crossings() const noexcept { return crossings_; }
    /// (columns): of the terms of z of the next layer.
    const double* sizes() const noexcept { return sizes_.data(); }
    /// (d + 1, columns): z of the next layer on the part at this depth.
    double* sum(std::size_t depth) noexcept { return sums_[depth].data(); }
    const double* sum(std::size_t depth) const noexcept { return sums_[depth].data(); }

    /// Takes z (d + 1, units) and the sizes of its terms, which stay where they are.
    void enter(double* z, const double* sizes) noexcept {
        z_ = z;
        z_sizes_ = sizes;
    }

    /// Where the range of z is to be written; not yet of which points.
    cell_range range_task() noexcept {
        return {.z = z_,
                .sizes = z_sizes_,
                .units = layer_.out,
                .dimensions = d_,
                .points = nullptr,
                .count = 0,
                .value = tolerance_.value,
                .place = tolerance_.place,
                .constant = at_point_ ? 0.0 : 1.0,
                .low = low_.data(),
                .high = high_.data(),
                .slack = slack_.data(),
                .largest = largest_.data()};
    }

    /// Throws value_error if z overflows.
    void check_overflow() const {
        double overflow = 0;
        for (const double size : largest_) overflow += size - size;
        if (overflow == 0)
            return;
        std::size_t u = 0;
        while (std::isfinite(largest_[u])) ++u;
        throw_overflow({l_, u});
    }

    /// From the range of z: sets the layer's part of `states`, lists the crossings, adds to on_knot whose z
    /// is on a knot throughout, and has sum(0), without the crossings, and sizes(), with them.
    void sort_and_sum(std::vector<int>& states, std::vector<unit_index>& on_knot) {
        sort_units(states, on_knot);
        next_ ? sum_products() : sum_outputs();
    }

    /// Where a crossing's z is on its knot, as a plane through the cell. Valid until the next call.
    cell_plane plane_of(const crossing& at) {
        const std::size_t unit = at.unit;
        const double knot = layer_.knots[at.knot];
        for (std::size_t r = 0; r != d_; ++r) normal_[r] = z_[r * layer_.out + unit];
        return {normal_.data(), at_point_ ? 0 : z_[d_ * layer_.out + unit] - knot,
                slack_[unit] + tolerance_.value * std::abs(knot)};
    }

    /// sum(to) = sum(from) + what a unit gives more once it has passed its knot; `to` is at most one deeper
    /// than any before.
    void pass(const crossing& at, std::size_t from, std::size_t to) {
        if (sums_.size() == to)
            sums_.emplace_back((d_ + 1) * columns_);
        const std::uint32_t unit = at.unit;
        const double slope = layer_.slopes[at.knot + 1] - layer_.slopes[at.knot];
        for (std::size_t r = 0; r <= d_; ++r) more_[r] = slope * z_[r * layer_.out + unit];
        more_[d_] += layer_.intercepts[at.knot + 1] - layer_.intercepts[at.knot];
        const double* const start = sum(from);
        double* const result = sum(to);
        if (!next_) {
            if (from != to)
                std::copy_n(start, (d_ + 1) * columns_, result);
            for (std::size_t r = 0; r <= d_; ++r) result[r * columns_ + unit] += more_[r];
            return;
        }
        affine_product product = product_of({&unit, 1}, &first_column, more_.data(), 1);
        product.start = start;
        product.result = result;
        multiply(set_, product);
    }

private:
    void sort_units(std::vector<int>& states, std::vector<unit_index>& on_knot) {
        crossings_.clear();
        for (std::size_t u = 0; u != layer_.out; ++u) {
            std::size_t state = 0;
            double size = 0; // of what its crossings add
            for (std::size_t k = 0; k != layer_.knots.size(); ++k) {
                const double knot = layer_.knots[k], share = tolerance_.value * std::abs(knot);
                double origin = knot;
                if (at_point_) { // how far off does not matter, unless that is 0
                    const double off = z_[d_ * layer_.out + u] - knot;
                    if (std::abs(off) > tolerance_.value * z_sizes_[u] + share) {
                        state += off > 0;
                        continue;
                    }
                    origin = 0;
                }
                const double near = slack_[u] + share;
                const bool above = high_[u] - origin > near, below = origin - low_[u] > near;
                if (above && below) {
                    crossings_.push_back({static_cast<std::uint32_t>(u), static_cast<std::uint32_t>(k)});
                    size += given_.size_of_change(k, largest_[u]);
                } else if (!above && !below)
                    on_knot.push_back({l_, u});
                state += above && !below;
            }
            states[layer_.first_unit + u] = static_cast<int>(state);
            given_.give(u, state, z_, largest_[u]);
            given_.add_size(u, size);
        }
    }

    void sum_outputs() {
        double* const result = sum(0);
        std::fill_n(result, (d_ + 1) * columns_, 0.0);
        std::fill(sizes_.begin(), sizes_.end(), 0.0);
        const double* const given = given_.coefficients();
        for (const std::uint32_t u : given_.list()) {
            for (std::size_t r = 0; r <= d_; ++r) result[r * columns_ + u] = given[r * columns_ + u];
            sizes_[u] = given[(d_ + 1) * columns_ + u];
        }
    }

    void sum_products() {
        const std::span<const std::uint32_t> units = given_.list();
        affine_product product = product_of(units, units.data(), given_.coefficients(), layer_.out);
        product.rows = d_ + 2;
        product.start = nothing_.data();
        product.result = sum(0);
        multiply_with_sizes(set_, product);
        std::copy_n(sum(0) + (d_ + 1) * columns_, columns_, sizes_.begin());
    }

    /// What units give to the next layer; not yet of what start, and where to.
    affine_product product_of(std::span<const std::uint32_t> units, const std::uint32_t* columns,
                              const double* coefficients, std::size_t stride) const noexcept {
        return {.kernel = next_->weights(),
                .out = columns_,
                .rows = d_ + 1,
                .units = units.data(),
                .columns = columns,
                .terms = units.size(),
                .coefficients = coefficients,
                .coefficient_stride = stride,
                .start = nullptr,
                .start_stride = columns_,
                .result = nullptr,
                .result_stride = columns_};
    }
    static constexpr std::uint32_t first_column = 0;

    std::size_t l_;
    const piecewise_layer& layer_;
    const piecewise_layer* next_;
    instruction_set set_;
    std::size_t d_;
    tolerances tolerance_;
    bool at_point_;
    std::size_t columns_;         // of the next layer, or of the output
    std::vector<double> nothing_; // (d + 2, columns): what a sum starts with: 0, bias, size
    std::vector<double> sizes_;   // (columns)
    std::vector<double> low_, high_, slack_, largest_; // of cell_range
    given_units given_;
    std::vector<double> normal_, more_; // (d), (d + 1): of the crossing at work
    double* z_ = nullptr;               // of the cell that was entered
    const double* z_sizes_ = nullptr;
    std::vector<crossing> crossings_;
    std::vector<std::vector<double>> sums_; // (d + 1, columns) of each part that waits
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_REGION_LAYER_HPP
