// SPDX-License-Identifier: BSD-3-Clause
// Every kernel of a layer, on every instruction set this machine has, against sums in long double and against
// each other. Memory is allocated to the element, so that AddressSanitizer sees what is read or written
// beyond it.
#include <crease/kernels/dense.hpp>
#include <crease/kernels/dot.hpp>
#include <crease/kernels/flat.hpp>
#include <crease/kernels/lanes.hpp>
#include <crease/kernels/pack.hpp>
#include <crease/kernels/plain.hpp>

#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

using namespace crease::detail;

namespace {

/// From the least to the most that this machine has.
std::vector<instruction_set> instruction_sets() {
    std::vector<instruction_set> sets;
    for (const auto set : {instruction_set::baseline, instruction_set::avx2, instruction_set::avx512})
        if (set <= best_instruction_set())
            sets.push_back(set);
    return sets;
}

/// Those that have kernels which the baseline does without.
std::vector<instruction_set> wide_instruction_sets() {
    std::vector<instruction_set> sets = instruction_sets();
    sets.erase(sets.begin());
    return sets;
}

template <class T> bool same_bits(T a, T b) { return std::memcmp(&a, &b, sizeof a) == 0; }

template <class T> std::vector<T> random_values(std::size_t size, unsigned seed) {
    std::vector<T> values(size);
    twin::numbers next(seed);
    for (T& value : values) value = static_cast<T>(next());
    return values;
}

template <class T> struct layer {
    std::size_t in, out;
    std::vector<T> kernel, bias;
};
template <class T> layer<T> random_layer(std::size_t in, std::size_t out) {
    return {in, out, random_values<T>(in * out, 1), random_values<T>(out, 2)};
}

/// Rows of `width` values, one every `stride` elements and none after the last; `between` lies between them.
template <class T> struct rows_of {
    std::size_t count, width, stride;
    T between;
    std::vector<T> memory;

    rows_of(std::size_t rows, std::size_t columns, std::size_t step, T gap)
        : count{rows}, width{columns}, stride{step}, between{gap}, memory((rows - 1) * step + columns, gap) {}

    T* row(std::size_t r) { return memory.data() + r * stride; }
    const T* row(std::size_t r) const { return memory.data() + r * stride; }
    bool untouched_between() const {
        for (std::size_t i = 0; i != memory.size(); ++i)
            if (i % stride >= width && !same_bits(memory[i], between))
                return false;
        return true;
    }
};
template <class T>
rows_of<T> random_rows(std::size_t rows, std::size_t columns, std::size_t stride, unsigned seed = 3) {
    rows_of<T> x(rows, columns, stride, std::numeric_limits<T>::quiet_NaN());
    const std::vector<T> values = random_values<T>(rows * columns, seed);
    for (std::size_t r = 0; r != rows; ++r) std::copy_n(values.data() + r * columns, columns, x.row(r));
    return x;
}

/// The kernel that reads these weights, on rows first .. first + rows - 1 of x.
template <class T>
rows_of<T> run(const weights_view<T>& w, const rows_of<T>& x, std::size_t first, std::size_t rows,
               std::size_t y_gap = 0, bend_kind bend = bend_kind::none, T slope = 0) {
    rows_of<T> y(rows, w.out, w.out + y_gap, T(-77));
    const std::vector<T> exact_x(x.row(first), x.row(first + rows - 1) + x.width);
    const dense_task<T> task{w, exact_x.data(), x.stride, rows, y.row(0), y.stride, bend, slope};
    if (w.dot)
        run_wide<dot_kernel<T>>(w.set, task);
    else
        run_dense(task);
    return y;
}

/// Whether row r of `a` has the bits of row q of `b`.
template <class T> bool same_row(const rows_of<T>& a, std::size_t r, const rows_of<T>& b, std::size_t q) {
    return std::memcmp(a.row(r), b.row(q), a.width * sizeof(T)) == 0;
}
/// Whether `part` has the bits of rows first .. of `whole`, and nothing between its rows was written.
template <class T> bool same_rows(const rows_of<T>& part, const rows_of<T>& whole, std::size_t first) {
    bool same = part.untouched_between();
    for (std::size_t r = 0; r != part.count; ++r) same = same && same_row(part, r, whole, first + r);
    return same;
}

/// How far y is at worst from x W + b, in units of what rounding allows: each of `in` products and `in` sums,
/// those that join chains and the bias's are rounded once, by at most epsilon / 2 of sum |x w| + |b|.
template <class T> long double worst(const layer<T>& l, const rows_of<T>& x, const rows_of<T>& y) {
    const long double share =
        static_cast<long double>(l.in + 12) * static_cast<long double>(std::numeric_limits<T>::epsilon()) / 2;
    long double most = 0;
    for (std::size_t r = 0; r != x.count; ++r)
        for (std::size_t j = 0; j != l.out; ++j) {
            long double z = l.bias[j], size = std::abs(z);
            for (std::size_t k = 0; k != l.in; ++k) {
                const long double term = static_cast<long double>(x.row(r)[k]) * l.kernel[k * l.out + j];
                z += term;
                size += std::abs(term);
            }
            most = std::max(most, std::abs(static_cast<long double>(y.row(r)[j]) - z) / (share * size));
        }
    return most;
}

/// One by one, every row of x; and whether all are near enough to x W + b.
template <class T>
rows_of<T> rows_alone(const layer<T>& l, const weights_view<T>& w, const rows_of<T>& x, bool& near) {
    rows_of<T> y(x.count, l.out, l.out, T(-77));
    for (std::size_t r = 0; r != x.count; ++r) std::copy_n(run(w, x, r, 1).row(0), l.out, y.row(r));
    near = worst(l, x, y) <= 1;
    return y;
}

/// A layer's weights in the order in which kernels read them.
template <class T> class packed_weights {
public:
    packed_weights(const layer<T>& l, instruction_set set) {
        const auto in_place = direct_weights(l.kernel.data(), l.bias.data(), l.in, l.out, set);
        storage_ = std::make_unique<line<T>[]>(packed_lines(in_place));
        view_ = pack(in_place, l.kernel.data(), l.bias.data(), storage_.get());
    }
    const weights_view<T>& view() const { return view_; }

private:
    std::unique_ptr<line<T>[]> storage_;
    weights_view<T> view_;
};
template <class T> weights_view<T> direct(const layer<T>& l, instruction_set set) {
    return direct_weights(l.kernel.data(), l.bias.data(), l.in, l.out, set);
}

constexpr std::size_t most_rows = 20;

/// A layer of this shape on this instruction set: near the exact sum, and a row's bits are the same alone and
/// in batches of `batches` rows anywhere, from packed weights and from weights where they lie.
template <class T>
bool holds(std::size_t in, std::size_t out, instruction_set set, const std::vector<std::size_t>& batches) {
    const layer<T> l = random_layer<T>(in, out);
    const packed_weights<T> weights(l, set);
    const weights_view<T> in_place = direct(l, set);
    const rows_of<T> dense_x = random_rows<T>(most_rows, in, in),
                     wide_x = random_rows<T>(most_rows, in, in + 3);
    bool good = false;
    const rows_of<T> alone = rows_alone(l, weights.view(), dense_x, good);
    for (const std::size_t rows : batches) {
        const std::size_t first = (7 * rows + in + out) % (most_rows - rows + 1);
        good = good && same_rows(run(weights.view(), dense_x, first, rows), alone, first) &&
               same_rows(run(weights.view(), wide_x, first, rows, 1 + rows % 5), alone, first);
        if (in_place.kernel)
            good = good && same_rows(run(in_place, wide_x, first, rows), alone, first) &&
                   same_rows(run(in_place, dense_x, first, rows, 2), alone, first);
    }
    return good;
}

const std::vector<std::size_t> every_batch = [] {
    std::vector<std::size_t> batches;
    for (std::size_t rows = 1; rows <= most_rows; ++rows) batches.push_back(rows);
    return batches;
}();

/// Inputs and outputs around which a loop or a choice of kernel changes its ways.
bool is_edge(std::size_t n) {
    for (const std::size_t edge : {1U, 2U, 3U, 4U, 8U, 16U, 32U, 33U, 64U})
        if (n == edge)
            return true;
    return n % 16 == 15 || n % 16 == 1;
}

} // namespace

