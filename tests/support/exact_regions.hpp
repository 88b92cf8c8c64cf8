// SPDX-License-Identifier: BSD-3-Clause
// Degenerate networks whose regions were counted in exact arithmetic: tests/data/anatomy/exact_regions.txt.
#pragma once

#include "support/reference.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace reference {

struct exact_regions {
    std::string name;
    std::vector<double> lower, upper;
    std::vector<layer> layers;
    std::size_t regions;
    double norm_one, norm_infinity;                // the largest of the Jacobian's
    std::vector<std::pair<double, double>> ranges; // of each output
};

inline std::vector<exact_regions> read_exact_regions() {
    reader in("anatomy/exact_regions.txt");
    std::vector<exact_regions> cases(in.next<std::size_t>());
    for (exact_regions& c : cases) {
        c.name = in.next<std::string>();
        c.layers = read_boxed_layers(in, c.lower, c.upper);
        c.regions = in.next<std::size_t>();
        c.norm_one = in.next<double>();
        c.norm_infinity = in.next<double>();
        for (std::size_t j = 0; j != c.layers.back().bias.size(); ++j) {
            const double low = in.next<double>();
            c.ranges.emplace_back(low, in.next<double>());
        }
    }
    return cases;
}

} // namespace reference
