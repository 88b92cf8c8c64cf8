// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Simplex: the largest value of a linear function on a small polytope inside a box. Pointers and
// sizes only.
//
// The dual simplex method: it begins at the box's corner where the function is largest, which needs no first
// phase, and takes in the half-space that is violated most until none is. On the way the value only falls,
// and bounds the result from above: who only asks whether it exceeds a number is answered early.
#ifndef CREASE_ANATOMY_SIMPLEX_HPP
#define CREASE_ANATOMY_SIMPLEX_HPP

#include <crease/detail/simd.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Half-spaces row * x <= bound, |row| = 1.
struct half_spaces {
    const double*
        data; // (d + 1, capacity): d coordinates, then the bounds; capacity a multiple of line_width
    std::size_t capacity, count;
};

struct simplex_task {
    std::size_t d, stride; // stride: d, rounded up to line_width
    half_spaces rows;
    const double *lower, *upper; // (d): of the box
    const double* objective;     // (d)
    double enough;               // the result need not be told from what is lower
    double violation, pivot;     // tolerances: of a half-space, of a number to divide by
    // Used and left behind. inverse: of the basis' rows, (d, stride); x: where the value is taken
    double *inverse, *x, *dual, *weights, *violations;
    std::int32_t* basis; // (d): 2 j and 2 j + 1 for x[j] at its lower and upper end, 2 d + i for half-space i
    double* value;       // the result; -infinity if there is no such point
};

struct simplex_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const simplex_task& t) noexcept {
        start(t);
        // Ties make no progress: the lowest numbers, taken after a while, end every circle (Bland).
        const std::size_t patience = 20 * (t.d + 1), limit = 50 * patience;
        for (std::size_t step = 0;; ++step) {
            double value = 0;
            for (std::size_t j = 0; j != t.d; ++j) value += t.objective[j] * t.x[j];
            *t.value = value;
            const bool cautious = step > patience;
            double violation = 0;
            const std::int32_t entering =
                value <= t.enough || step == limit ? -1 : find_violated<Bytes>(t, cautious, violation);
            if (entering < 0)
                return;
            find_weights<Bytes>(t, entering);
            const std::size_t leaving = find_leaving(t, cautious);
            if (leaving == t.d) {
                *t.value = -std::numeric_limits<double>::infinity();
                return;
            }
            exchange<Bytes>(t, entering, leaving, violation);
        }
    }

private:
    [[gnu::always_inline]] static void start(const simplex_task& t) noexcept {
        for (std::size_t i = 0; i != t.d * t.stride; ++i) t.inverse[i] = 0;
        for (std::size_t j = 0; j != t.stride; ++j) t.dual[j] = 0;
        for (std::size_t j = 0; j != t.d; ++j) {
            const bool up = t.objective[j] >= 0;
            t.basis[j] = static_cast<std::int32_t>(2 * j + up);
            t.inverse[j * t.stride + j] = up ? 1 : -1;
            t.dual[j] = up ? t.objective[j] : -t.objective[j];
            t.x[j] = up ? t.upper[j] : t.lower[j];
        }
    }

    /// The half-space violated most, or the first if cautious; -1 if none is.
    template <std::size_t Bytes>
    [[gnu::always_inline]] static std::int32_t find_violated(const simplex_task& t, bool cautious,
                                                             double& violation) noexcept {
        using vector = simd<double, Bytes>;
        double most = t.violation;
        std::int32_t which = -1;
        for (std::size_t j = 0; j != t.d; ++j)
            for (std::size_t up = 0; up != 2; ++up) {
                const double over = up == 1 ? t.x[j] - t.upper[j] : t.lower[j] - t.x[j];
                if (over > most && !(cautious && which >= 0)) {
                    most = over;
                    which = static_cast<std::int32_t>(2 * j + up);
                }
            }
        for (std::size_t i = 0; i < t.rows.count; i += vector::width) {
            vector over = -vector::load(t.rows.data + t.d * t.rows.capacity + i);
            for (std::size_t j = 0; j != t.d; ++j)
                over.add_product(t.x[j], vector::load(t.rows.data + j * t.rows.capacity + i));
            over.store(t.violations + i);
        }
        for (std::size_t i = 0; i != t.rows.count; ++i)
            if (t.violations[i] > most && !(cautious && which >= 0)) {
                most = t.violations[i];
                which = static_cast<std::int32_t>(2 * t.d + i);
            }
        violation = most;
        return which;
    }

    /// The entering row as a sum of the basis' rows.
    template <std::size_t Bytes>
    [[gnu::always_inline]] static void find_weights(const simplex_task& t, std::int32_t entering) noexcept {
        using vector = simd<double, Bytes>;
        const auto row = static_cast<std::size_t>(entering);
        for (std::size_t k = 0; k < t.stride; k += vector::width) {
            vector sum(0.0);
            if (row < 2 * t.d)
                sum.add_product(row % 2 == 1 ? 1.0 : -1.0, vector::load(t.inverse + row / 2 * t.stride + k));
            else
                for (std::size_t j = 0; j != t.d; ++j)
                    sum.add_product(t.rows.data[j * t.rows.capacity + row - 2 * t.d],
                                    vector::load(t.inverse + j * t.stride + k));
            sum.store(t.weights + k);
        }
    }

    /// Which row leaves the basis, so that no dual gets negative; d if none can: there is no point.
    [[gnu::always_inline]] static std::size_t find_leaving(const simplex_task& t, bool cautious) noexcept {
        std::size_t leaving = t.d;
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k != t.d; ++k) {
            if (!(t.weights[k] > t.pivot))
                continue;
            const double ratio = t.dual[k] / t.weights[k];
            const bool better = leaving == t.d || ratio < least ||
                                (ratio == least && (cautious ? t.basis[k] < t.basis[leaving]
                                                             : t.weights[k] > t.weights[leaving]));
            if (better) {
                least = ratio;
                leaving = k;
            }
        }
        return leaving;
    }

    template <std::size_t Bytes>
    [[gnu::always_inline]] static void exchange(const simplex_task& t, std::int32_t entering,
                                                std::size_t leaving, double violation) noexcept {
        using vector = simd<double, Bytes>;
        const double weight = t.weights[leaving], ratio = t.dual[leaving] / weight;
        for (std::size_t k = 0; k != t.d; ++k) {
            const double dual = t.dual[k] - ratio * t.weights[k];
            t.dual[k] = dual > 0 ? dual : 0;
        }
        t.dual[leaving] = ratio;
        for (std::size_t j = 0; j != t.d; ++j) {
            double* const row = t.inverse + j * t.stride;
            const double direction = row[leaving] / weight;
            for (std::size_t k = 0; k < t.stride; k += vector::width) {
                vector v = vector::load(row + k);
                v.add_product(-direction, vector::load(t.weights + k));
                v.store(row + k);
            }
            row[leaving] = direction;
            t.x[j] -= violation * direction;
        }
        t.basis[leaving] = entering;
    }
};

