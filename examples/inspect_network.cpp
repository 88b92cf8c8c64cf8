// SPDX-License-Identifier: BSD-3-Clause
// What the units of a deep network do, of random weights from a seed: when each is on, which are dead, and
// whose crease each bend of the output is. Samples may step over the places where a unit is on; the interval
// does not.
//
//   inspect_network                               a network 1-8-8-1 on [-3, 3]
//   inspect_network --hidden 6,6,6 --seed 7       another
//   inspect_network --svg .                       and a picture, inspect_network.svg
#include <crease/anatomy/line.hpp>
#include <crease/inspect.hpp>
#include <crease/piecewise_linear.hpp>
#include <crease/report_text.hpp>
#include <crease/summary.hpp>
#include <crease/svg.hpp>

#include "command_line.hpp"
#include "picture_file.hpp"
#include "random_network.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace svg = crease::svg;
using reports = std::vector<crease::layer_report<double>>;

struct options {
    std::vector<std::size_t> hidden = {8, 8};
    std::uint64_t seed = 13;
    double from = -3, to = 3;
    std::size_t samples = 25, creases = 20;
    std::string folder;
};

// "l1.3": unit 3 of layer l1.
std::string unit_name(crease::unit_index unit) {
    std::string name = "l";
    name += std::to_string(unit.layer + 1);
    name += ".";
    name += std::to_string(unit.unit);
    return name;
}

std::string owners_text(const crease::crease_point& crease) {
    std::string text;
    for (const auto& owner : crease.owners) {
        if (!text.empty())
            text += " ";
        text += unit_name(owner);
    }
    return text;
}

// Samples can show that a unit is not dead, but not that it is: it may be on between two of them.
void print_dead(const options& o, const reports& sampled, const reports& exact) {
    std::printf("Dead on %zu samples, and on the whole interval?\n\n", o.samples);
    std::size_t dead = 0, missed = 0;
    for (std::size_t l = 0; l != o.hidden.size(); ++l)
        for (std::size_t u = 0; u != o.hidden[l]; ++u) {
            if (!sampled[l].dead(u))
                continue;
            const std::string name = unit_name({l, u});
            if (exact[l].dead(u)) {
                ++dead;
                std::printf("  %s  on both: proved, z is nowhere above %.4g\n", name.c_str(),
                            exact[l].z_max(u));
                continue;
            }
            ++missed;
            std::printf("  %s  on the samples alone: they step over", name.c_str());
            for (const auto& [begin, end] : exact[l].on_intervals[u])
                std::printf(" [%.4g, %.4g]", begin, end);
            std::printf(", where it is on\n");
        }
    std::printf("%sThe samples call %zu units dead; %zu of them are.\n\n", dead + missed == 0 ? "" : "\n",
                dead + missed, dead);
}

void print_creases(const options& o, const crease::line_pieces<>& pieces) {
    const std::size_t count = pieces.creases().size(), shown = std::min(count, o.creases);
    std::printf("Pieces on which no unit switches: %zu. Affine pieces, those of one slope joined: %zu.\n\n",
                pieces.size(), pieces.affine_piece_count());
    std::printf("Whose crease is it? %zu of %zu, from the left\n\n%10s  %-10s  %s\n", shown, count, "x",
                "owner", "slope of the output");
    for (std::size_t k = 0; k != shown; ++k) {
        const auto crease = pieces.crease(k);
        std::printf("%10.4f  %-10s  ", crease.x, owners_text(crease).c_str());
        if (crease.affects_output)
            std::printf("%.4g, then %.4g\n", crease.before[0], crease.after[0]);
        else
            std::printf("stays %.4g: no unit that is on here passes it on\n", crease.before[0]);
    }
}

constexpr std::array colours{svg::magenta, svg::orange, svg::purple, svg::dark_red};

std::string_view colour_of(std::size_t layer) { return colours[layer % colours.size()]; }