TEMPLATE_TEST_CASE(
    "A layer of any shape is near the exact sum, whatever rows are around a sample and wherever "
    "its weights lie",
    "", float, double) {
    using T = TestType;
    for (const instruction_set set : instruction_sets())
        for (std::size_t in = 1; in <= 40; ++in)
            for (std::size_t out = 1; out <= 70; ++out) {
                const std::size_t turn = in + 3 * out;
                const bool well = is_edge(in) && is_edge(out)
                                      ? holds<T>(in, out, set, every_batch)
                                      : holds<T>(in, out, set, {1 + turn % 20, 1 + (turn + 7) % 20});
                if (!well) {
                    CAPTURE(static_cast<int>(set), in, out);
                    CHECK(well);
                }
            }
    SUCCEED();
}

TEMPLATE_TEST_CASE("So is a layer of more outputs, or more inputs, than that", "", float, double) {
    using T = TestType;
    for (const instruction_set set : instruction_sets()) {
        for (const std::size_t out : {95U, 96U, 97U, 111U, 112U, 113U, 127U, 128U, 129U, 144U, 145U, 200U})
            for (const std::size_t in : {1U, 2U, 7U, 16U, 31U, 32U, 33U}) {
                CAPTURE(static_cast<int>(set), in, out);
                CHECK(holds<T>(in, out, set, every_batch));
            }
        for (std::size_t in = 41; in <= 140; ++in)
            for (const std::size_t out : {1U, 2U, 3U, 4U, 17U}) {
                const std::size_t turn = in + out;
                const bool well = holds<T>(in, out, set, {1 + turn % 20, 1 + (turn + 7) % 20});
                if (!well) {
                    CAPTURE(static_cast<int>(set), in, out);
                    CHECK(well);
                }
            }
    }
}

