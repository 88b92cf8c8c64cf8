// SPDX-License-Identifier: BSD-3-Clause
// A question to all peers: the same numbers to compute from for each, and the answer, computed in double,
// that each must give before it is timed.
#pragma once

#include "../peers/peer.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <new>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Memory as every peer likes it best: at a cache line's start.
template <class T> struct at_cache_line {
    using value_type = T;
    static constexpr std::align_val_t line{64};
    at_cache_line() = default;
    template <class U> at_cache_line(at_cache_line<U>) {}
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), line)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, line); }
    template <class U> bool operator==(at_cache_line<U>) const { return true; }
};
template <class T> using array = std::vector<T, at_cache_line<T>>;

struct description {
    std::string name;
    operation what;
    std::size_t batch;
    std::vector<std::size_t> widths; // of a network: inputs, then the outputs of each layer
    bool last_relu = false;
    int threads = 1;
    bool compile_time_shapes = false, every_instruction_set = false;
};

template <class T> class question {
public:
    explicit question(description d) : d_{std::move(d)} {}

    const std::string& name() const { return d_.name; }

    /// Two for each multiply-add; 0 for relu and sigmoid.
    double operations() const {
        double sum = 0;
        for (std::size_t l = 1; l < d_.widths.size(); ++l)
            sum += 2.0 * static_cast<double>(d_.batch) * static_cast<double>(d_.widths[l - 1] * d_.widths[l]);
        return sum;
    }

    /// How often to do it between two readings of the clock.
    std::size_t times() const {
        const double work = operations() + 4.0 * static_cast<double>(d_.batch);
        return 1 + static_cast<std::size_t>(50000 / work);
    }

    /// Makes the numbers when first asked.
    bench::job<T> job() {
        if (x_.empty())
            make();
        return {d_.what,
                d_.batch,
                layers_,
                x_.data(),
                y_.data(),
                d_.threads,
                d_.compile_time_shapes,
                d_.every_instruction_set};
    }

    /// For each peer before it answers: what it leaves out is found.
    void forget_answer() { std::fill(y_.begin(), y_.end(), std::numeric_limits<T>::quiet_NaN()); }

    bool is_right(const T* answer) const {
        const double inputs =
            d_.widths.empty() ? 16
                              : static_cast<double>(*std::max_element(d_.widths.begin(), d_.widths.end()));
        const double epsilon = static_cast<double>(std::numeric_limits<T>::epsilon());
        const double tolerance = 16 * std::sqrt(inputs) * epsilon * largest_;
        for (std::size_t i = 0; i != right_.size(); ++i)
            if (!(std::abs(static_cast<double>(answer[i]) - static_cast<double>(right_[i])) <= tolerance))
                return false;
        return true;
    }

private:
    void make() {
        std::mt19937 random(1);
        const auto draw = [&random](std::size_t n, double limit) {
            array<T> values(n);
            for (T& value : values)
                value = static_cast<T>(limit * (static_cast<double>(random()) / 0x80000000 - 1));
            return values;
        };
        x_ = draw(d_.batch * (d_.widths.empty() ? 1 : d_.widths.front()), 3);
        y_.resize(d_.batch * (d_.widths.empty() ? 1 : d_.widths.back()));
        for (std::size_t l = 1; l < d_.widths.size(); ++l) {
            const std::size_t in = d_.widths[l - 1], out = d_.widths[l];
            weights_.push_back(draw(in * out, std::sqrt(6 / static_cast<double>(in))));
            weights_.push_back(draw(out, 1));
            layers_.push_back({in, out, weights_[2 * l - 2].data(), weights_[2 * l - 1].data(),
                               l + 1 != d_.widths.size() || d_.last_relu});
        }
        if (d_.what == operation::network)
            right_network();
        else
            for (const T x : x_) {
                const double z = static_cast<double>(x);
                right_.push_back(
                    static_cast<T>(d_.what == operation::relu ? std::max(z, 0.0) : 1 / (1 + std::exp(-z))));
            }
        for (const T value : right_) largest_ = std::max(largest_, std::abs(static_cast<double>(value)));
    }

    void right_network() {
        std::vector<double> h(d_.widths.front()), a;
        for (std::size_t row = 0; row != d_.batch; ++row) {
            h.assign(x_.begin() + static_cast<std::ptrdiff_t>(row * d_.widths.front()),
                     x_.begin() + static_cast<std::ptrdiff_t>((row + 1) * d_.widths.front()));
            for (const auto& layer : layers_) {
                a.assign(layer.bias, layer.bias + layer.out);
                for (std::size_t k = 0; k != layer.in; ++k)
                    for (std::size_t j = 0; j != layer.out; ++j)
                        a[j] += h[k] * static_cast<double>(layer.kernel[k * layer.out + j]);
                if (layer.relu)
                    for (double& z : a) z = std::max(z, 0.0);
                h.swap(a);
            }
            for (const double value : h) right_.push_back(static_cast<T>(value));
        }
    }

    description d_;
    array<T> x_, y_;
    std::vector<array<T>> weights_;
    std::vector<layer<T>> layers_;
    array<T> right_;
    double largest_ = 0;
};

} // namespace bench
