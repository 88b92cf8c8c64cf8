// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Plane sums: z of a layer, from what the units of the layer before it give on a polygon and on the
// parts that it is cut into.
#ifndef CREASE_ANATOMY_PLANE_SUMS_HPP
#define CREASE_ANATOMY_PLANE_SUMS_HPP

#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/given_units.hpp>
#include <crease/anatomy/piecewise_layers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// The sums of one polygon at a time, (3, columns) each: slopes and intercept.
class plane_sums {
public:
    /// next: the layer that is summed up; null where `units` are the outputs, and stay apart. terms: how many
    /// are listed at most.
    plane_sums(std::size_t units, const piecewise_layer* next, std::size_t terms)
        : next_{next}, set_{best_instruction_set()}, units_{units}, columns_{next ? next->out : units},
          start_(4 * columns_, 0), sizes_(columns_), terms_(terms), each_(terms), coefficients_(3 * terms) {
        std::iota(each_.begin(), each_.end(), 0U);
        if (next)
            for (std::size_t j = 0; j != columns_; ++j) {
                start_[2 * columns_ + j] = next->bias[j];
                start_[3 * columns_ + j] = std::abs(next->bias[j]);
            }
        sums_.emplace_back(4 * columns_);
    }

    /// (columns): of the terms of the sums.
    const double* sizes() const noexcept { return sizes_.data(); }
    /// (4, columns): of the part at this depth; the last row is the next layer's own.
    double* at(std::size_t depth) noexcept { return sums_[depth].data(); }

    /// at(0) = what the units give; sizes() are of this.
    void begin(given_units& given) {
        const std::span<const std::uint32_t> units = given.list();
        double* const result = at(0);
        if (next_) {
            multiply_with_sizes(set_, {.kernel = next_->weights(),
                                       .out = columns_,
                                       .rows = 4,
                                       .units = units.data(),
                                       .columns = units.data(),
                                       .terms = units.size(),
                                       .coefficients = given.coefficients(),
                                       .coefficient_stride = units_,
                                       .start = start_.data(),
                                       .start_stride = columns_,
                                       .result = result,
                                       .result_stride = columns_});
        } else {
            std::fill_n(result, 4 * columns_, 0.0);
            for (const std::uint32_t u : units)
                for (std::size_t k = u; k < 4 * columns_; k += columns_) result[k] = given.coefficients()[k];
        }
        std::copy_n(result + 3 * columns_, columns_, sizes_.begin());
    }

    /// What a unit gives more in a part: listed, until add_listed() takes it.
    void list(std::uint32_t unit, double across, double up, double intercept) {
        double* const more = coefficients_.data() + listed_;
        more[0] = across;
        more[terms_.size()] = up;
        more[2 * terms_.size()] = intercept;
        terms_[listed_++] = unit;
    }

    /// at(to) = at(from) + all that is listed, which then is no more.
    void add_listed(std::size_t from, std::size_t to) {
        if (sums_.size() == to)
            sums_.emplace_back(4 * columns_);
        const double* const start = at(from);
        double* const result = at(to);
        if (next_ && listed_ != 0) {
            multiply(set_, {.kernel = next_->weights(),
                            .out = columns_,
                            .rows = 3,
                            .units = terms_.data(),
                            .columns = each_.data(),
                            .terms = listed_,
                            .coefficients = coefficients_.data(),
                            .coefficient_stride = terms_.size(),
                            .start = start,
                            .start_stride = columns_,
                            .result = result,
                            .result_stride = columns_});
        } else {
            if (from != to)
                std::copy(start, start + 3 * columns_, result);
            for (std::size_t i = 0; i != listed_; ++i)
                for (std::size_t r = 0; r != 3; ++r)
                    result[r * columns_ + terms_[i]] += coefficients_[r * terms_.size() + i];
        }
        listed_ = 0;
    }

private:
    const piecewise_layer* next_;
    instruction_set set_;
    std::size_t units_;
    std::size_t columns_;       // of the next layer, or of the output
    std::vector<double> start_; // (4, columns): what a sum starts with: 0, 0, bias and its size
    std::vector<double> sizes_;
    std::vector<std::uint32_t> terms_, each_; // the first listed_: who gives more, and 0, 1, 2, ...
    std::vector<double> coefficients_;        // (3, terms): and what
    std::size_t listed_ = 0;
    std::vector<std::vector<double>> sums_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_SUMS_HPP