TEMPLATE_TEST_CASE("A sample's bits are the same in batches of several blocks of tiles", "", float, double) {
    using T = TestType;
    for (const instruction_set set : instruction_sets())
        for (const std::size_t out : {1U, 3U, 5U, 9U, 16U, 24U, 33U, 64U, 130U})
            for (const std::size_t in : {1U, 9U, 35U}) {
                const layer<T> l = random_layer<T>(in, out);
                const packed_weights<T> weights(l, set);
                const rows_of<T> x = random_rows<T>(101, in, in + 1);
                const rows_of<T> whole = run(weights.view(), x, 0, 101);
                bool good = worst(l, x, whole) <= 1;
                for (std::size_t rows = 1; rows <= 101; ++rows)
                    good = good &&
                           same_rows(run(weights.view(), x, 101 - rows, rows, rows % 2), whole, 101 - rows);
                CAPTURE(static_cast<int>(set), in, out);
                CHECK(good);
            }
}

TEMPLATE_TEST_CASE("z below 0 bends as a scalar does, in every kernel", "", float, double) {
    using T = TestType;
    const T slope = T(0.01);
    for (const instruction_set set : instruction_sets())
        for (std::size_t out = 1; out <= 70; ++out)
            for (const std::size_t in : {1U, 3U, 34U, 40U})
                for (const std::size_t rows : {1U, 5U, 20U}) {
                    const layer<T> l = random_layer<T>(in, out);
                    const packed_weights<T> weights(l, set);
                    const rows_of<T> x = random_rows<T>(rows, in, in);
                    const rows_of<T> z = run(weights.view(), x, 0, rows);
                    const rows_of<T> cut = run(weights.view(), x, 0, rows, 1, bend_kind::to_zero);
                    const rows_of<T> bent = run(weights.view(), x, 0, rows, 1, bend_kind::to_slope, slope);
                    bool good = cut.untouched_between() && bent.untouched_between();
                    for (std::size_t r = 0; r != rows; ++r)
                        for (std::size_t j = 0; j != out; ++j) {
                            const T value = z.row(r)[j];
                            good = good && same_bits(cut.row(r)[j], value < 0 ? T(0) : value) &&
                                   same_bits(bent.row(r)[j], value < 0 ? slope * value : value);
                        }
                    if (!good) {
                        CAPTURE(static_cast<int>(set), in, out, rows);
                        CHECK(good);
                    }
                }
    SUCCEED();
}

TEMPLATE_TEST_CASE("AVX2 and AVX-512 give the same bits", "", float, double) {
    using T = TestType;
    if (best_instruction_set() < instruction_set::avx512)
        return;
    for (const std::size_t in : {1U, 2U, 15U, 16U, 31U, 32U, 33U, 40U, 47U, 64U, 100U, 784U})
        for (const std::size_t out :
             {1U, 2U, 3U, 4U, 7U, 8U, 9U, 15U, 16U, 17U, 31U, 33U, 48U, 49U, 64U, 113U, 129U}) {
            const layer<T> l = random_layer<T>(in, out);
            const packed_weights<T> half(l, instruction_set::avx2);
            const packed_weights<T> full(l, instruction_set::avx512);
            const rows_of<T> x = random_rows<T>(19, in, in);
            CAPTURE(in, out);
            CHECK(same_rows(run(half.view(), x, 0, 19), run(full.view(), x, 0, 19), 0));
        }
}