// The output and its creases above; below, a row for each hidden layer: a line where a unit is on.
svg::figure drawing(const options& o, const crease::line_pieces<>& pieces, const reports& exact) {
    const double x_margin = 0.02 * (o.to - o.from);
    const auto in_sight = [&](svg::plot& plot) { plot.x_range(o.from - x_margin, o.to + x_margin); };
    std::vector<double> shares{4};
    double height = 440;
    for (const std::size_t units : o.hidden) {
        shares.push_back(0.6 + 0.15 * static_cast<double>(std::min<std::size_t>(units, 16)));
        height += 110 * shares.back();
    }
    svg::figure figure({.title = "Whose crease is it?", .width = 960, .height = height, .rows = shares});

    svg::plot output(
        "y: each crease is labelled by the unit that switches there; grey where y stays straight");
    in_sight(output);
    const auto& y = pieces.values();
    output.line(pieces.breakpoints(), std::vector<double>(y.begin(), y.end()));
    for (const auto& crease : pieces.creases())
        output.marker(crease.x, owners_text(crease),
                      crease.affects_output ? colour_of(crease.owners[0].layer) : svg::grey);
    figure.add(output);

    for (std::size_t l = 0; l != o.hidden.size(); ++l) {
        svg::plot layer("l" + std::to_string(l + 1) + ": where each unit is on");
        in_sight(layer);
        layer.y_range(-0.7, static_cast<double>(o.hidden[l]) - 0.3).y_label("unit");
        const double width = o.hidden[l] <= 16 ? 4 : 1;
        bool on_named = false, dead_named = false; // in the legend
        for (std::size_t u = 0; u != o.hidden[l]; ++u) {
            const auto height_of_u = static_cast<double>(u);
            for (const auto& [begin, end] : exact[l].on_intervals[u]) {
                layer.line({begin, end}, {height_of_u, height_of_u}, on_named ? "" : "on", colour_of(l),
                           {.width = width});
                on_named = true;
            }
            if (exact[l].dead(u)) {
                layer.line({o.from, o.to}, {height_of_u, height_of_u}, dead_named ? "" : "dead", svg::grey,
                           {.width = 1, .dashed = true});
                dead_named = true;
            }
        }
        figure.add(layer, {.row = l + 1});
    }
    return figure;
}

void run(const options& o) {
    const auto net = random_network(o.hidden, o.seed);
    const auto pieces = crease::pieces(net, o.from, o.to);
    const auto exact = crease::unit_report(net, o.from, o.to);
    const auto samples =
        crease::piecewise_linear<double>::from_knots({o.from, o.to}, {0, 0}).sample(o.samples).x;
    const auto sampled = crease::unit_report(net, samples);
    if (!o.folder.empty())
        write_picture(o.folder, "inspect_network.svg", drawing(o, pieces, exact).text());

    std::printf("%s\nEvery unit on [%g, %g], exactly\n\n%s\n", crease::summary(net).c_str(), o.from, o.to,
                crease::report_text(exact).c_str());
    print_dead(o, sampled, exact);
    print_creases(o, pieces);
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app{
        "What the units of a random deep network do: when each is on, which are dead, and whose crease each "
        "bend of the output is."};
    app.add_option("--hidden", o.hidden, "units of each hidden layer, as 8,8 or 8 8")
        ->delimiter(',')
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--seed", o.seed, "of the weights and biases")->capture_default_str();
    app.add_option("--from", o.from, "left end of the interval")->capture_default_str();
    app.add_option("--to", o.to, "right end")->capture_default_str();
    app.add_option("--samples", o.samples, "evenly spaced samples to compare with")
        ->check(CLI::Range(2, 1000000))
        ->capture_default_str();
    app.add_option("--creases", o.creases, "how many creases to list")->capture_default_str();
    app.add_option("--svg", o.folder, "draw inspect_network.svg in this folder");
    return run_command(app, "inspect_network", argc, argv, [&] { run(o); });
}
