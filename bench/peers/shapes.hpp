// SPDX-License-Identifier: BSD-3-Clause
// The networks that peers with compile-time shapes are built for: one list for all of them.
#pragma once

#include "peer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace bench {

template <std::size_t... Widths> struct widths {
    static constexpr std::array values{Widths...};
    static constexpr std::size_t in = values.front(), out = values.back();
    static bool are_of(const auto& job) {
        return job.layers.size() == values.size() - 1 && job.layers[0].in == values[0] &&
               std::equal(job.layers.begin(), job.layers.end(), values.begin() + 1,
                          [](const auto& layer, std::size_t out) { return layer.out == out; });
    }
};

/// prepare(widths<...>{}) for the shape that the job has; an empty task if it is not among these.
template <class T, class Prepare> task with_compile_time_shapes(const job<T>& job, Prepare prepare) {
    task found;
    const auto attempt = [&]<std::size_t... W>(widths<W...> shape) {
        return shape.are_of(job) && (found = prepare(shape), true);
    };
    if (job.compile_time_shapes && job.what == operation::network)
        (void)(attempt(widths<1, 3>{}) || attempt(widths<16, 16>{}) || attempt(widths<64, 64>{}) ||
               attempt(widths<784, 128>{}) || attempt(widths<1, 3, 1>{}) || attempt(widths<4, 16, 16, 4>{}));
    return found;
}

} // namespace bench