/// A solver for one number of dimensions, with the memory it works in.
class simplex {
public:
    explicit simplex(std::size_t d)
        : d_{d}, stride_{(d + line_width<double> - 1) / line_width<double> * line_width<double>},
          numbers_((d + 3) * stride_), basis_(d) {}

    /// The largest objective * x over the x of the box in all half-spaces. Stops at any bound that is not
    /// above `enough`; -infinity if there is no x.
    double maximise(const half_spaces& rows, const double* lower, const double* upper,
                    const double* objective, double enough = -std::numeric_limits<double>::infinity()) {
        if (violations_.size() < rows.capacity)
            violations_.resize(rows.capacity);
        double value = 0;
        double* const inverse = numbers_.data();
        run_on<simplex_kernel>(best_instruction_set(), simplex_task{.d = d_,
                                                                    .stride = stride_,
                                                                    .rows = rows,
                                                                    .lower = lower,
                                                                    .upper = upper,
                                                                    .objective = objective,
                                                                    .enough = enough,
                                                                    .violation = 1e-12,
                                                                    .pivot = 1e-10,
                                                                    .inverse = inverse,
                                                                    .x = inverse + d_ * stride_,
                                                                    .dual = inverse + (d_ + 1) * stride_,
                                                                    .weights = inverse + (d_ + 2) * stride_,
                                                                    .violations = violations_.data(),
                                                                    .basis = basis_.data(),
                                                                    .value = &value});
        return value;
    }
    /// (d): where the last maximum is.
    const double* x() const noexcept { return numbers_.data() + d_ * stride_; }

private:
    std::size_t d_, stride_;
    std::vector<double> numbers_, violations_;
    std::vector<std::int32_t> basis_;
};

/// Half-spaces that are added and taken away at the end.
class half_space_stack {
public:
    explicit half_space_stack(std::size_t d) : d_{d}, data_((d + 1) * line_width<double>) {}

    std::size_t size() const noexcept { return count_; }
    half_spaces first(std::size_t count) const noexcept { return {data_.data(), capacity_, count}; }
    /// row[j * step] for j < d, and bound; scaled to length 1 by the caller. Removes those from `at` on
    /// first.
    void put(std::size_t at, const double* row) {
        if (at == capacity_)
            grow();
        for (std::size_t j = 0; j <= d_; ++j) data_[j * capacity_ + at] = row[j];
        count_ = at + 1;
    }

private:
    void grow() {
        std::vector<double> more(2 * data_.size());
        for (std::size_t j = 0; j <= d_; ++j)
            std::copy_n(data_.data() + j * capacity_, capacity_, more.data() + 2 * j * capacity_);
        capacity_ *= 2;
        data_ = std::move(more);
    }

    std::size_t d_, capacity_ = line_width<double>, count_ = 0;
    std::vector<double> data_; // (d + 1, capacity)
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_SIMPLEX_HPP
