// SPDX-License-Identifier: BSD-3-Clause
// The lab "ReLU activation": units that switch on when they are needed stitch straight pieces into a curve.
//
//   relu_lab                                   the lab at its start: units 1 and 2 do nothing yet
//   relu_lab --w1 1 --b1 -1                    segment 2 matches
//   relu_lab --solve                           all three do
//   relu_lab --target examples/knots.csv       the exact network for a target of your own
#include <crease/crease.hpp>

#include "command_line.hpp"
#include "knots_csv.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

using crease::dense, crease::linear, crease::relu;
using target_curve = crease::piecewise_linear<double>;
using lab_network = crease::sequential<dense<relu, double>, dense<linear, double>>;
using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;

struct options {
    double w1 = 0, b1 = 0, w2 = 0, b2 = 0;
    bool solve = false;
    std::string target_file, csv_file;
    crease::form form = crease::form::hinge;
    std::size_t samples = 300;
    bool lab = true; // the lab's own network, not one built for a target
};

// Unit 0 is fixed; the learner sets units 1 and 2; the output only adds them up.
lab_network make_lab(const options& o) {
    const matrix w{{-2, o.w1, o.w2}}, ones{{1}, {1}, {1}};
    const vector b{2, o.b1, o.b2};
    return lab_network(dense<relu, double>(w, b, relu{}, "units"),
                       dense<linear, double>(ones, crease::no_bias, linear{}, "sum"));
}

// "-2 x + 2", "x - 1"
std::string line_text(double slope, double intercept) {
    char text[64], factor[32];
    std::snprintf(factor, sizeof factor, "%g ", slope);
    std::snprintf(text, sizeof text, "%sx %c %g",
                  slope == 1    ? ""
                  : slope == -1 ? "-"
                                : factor,
                  std::signbit(intercept) ? '-' : '+', std::abs(intercept));
    return text;
}

void print_network(const lab_network& net) {
    std::printf("%s\n", crease::summary(net).c_str());
    const auto& hidden = net.layer<0>();
    const auto& output = net.layer<1>();
    for (std::size_t i = 0; i != hidden.out(); ++i)
        std::printf("  unit %zu: z = %s, a = max(z, 0), adds %g a\n", i,
                    line_text(hidden.kernel()(0, i), hidden.bias()(i)).c_str(), output.kernel()(i, 0));
    std::printf("  output: y = what the units add");
    if (const double bias = output.bias()(0); bias != 0)
        std::printf(" %c %g", bias < 0 ? '-' : '+', std::abs(bias));
    std::printf("\n");
}

// z is what a unit computes, a what it passes on: ReLU keeps a unit silent where z is not above 0.
void print_units(const lab_network& net, const target_curve& target) {
    const auto [x, wanted] = target.sample(13);
    const auto units = crease::trace(net, x);
    const std::size_t shown = std::min<std::size_t>(net.layer<0>().out(), 6);
    std::printf("\nEvery unit, step by step%s\n\n%8s %9s",
                shown < net.layer<0>().out() ? " (the first 6)" : "", "x", "target");
    for (std::size_t i = 0; i != shown; ++i) std::printf("  |%6s%-2zu %6s%-2zu", "z", i, "a", i);
    std::printf("  |%9s\n", "y");
    for (std::size_t r = 0; r != x.size(); ++r) {
        std::printf("%8.4g %9.4g", x(r), wanted(r));
        for (std::size_t i = 0; i != shown; ++i)
            std::printf("  |%8.4g %8.4g", units.z(0)(r, i), units.a(0)(r, i));
        std::printf("  |%9.4g\n", units.a(1)(r, 0));
    }
}

// Where the target or the network bends, a segment ends.
std::vector<double> segment_ends(const lab_network& net, const target_curve& target) {
    std::vector<double> ends = target.knots();
    for (const auto& crease : crease::pieces(net, ends.front(), ends.back()).creases())
        ends.push_back(crease.x);
    std::sort(ends.begin(), ends.end());
    const double same = 1e-9 * (ends.back() - ends.front());
    ends.erase(std::unique(ends.begin(), ends.end(), [same](double a, double b) { return b - a < same; }),
               ends.end());
    return ends;
}

// The slope of the output is the sum of the slopes that the units which are on add there.
void print_ledger(const lab_network& net, const target_curve& target) {
    std::printf("\nWhich unit adds which slope\n\n");
    const std::vector<double> ends = segment_ends(net, target);
    for (std::size_t s = 0; s + 1 != ends.size(); ++s) {
        const double middle = ends[s] + (ends[s + 1] - ends[s]) / 2;
        const auto added = crease::slope_contributions(net, {middle});
        const auto z = crease::trace(net, vector{middle}).z(0);
        double slope = 0;
        std::string terms;
        for (std::size_t i = 0; i != added.shape()[0]; ++i) {
            if (z(0, i) <= 0)
                continue; // off: it adds nothing here
            slope += added(i, 0, 0);
            char term[64];
            std::snprintf(term, sizeof term, "%sunit %zu: %g", terms.empty() ? "" : " + ", i, added(i, 0, 0));
            terms += term;
        }
        std::printf("  segment %-2zu [%.10g, %.10g]  target %g, network %g = %s\n", s + 1, ends[s],
                    ends[s + 1], target.slope(middle), slope,
                    terms.empty() ? "no unit is on" : terms.c_str());
    }
}