TEMPLATE_TEST_CASE("One input, few outputs: the flat kernel has the dense kernel's bits", "", float, double) {
    using T = TestType;
    for (const instruction_set set : wide_instruction_sets())
        for (std::size_t out = 1; out <= flat_outputs; ++out) {
            const std::size_t least = vector_bytes(set) / sizeof(T); // the fewest rows it takes
            const layer<T> l = random_layer<T>(1, out);
            const packed_weights<T> weights(l, set);
            bool good = true;
            for (const std::size_t stride : {1U, 2U, 5U})
                for (std::size_t rows = least; rows <= least + 70; ++rows) {
                    const rows_of<T> x = random_rows<T>(rows, 1, stride, static_cast<unsigned>(rows));
                    const auto bend = static_cast<bend_kind>(rows % 3);
                    const rows_of<T> y = run(weights.view(), x, 0, rows, 0, bend, T(0.2));
                    const std::size_t offset = rows % 7; // y begins anywhere in a vector
                    std::vector<T> flat(offset + rows * out, T(-77));
                    run_wide<flat_kernel<T>>(set, dense_task<T>{weights.view(), x.row(0), stride, rows,
                                                                flat.data() + offset, out, bend, T(0.2)});
                    good =
                        good && std::memcmp(flat.data() + offset, y.row(0), rows * out * sizeof(T)) == 0 &&
                        std::count(flat.begin(), flat.end(), T(-77)) == static_cast<std::ptrdiff_t>(offset);
                }
            CAPTURE(static_cast<int>(set), out);
            CHECK(good);
        }
}

TEMPLATE_TEST_CASE("Samples in lanes have the dense kernel's bits", "", float, double) {
    using T = TestType;
    for (const instruction_set set : wide_instruction_sets())
        for (std::size_t in = 1; in <= 32; ++in)
            for (const std::size_t out : {1U, 2U, 3U, 5U, 8U, 17U, 31U, 32U}) {
                const layer<T> l = random_layer<T>(in, out);
                const packed_weights<T> weights(l, set);
                const auto storage = std::make_unique<line<T>[]>(lanes_weights<T>::lines(in, out));
                const auto in_lanes =
                    lanes_weights<T>::pack(l.kernel.data(), l.bias.data(), in, out, storage.get());
                bool good = true;
                for (const std::size_t groups : {1U, 2U}) {
                    const std::size_t samples = groups * lanes_group<T>, stride = samples + in % 3;
                    const rows_of<T> x = random_rows<T>(samples, in, in);
                    rows_of<T> h(in, samples, stride, std::numeric_limits<T>::quiet_NaN());
                    for (std::size_t k = 0; k != in; ++k)
                        for (std::size_t r = 0; r != samples; ++r) h.row(k)[r] = x.row(r)[k];
                    for (const auto bend : {bend_kind::none, bend_kind::to_zero, bend_kind::to_slope}) {
                        rows_of<T> turned(out, samples, stride, T(-77));
                        run_wide<lanes_kernel<T>>(set, lanes_task<T>{in_lanes, h.row(0), turned.row(0),
                                                                     samples, stride, bend, T(0.2)});
                        const rows_of<T> y = run(weights.view(), x, 0, samples, 0, bend, T(0.2));
                        good = good && turned.untouched_between();
                        for (std::size_t r = 0; r != samples; ++r)
                            for (std::size_t j = 0; j != out; ++j)
                                good = good && same_bits(turned.row(j)[r], y.row(r)[j]);
                    }
                }
                if (!good) {
                    CAPTURE(static_cast<int>(set), in, out);
                    CHECK(good);
                }
            }
    SUCCEED();
}

namespace {

/// Whole numbers, and zeros of both signs: their sums are exact in any order, and a sum that is 0 is -0 just
/// if all of its terms are. So a kernel has the plain twin's bits, NaN's own apart.
template <class T> std::vector<T> small_values(std::size_t size, unsigned seed) {
    constexpr T choices[] = {T(-2), T(-1), T(-0.0), T(0), T(1), T(2), T(3)};
    std::vector<T> values(size);
    twin::numbers next(seed);
    for (T& value : values) value = choices[next.below(7)];
    return values;
}

template <class T> bool same_or_nan(T a, T b) { return std::isnan(a) ? std::isnan(b) : same_bits(a, b); }

/// Whether the kernels have the plain twin's values, signs of 0 and NaN.
template <class T> bool as_plain(const layer<T>& l, const rows_of<T>& x, instruction_set set) {
    std::vector<T> z(x.count * l.out);
    affine(x.row(0), x.stride, x.count, l.kernel.data(), l.bias.data(), l.in, l.out, z.data(), l.out);
    const auto agrees = [&](const weights_view<T>& w, bend_kind bend) {
        const rows_of<T> y = run(w, x, 0, x.count, 1, bend, T(0.5));
        for (std::size_t r = 0; r != x.count; ++r)
            for (std::size_t j = 0; j != l.out; ++j) {
                const T plain = z[r * l.out + j];
                const T bent = bend == bend_kind::none || !(plain < 0) ? plain
                               : bend == bend_kind::to_zero            ? T(0)
                                                                       : T(0.5) * plain;
                if (!same_or_nan(y.row(r)[j], bent))
                    return false;
            }
        return true;
    };
    const packed_weights<T> weights(l, set);
    const weights_view<T> in_place = direct(l, set);
    bool all = true;
    for (const auto bend : {bend_kind::none, bend_kind::to_zero, bend_kind::to_slope})
        all = all && agrees(weights.view(), bend) && (!in_place.kernel || agrees(in_place, bend));
    return all;
}

} // namespace

