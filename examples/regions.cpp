// SPDX-License-Identifier: BSD-3-Clause
// The regions that a network of two inputs divides a square into: counted, measured and drawn.
#include <crease/anatomy/plane.hpp>
#include <crease/anatomy/plane_level.hpp>
#include <crease/anatomy/plane_svg.hpp>
#include <crease/any_activation.hpp>
#include <crease/initializers.hpp>
#include <crease/model.hpp>

#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct options {
    std::vector<std::size_t> widths{8, 8};
    std::uint64_t seed = 1;
    double half = 1, bias = 0.5;
    std::string svg_file;
    bool by_region = false, level = false;
};

/// Two inputs, ReLU layers, one output: He-normal weights, and biases evenly spread in [-bias, bias].
crease::model<double> random_network(const options& o) {
    crease::model<double> net;
    std::size_t in = 2;
    for (const std::size_t width : o.widths) {
        net.add(
            crease::dense<crease::any_activation, double>(in, width, crease::any_activation{crease::relu{}}));
        in = width;
    }
    net.add(crease::dense<crease::any_activation, double>(in, 1, crease::any_activation{crease::linear{}}));
    crease::initialize(net, crease::he_normal{}, o.seed);
    for (std::size_t l = 0; l != o.widths.size(); ++l) {
        auto biases = net.layer(l).bias();
        double turn = static_cast<double>(o.seed) * 0.7548776662466927; // so that layers and seeds differ
        for (auto& b : biases) {
            turn += 0.6180339887498949 + 0.1 * static_cast<double>(l);
            b = o.bias * (2 * (turn - std::floor(turn)) - 1);
        }
        net.layer(l).set(net.layer(l).kernel(), biases);
    }
    return net;
}

void print_region(const char* what, const crease::plane_polygons<>& p, std::size_t r) {
    std::printf("%s region: number %zu, area %.6g, %zu corners, y = %.4g x1 %+.4g x2 %+.4g\n", what, r,
                p.area(r), p.vertices(r).size(), p.slopes(r)[0], p.slopes(r)[1], p.intercepts(r)[0]);
}

/// The units whose creases are longest, and into how many edges others cut them.
void print_cutters(const crease::plane_polygons<>& p) {
    struct cutter {
        double length = 0;
        std::size_t edges = 0;
    };
    std::map<crease::unit_index, cutter> cutters;
    for (std::size_t r = 0; r != p.size(); ++r) {
        const auto corners = p.vertices(r);
        for (std::size_t i = 0; i != corners.size(); ++i) {
            const auto neighbour = p.edge(r, i).neighbour;
            if (!neighbour || *neighbour < r) // each edge once
                continue;
            const auto &a = corners[i], &b = corners[(i + 1) % corners.size()];
            for (const auto& unit : p.owners(r, i)) {
                cutters[unit].length += std::hypot(b[0] - a[0], b[1] - a[1]);
                ++cutters[unit].edges;
            }
        }
    }
    std::vector<std::pair<crease::unit_index, cutter>> order(cutters.begin(), cutters.end());
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second.length > b.second.length; });
    std::printf("The units that cut most:\n");
    for (std::size_t i = 0; i != std::min<std::size_t>(5, order.size()); ++i)
        std::printf("  layer %zu, unit %zu: a crease of length %.4g in %zu edges\n", order[i].first.layer,
                    order[i].first.unit, order[i].second.length, order[i].second.edges);
}

void run(const options& o) {
    const auto net = random_network(o);
    const auto p = crease::polygons(net, {-o.half, -o.half}, {o.half, o.half});
    std::printf("%zu regions, %zu affine pieces, %.1f bytes a region\n", p.size(), p.affine_piece_count(),
                static_cast<double>(p.bytes()) / static_cast<double>(p.size()));
    std::size_t largest = 0, smallest = 0;
    double area = 0;
    for (std::size_t r = 0; r != p.size(); ++r) {
        area += p.area(r);
        largest = p.area(r) > p.area(largest) ? r : largest;
        smallest = p.area(r) < p.area(smallest) ? r : smallest;
    }
    std::printf("Their areas add up to %.12g.\n", area);
    print_region("Largest", p, largest);
    print_region("Smallest", p, smallest);
    print_cutters(p);
    if (o.level) {
        const std::size_t lines = crease::level_set(p).size();
        std::printf("The output is 0 along %zu line%s.\n", lines, lines == 1 ? "" : "s");
    }
    if (o.svg_file.empty())
        return;
    crease::plane_svg_options drawing;
    if (o.by_region)
        drawing.colours = crease::region_colours::region;
    if (o.level)
        drawing.level = 0;
    std::ofstream file(o.svg_file);
    file << crease::to_svg(p, drawing);
    if (!file.flush())
        throw std::runtime_error("cannot write " + o.svg_file);
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app{"The regions that a random ReLU network of two inputs divides a square into.", "regions"};
    app.add_option("--widths", o.widths, "units of each hidden layer")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    app.add_option("--seed", o.seed, "of the weights")->capture_default_str();
    app.add_option("--half", o.half, "the square is from -half to half in both inputs")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--bias", o.bias, "biases are between -bias and bias")->capture_default_str();
    app.add_option("--svg", o.svg_file, "draw the regions to this file, coloured by slope");
    app.add_flag("--by-region", o.by_region, "a colour for each region instead");
    app.add_flag("--level", o.level, "also where the output is 0");
    return run_command(app, "regions", argc, argv, [&] { run(o); });
}