// The lab's order: unit 0 is given, unit 1 comes next, unit 2 last.
const char* hint(const target_curve& curve, const target_curve& target) {
    const auto matches = [&](double x) { return std::abs(curve(x) - target(x)) < 1e-9; };
    if (!matches(0.5) || !matches(1))
        return "Segment 1 is unit 0's: units 1 and 2 must be silent until x = 1.";
    if (!matches(1.5) || !matches(2))
        return "Segment 2 is unit 1's: set --w1 and --b1, and leave --w2 and --b2 at 0 until it matches.";
    return "Segment 3 is unit 2's: set --w2 and --b2 so that it stays silent until x = 2.";
}

void print_verdict(const lab_network& net, const target_curve& target, const target_curve& curve,
                   const options& o) {
    const auto [x, wanted] = target.sample(o.samples);
    const auto y = net(x);
    double sum = 0;
    for (std::size_t r = 0; r != x.size(); ++r) sum += (y(r, 0) - wanted(r)) * (y(r, 0) - wanted(r));
    std::printf("\nMean squared error over %zu samples: %g\n", o.samples,
                sum / static_cast<double>(o.samples));

    const double lo = target.knots().front(), hi = target.knots().back();
    const auto difference = crease::max_difference(curve, target);
    std::printf("Largest difference on all of [%g, %g], exactly: %g, at x = %g\n", lo, hi, difference.value,
                difference.x);
    if (difference.value < 1e-9)
        std::printf("The network is the target.\n");
    else if (o.lab)
        std::printf("%s\n", hint(curve, target));
}

void write_csv(const std::string& path, const lab_network& net, const target_curve& target,
               std::size_t samples) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (!file)
        throw std::runtime_error(path + ": cannot be written");
    const auto [x, wanted] = target.sample(samples);
    const auto units = crease::trace(net, x);
    std::fprintf(file, "x,target,y");
    for (std::size_t i = 0; i != net.layer<0>().out(); ++i) std::fprintf(file, ",z%zu,a%zu", i, i);
    for (std::size_t r = 0; r != x.size(); ++r) {
        std::fprintf(file, "\n%.17g,%.17g,%.17g", x(r), wanted(r), units.a(1)(r, 0));
        for (std::size_t i = 0; i != net.layer<0>().out(); ++i)
            std::fprintf(file, ",%.17g,%.17g", units.z(0)(r, i), units.a(0)(r, i));
    }
    std::fprintf(file, "\n");
    const bool failed = std::ferror(file) != 0;
    if (std::fclose(file) != 0 || failed)
        throw std::runtime_error(path + ": cannot be written");
}

void run(const options& o) {
    const target_curve target = o.target_file.empty() ? crease::lab_target() : read_knots(o.target_file);
    const lab_network net = o.lab ? make_lab(o) : crease::to_network(target, o.form);
    const auto curve = crease::to_piecewise_linear(net, target.knots().front(), target.knots().back());
    if (!o.csv_file.empty())
        write_csv(o.csv_file, net, target, o.samples);

    std::printf("ReLU lab: match %zu straight segments with units that are silent until needed\n\n",
                target.slopes().size());
    print_network(net);
    print_units(net, target);
    print_ledger(net, target);
    print_verdict(net, target, curve, o);
    if (!o.lab && o.form == crease::form::fewest_units)
        std::printf("%zu hidden units%s.\n", net.layer<0>().out(),
                    crease::plan_units(target, o.form).proved_fewest
                        ? ": no network of one hidden ReLU layer does with fewer"
                        : "; one fewer may do: the target has too many kinks to try all");
}

int main(int argc, char** argv) {
    options o;
    CLI::App app{
        "The lab \"ReLU activation\": match a target of straight segments with ReLU units.\n"
        "Without --target and --form, a network of three units: unit 0 is fixed, you set units 1 and 2."};
    const auto add_weight = [&app](const char* name, double& weight, const char* help) {
        const auto finite = [](const std::string& text) {
            return std::isfinite(std::strtod(text.c_str(), nullptr))
                       ? ""
                       : "expected a finite number, got " + text;
        };
        return app.add_option(name, weight, help)->check(finite)->capture_default_str();
    };
    CLI::Option* const weights[] = {
        add_weight("--w1", o.w1, "weight of unit 1"), add_weight("--b1", o.b1, "bias of unit 1"),
        add_weight("--w2", o.w2, "weight of unit 2"), add_weight("--b2", o.b2, "bias of unit 2")};
    auto* solve = app.add_flag("--solve", o.solve, "the lab's solution: w1 = 1, b1 = -1, w2 = 2, b2 = -4");
    auto* target =
        app.add_option("--target", o.target_file,
                       "a target of your own: a file of knots, two columns x,y; builds its exact network");
    const std::map<std::string, crease::form> forms{{"hinge", crease::form::hinge},
                                                    {"sum_only", crease::form::sum_only},
                                                    {"fewest_units", crease::form::fewest_units}};
    std::string form_name = "hinge";
    auto* form =
        app.add_option(
               "--form", form_name,
               "builds the exact network: hinge, a unit a segment; sum_only, the output only adds up; "
               "or fewest_units")
            ->check(CLI::IsMember({"hinge", "sum_only", "fewest_units"}))
            ->capture_default_str();
    app.add_option("--samples", o.samples, "how many samples of the target")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    app.add_option("--csv", o.csv_file, "write x, target, y, and z and a of each unit, to this file");
    for (CLI::Option* weight : weights) {
        solve->excludes(weight);
        target->excludes(weight);
        form->excludes(weight);
    }
    target->excludes(solve);
    form->excludes(solve);

    return run_command(app, "relu_lab", argc, argv, [&] {
        o.lab = !*target && !*form;
        o.form = forms.at(form_name);
        if (o.solve) {
            o.w1 = 1;
            o.b1 = -1;
            o.w2 = 2;
            o.b2 = -4;
        }
        run(o);
    });
}