TEMPLATE_TEST_CASE("NaN, infinities and -0 in any place: as in the plain twin", "", float, double) {
    using T = TestType;
    using limits = std::numeric_limits<T>;
    struct shape {
        std::size_t in, out, rows;
    };
    for (const instruction_set set : instruction_sets())
        for (const auto [in, out, rows] :
             {shape{1, 1, 1}, shape{1, 3, 5}, shape{2, 5, 3}, shape{3, 8, 9}, shape{5, 9, 2}, shape{4, 17, 7},
              shape{3, 33, 5}, shape{33, 1, 3}, shape{35, 3, 9}, shape{49, 2, 1}, shape{33, 5, 5},
              shape{3, 67, 2}}) {
            layer<T> l{in, out, small_values<T>(in * out, 1), small_values<T>(out, 2)};
            rows_of<T> x(rows, in, in, 0);
            x.memory = small_values<T>(rows * in, 3);
            bool good = as_plain(l, x, set);
            for (const T value : {limits::quiet_NaN(), limits::infinity(), -limits::infinity(), T(-0.0)})
                for (std::vector<T>* memory : {&x.memory, &l.kernel, &l.bias})
                    for (T& place : *memory) {
                        const T before = place;
                        place = value;
                        good = good && as_plain(l, x, set);
                        place = before;
                    }
            CAPTURE(static_cast<int>(set), in, out, rows);
            CHECK(good);
        }
}

TEMPLATE_TEST_CASE("A sum of nothing but -0 is -0", "", float, double) {
    using T = TestType;
    for (const instruction_set set : instruction_sets())
        for (const std::size_t in : {1U, 2U, 5U, 16U, 33U, 40U, 49U})
            for (std::size_t out = 1; out <= 70; ++out) {
                layer<T> l{in, out, std::vector<T>(in * out, T(1)), std::vector<T>(out, T(-0.0))};
                rows_of<T> x(9, in, in, 0);
                std::fill(x.memory.begin(), x.memory.end(), T(-0.0));
                const packed_weights<T> weights(l, set);
                bool good = true;
                for (const std::size_t rows : {1U, 9U})
                    for (const T value : run(weights.view(), x, 0, rows, 0, bend_kind::to_zero).memory)
                        good = good && same_bits(value, T(-0.0));
                if (!good) {
                    CAPTURE(static_cast<int>(set), in, out);
                    CHECK(good);
                }
            }
    SUCCEED();
}

TEMPLATE_TEST_CASE("Denormals are kept", "", float, double) {
    using T = TestType;
    const T tiny = 3 * std::numeric_limits<T>::denorm_min();
    for (const instruction_set set : instruction_sets())
        for (const std::size_t in : {1U, 2U, 5U, 33U, 40U})
            for (std::size_t out = 1; out <= 70; ++out) {
                layer<T> l{in, out, std::vector<T>(in * out, T(2)), std::vector<T>(out, tiny)};
                rows_of<T> x(9, in, in, 0);
                for (std::size_t r = 0; r != x.count; ++r) x.row(r)[r % in] = -5 * tiny;
                const packed_weights<T> weights(l, set);
                bool good = true;
                for (const std::size_t rows : {1U, 9U}) {
                    for (const T value : run(weights.view(), x, 0, rows).memory)
                        good = good && value == -9 * tiny;
                    for (const T value : run(weights.view(), x, 0, rows, 0, bend_kind::to_slope, T(2)).memory)
                        good = good && value == -18 * tiny;
                }
                if (!good) {
                    CAPTURE(static_cast<int>(set), in, out);
                    CHECK(good);
                }
            }
    SUCCEED();
}
