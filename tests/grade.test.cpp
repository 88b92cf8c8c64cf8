// SPDX-License-Identifier: BSD-3-Clause
#include <crease/build.hpp>
#include <crease/grade.hpp>
#include <crease/initializers.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>
#include <crease/targets.hpp>

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/twin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

using namespace crease;

namespace {

template <class T = double> using net_1_n_1 = sequential<dense<relu, T>, dense<linear, T>>;

/// y = c + the sum of v * relu(w * x + b).
struct weights {
    std::vector<double> w, b, v;
    double c = 0;

    template <class T = double> net_1_n_1<T> net() const {
        const std::size_t n = w.size();
        xt::xtensor<T, 2> kernel(std::array<std::size_t, 2>{1, n}), out(std::array<std::size_t, 2>{n, 1});
        xt::xtensor<T, 1> bias(std::array<std::size_t, 1>{n});
        for (std::size_t u = 0; u != n; ++u) {
            kernel(0, u) = static_cast<T>(w[u]);
            bias(u) = static_cast<T>(b[u]);
            out(u, 0) = static_cast<T>(v[u]);
        }
        return net_1_n_1<T>(dense<relu, T>(kernel, bias, relu{}, "units"),
                            dense<linear, T>(out, xt::xtensor<T, 1>{static_cast<T>(c)}, linear{}, "sum"));
    }
};

/// The lab's network, its four sliders set.
weights lab(double w1, double b1, double w2, double b2) { return {{-2, w1, w2}, {2, b1, b2}, {1, 1, 1}}; }

/// A slider that moves by 0.1, its value kept on that grid.
double moved(double value, int direction, double limit) {
    return std::clamp(std::round(value * 10 + direction) / 10, -limit, limit);
}

struct walk_result {
    bool solved = false;
    std::size_t steps = 0;
    bool left_fixed_alone = true;
};

/// Follows the first hint until there is none, at most `most` times. Nothing is remembered from step to step.
template <class T = double>
walk_result walk(weights& at, const piecewise_linear<double>& target, const grade_options& options,
                 std::size_t most, double limit, const std::vector<std::size_t>& fixed = {}) {
    walk_result result;
    for (;; ++result.steps) {
        const grade_report report = grade(at.net<T>(), target, options);
        result.solved = report.solved;
        if (report.solved || report.hints.empty() || result.steps == most)
            return result;
        const auto& [unit, is_bias, input] = report.hints[0].weight;
        if (std::find(fixed.begin(), fixed.end(), unit.unit) != fixed.end())
            result.left_fixed_alone = false;
        double& slider = (is_bias ? at.b : at.w)[unit.unit];
        const double next = moved(slider, report.hints[0].direction, limit);
        if (next == slider) // a step that leads nowhere
            return result;
        slider = next;
    }
}

double on_grid(twin::numbers& next, int limit, int grid) {
    const auto steps = static_cast<std::size_t>(2 * limit / grid + 1);
    return static_cast<double>(static_cast<int>(next.below(steps)) * grid - limit) / 10;
}

bool says(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

std::string sentences(const grade_report& report, language which = language::english) {
    std::string text;
    for (const auto& hint : report.hints) text += hint_text(hint, which) + "\n";
    return text;
}

} // namespace

TEST_CASE("the lab's start: verdict, exact difference, table, and hints in the lab's order") {
    const auto report = grade(lab(0, 0, 0, 0).net(), lab_target());
    CHECK_FALSE(report.solved);
    CHECK(report.max_difference == 4);
    CHECK(report.at == 3);
    REQUIRE(report.segments.size() == 3);
    CHECK(report.segments[0].matches);
    CHECK_FALSE(report.segments[1].matches);
    CHECK_FALSE(report.segments[2].matches);
    CHECK(report.segments[1].from == 1);
    CHECK(report.segments[1].to == 2);
    CHECK(report.segments[1].slope == 1);
    CHECK(report.segments[1].difference == 1);
    REQUIRE(report.segments[2].found.size() == 1);
    CHECK(report.segments[2].found[0].from == 2);
    CHECK(report.segments[2].found[0].to == 3);
    CHECK(report.segments[2].found[0].slope == 0);
    CHECK(report.planned);
    CHECK(report.reachable == 3);
    REQUIRE(report.hints.size() == 4);
    CHECK(report.hints[0].segment == 1);
    CHECK(report.hints[0].slope_found == 0);
    CHECK(report.hints[0].slope_wanted == 1);
    CHECK(report.hints[0].reason == hint_reason::owner);
    CHECK(report.hints[0].unit == unit_index{0, 1});
    CHECK(report.hints[0].weight == weight_index{{0, 1}, false});
    CHECK(report.hints[0].direction == 1);
    CHECK(report.hints[0].value == 0);
    CHECK(report.hints[0].goal == 1);
    CHECK(report.hints[1].weight == weight_index{{0, 1}, true});
    CHECK(report.hints[1].goal == -1);
    CHECK(report.hints[2].weight == weight_index{{0, 2}, false});
    CHECK(report.hints[2].goal == 2);
    CHECK(report.hints[3].weight == weight_index{{0, 2}, true});
    CHECK(report.hints[3].goal == -4);
    CHECK(grade_text(report) == "Not solved yet: the largest difference is 4, at x = 3.\n"
                                "  [0, 1]  segment 1, slope -2: matches\n"
                                "  [1, 2]  segment 2, slope 0: should be 1\n"
                                "  [2, 3]  segment 3, slope 0: should be 3\n"
                                "Next: Segment 2 has slope 0 and needs 1: unit 1 owns it; raise its w.\n"
                                "After that, weights left to move: 3.\n");
    CHECK(grade_text(report, language::chinese) ==
          "尚未完成：最大误差为 4，出现在 x = 3 处。\n"
          "  [0, 1]  第 1 段，斜率 -2：吻合\n"
          "  [1, 2]  第 2 段，斜率 0：应为 1\n"
          "  [2, 3]  第 3 段，斜率 0：应为 3\n"
          "下一步：第 2 段的斜率是 0，应为 1：这一段由单元 1 负责，请调大它的 w。\n"
          "之后还需调整的参数：3 个。\n");
}

TEST_CASE("when unit 1 is right, what is left is unit 2's") {
    const auto report = grade(lab(1, -1, 0, 0).net(), lab_target());
    CHECK(report.max_difference == 2);
    CHECK(report.segments[1].matches);
    CHECK(sentences(report) == "Segment 3 has slope 1 and needs 3: unit 2 owns it; raise its w.\n"
                               "Segment 3 has slope 1 and needs 3: unit 2 owns it; lower its b.\n");
}

TEST_CASE("every exact solution is accepted: swapped, in any order of units, with fewer, of float") {
    CHECK(grade(lab(1, -1, 2, -4).net(), lab_target()).solved);
    CHECK(grade(lab(2, -4, 1, -1).net(), lab_target()).solved);
    CHECK(grade(lab(1, -1, 2, -4).net<float>(), lab_target()).solved);
    CHECK(grade(lab(1, -1, 2, -4).net(), lab_target<float>()).solved);
    std::vector<std::size_t> order{0, 1, 2};
    do {
        weights any{{0, 0, 0}, {0, 0, 0}, {1, 1, 1}};
        for (std::size_t u = 0; u != 3; ++u) {
            any.w[order[u]] = std::array{-2.0, 1.0, 2.0}[u];
            any.b[order[u]] = std::array{2.0, -1.0, -4.0}[u];
        }
        CHECK(grade(any.net(), lab_target()).solved);
    } while (std::next_permutation(order.begin(), order.end()));
    for (const form how : {form::hinge, form::sum_only, form::fewest_units})
        CHECK(grade(to_network(lab_target(), how), lab_target()).solved);
    const auto solved = grade(lab(1, -1, 2, -4).net(), lab_target());
    CHECK(solved.max_difference == 0);
    CHECK(solved.hints.empty());
    CHECK(grade_text(solved) == "Solved: the network is the target (largest difference 0).\n");
    CHECK(grade_text(solved, language::chinese) == "完成：网络与目标完全一致（最大误差 0）。\n");
}

TEST_CASE("one step of a slider from the solution is not the solution") {
    for (std::size_t i = 0; i != 4; ++i)
        for (const double step : {-0.1, 0.1}) {
            std::array<double, 4> at{1, -1, 2, -4};
            at[i] += step;
            CHECK_FALSE(grade(lab(at[0], at[1], at[2], at[3]).net<float>(), lab_target<float>()).solved);
            const auto report = grade(lab(at[0], at[1], at[2], at[3]).net(), lab_target());
            REQUIRE(report.hints.size() == 1);
            CHECK(report.hints[0].weight == weight_index{{0, 1 + i / 2}, i % 2 == 1});
            CHECK(report.hints[0].direction == (step < 0 ? 1 : -1));
        }
}

TEST_CASE("following the first hint with steps of 0.1 solves the lab from any start") {
    const std::vector<std::size_t> unit_0{0};
    const auto check = [&](double w1, double b1, double w2, double b2, const grade_options& options) {
        weights at = lab(w1, b1, w2, b2);
        // No weight has further to go than 80 steps, and no step is undone; a change of plan may cost some.
        const walk_result result = walk(at, lab_target(), options, 400, 4, unit_0);
        CAPTURE(w1, b1, w2, b2, result.steps);
        CHECK(result.solved);
        CHECK(result.left_fixed_alone);
        CHECK(((at.w[1] == 1 && at.b[1] == -1 && at.w[2] == 2 && at.b[2] == -4) ||
               (at.w[1] == 2 && at.b[1] == -4 && at.w[2] == 1 && at.b[2] == -1)));
    };
    grade_options sliders;
    sliders.fixed_units = {{0, 0}};
    sliders.lowest = -4;
    sliders.highest = 4;
    sliders.step = 0.1;
    for (unsigned corner = 0; corner != 16; ++corner) {
        const auto end = [&](unsigned i) { return (corner >> i & 1U) != 0 ? 4.0 : -4.0; };
        check(end(0), end(1), end(2), end(3), {});
        check(end(0), end(1), end(2), end(3), sliders);
    }
    twin::numbers next(20240501);
    for (int start = 0; start != 1000; ++start) {
        std::array<double, 4> at{};
        for (double& value : at) value = on_grid(next, 40, 1);
        check(at[0], at[1], at[2], at[3], start % 2 == 0 ? grade_options{} : sliders);
    }
}

TEST_CASE("following the first hint solves other targets, whatever the output weights") {
    grade_options sliders;
    sliders.step = 0.1;
    twin::numbers next(7);
    for (int round = 0; round != 100; ++round) {
        // Slopes on the grid, a unit for each bend, and one of either sign for the line that is left.
        const std::size_t segments = 3 + next.below(3);
        std::vector<double> knots{0}, slopes{on_grid(next, 30, 2)};
        weights at;
        const auto add_unit = [&](bool positive) {
            at.v.push_back(positive ? static_cast<double>(1 + next.below(2)) : -1.0);
            at.w.push_back(on_grid(next, 40, 1));
            at.b.push_back(on_grid(next, 40, 1));
        };
        for (std::size_t s = 1; s != segments; ++s) {
            double slope = slopes.back();
            while (slope == slopes.back()) slope = on_grid(next, 30, 2);
            knots.push_back(static_cast<double>(s));
            add_unit(slope > slopes.back());
            slopes.push_back(slope);
        }
        add_unit(true);
        add_unit(false);
        knots.push_back(static_cast<double>(segments));
        const auto target = piecewise_linear<double>::from_slopes(
            0, on_grid(next, 20, 2), std::vector<double>(knots.begin() + 1, knots.end()), slopes);
        const walk_result result = walk(at, target, sliders, 20000, 1000);
        CAPTURE(round, segments, result.steps);
        CHECK(result.solved);
    }
}

TEST_CASE("following hints to their goals solves targets off the grid, from float networks too") {
    twin::numbers next(11);
    for (std::uint64_t seed = 0; seed != 40; ++seed) {
        random_target_options drawn;
        drawn.pieces = 2 + seed % 4;
        drawn.start_value = next();
        const auto target = random_target<double>(drawn, seed);
        weights at;
        at.c = next();
        for (std::size_t s = 1; s <= drawn.pieces + 1; ++s) {
            const bool bend = s < drawn.pieces;
            at.v.push_back((bend ? target.slopes()[s] > target.slopes()[s - 1] : s == drawn.pieces) ? 1.5
                                                                                                    : -0.5);
            at.w.push_back(4 * next());
            at.b.push_back(4 * next());
        }
        bool solved = false;
        for (std::size_t step = 0; step != 4 * at.w.size() && !solved; ++step) {
            const auto report = seed % 2 == 0 ? grade(at.net(), target) : grade(at.net<float>(), target);
            solved = report.solved;
            if (!report.hints.empty()) {
                const auto& hint = report.hints[0];
                (hint.weight.is_bias ? at.b : at.w)[hint.weight.unit.unit] = hint.goal;
            }
        }
        CAPTURE(seed);
        CHECK(solved);
    }
}

TEST_CASE("a unit that is not needed is to be silent, and is left alone if it is") {
    weights four{{-2, 1, 2, 0.5}, {2, -1, -4, -1}, {1, 1, 1, 1}};
    auto report = grade(four.net(), lab_target());
    REQUIRE(report.hints.size() == 1);
    CHECK(hint_text(report.hints[0]) ==
          "Segment 3 has slope 3.5 and needs 3: unit 3 must be silent there; lower its b.");
    CHECK(hint_text(report.hints[0], language::chinese) ==
          "第 3 段的斜率是 3.5，应为 3：单元 3 在这里应当保持沉默，请调小它的 b。");
    four.b[3] = report.hints[0].goal;
    CHECK(grade(four.net(), lab_target()).solved);
    four = {{-2, 0, 0, -4}, {2, 0, 0, -3}, {1, 1, 1, 1}};
    for (const auto& hint : grade(four.net(), lab_target()).hints) CHECK(hint.unit.unit != 3);
}

TEST_CASE("with too few units hints lead as far as they can, and then name owners") {
    weights two{{-2, 0}, {2, 0}, {1, 1}};
    const auto report = grade(two.net(), lab_target());
    CHECK(report.planned);
    CHECK(report.reachable == 2);
    REQUIRE_FALSE(report.hints.empty());
    CHECK(hint_text(report.hints[0]) == "Segment 2 has slope 0 and needs 1: unit 1 owns it; raise its w.");
    CHECK(grade_text(report).find(
              "No plan was found for the whole target: these hints lead to 2 of its 3 segments, from "
              "the left.\n") != std::string::npos);
    CHECK(grade_text(report, language::chinese)
              .find("没有找到匹配整个目标的调法：以下提示只通向从左数起 3 段中的 2 段。\n") !=
          std::string::npos);
    const walk_result result = walk(two, lab_target(), {}, 100, 4);
    CHECK(two.w == std::vector<double>{-2, 1});
    CHECK(two.b == std::vector<double>{2, -1});
    CHECK_FALSE(result.solved);
    const auto stuck = grade(two.net(), lab_target());
    CHECK(stuck.reachable == 2);
    REQUIRE(stuck.hints.size() == 1);
    CHECK(stuck.hints[0].direction == 0);
    CHECK(hint_text(stuck.hints[0]) == "Segment 3 has slope 1 and needs 3: unit 1 owns it.");
}

TEST_CASE("fixed weights and limits are kept to") {
    grade_options options;
    options.fixed = {{{0, 1}, false}, {{0, 2}, true}}; // w1 = 2, so unit 1 must be the last; b2 = -1
    const weights start{{-2, 2, 0.5}, {2, 0, -1}, {1, 1, 1}};
    const auto report = grade(start.net(), lab_target(), options);
    CHECK(report.reachable == 3);
    REQUIRE(report.hints.size() == 2);
    CHECK(report.hints[0].weight == weight_index{{0, 2}, false});
    CHECK(report.hints[0].goal == 1);
    CHECK(report.hints[1].weight == weight_index{{0, 1}, true});
    CHECK(report.hints[1].goal == -4);

    options = {};
    options.lowest = -3.9; // b2 has to be -4
    CHECK(grade(lab(0, 0, 0, 0).net(), lab_target(), options).reachable == 2);
    options.lowest = -4;
    CHECK(grade(lab(0, 0, 0, 0).net(), lab_target(), options).reachable == 3);
    options.step = 0.3; // 1 is no multiple of it
    CHECK(grade(lab(0, 0, 0, 0).net(), lab_target(), options).reachable == 1);
    options = {};
    options.fixed_units = {{0, 0}, {0, 1}, {0, 2}};
    const auto none = grade(lab(0, 0, 0, 0).net(), lab_target(), options);
    CHECK(none.reachable == 1); // unit 0 has it already
    CHECK(none.hints[0].direction == 0);
    CHECK(hint_text(none.hints[0]) == "Segment 2 has slope 0 and needs 1: no unit adds a slope there.");
    CHECK(hint_text(none.hints[0], language::chinese) == "第 2 段的斜率是 0，应为 1：这里没有单元贡献斜率。");
}

TEST_CASE("the tolerance is relative to the target's size") {
    const auto small = piecewise_linear<double>::from_knots({0, 1}, {0, 1e-6});
    const weights off{{1e-6 + 1e-12}, {0}, {1}};
    CHECK_FALSE(grade(off.net(), small).solved);
    grade_options loose;
    loose.tolerance = 1e-5;
    CHECK(grade(off.net(), small, loose).solved);
    const auto zero = piecewise_linear<double>::from_knots({0, 1}, {0, 0});
    CHECK(grade(weights{{0}, {0}, {1}}.net(), zero).solved);
    CHECK(grade(weights{{1}, {-2}, {1}}.net(), zero).solved);
    const auto report = grade(weights{{1}, {0}, {1}}.net(), zero);
    CHECK_FALSE(report.solved);
    CHECK(report.hints.size() == 1);
}

TEST_CASE("the table's differences are those of samples, and the verdict follows from it") {
    for (unsigned seed = 0; seed != 30; ++seed) {
        twin::numbers next(seed);
        weights at;
        for (std::size_t u = 0; u != 4; ++u) {
            at.w.push_back(3 * next());
            at.b.push_back(3 * next());
            at.v.push_back(2 * next());
        }
        const auto target = random_target<double>({}, seed);
        const auto net = at.net();
        const auto report = grade(net, target);
        double largest = 0;
        for (const auto& segment : report.segments) {
            double sampled = 0;
            for (int i = 0; i <= 1000; ++i) {
                const double x = segment.from + (segment.to - segment.from) * i / 1000;
                const auto y = static_cast<double>(twin::run(net, std::array{x}).back().a[0]);
                sampled = std::max(sampled, std::abs(y - target(x)));
            }
            CAPTURE(seed, segment.from);
            CHECK(segment.difference >= sampled - 1e-12);
            CHECK(segment.difference <= sampled + 0.05);
            CHECK(segment.found.front().from == segment.from);
            CHECK(segment.found.back().to == segment.to);
            largest = std::max(largest, segment.difference);
        }
        CHECK(report.max_difference == Approx(largest).epsilon(1e-12));
    }
}

TEST_CASE("a crease that misses the target's knot by rounding makes no part of its own") {
    const auto report = grade(lab(1, -1 + 1e-13, 2, -3).net(), lab_target());
    CHECK(report.segments[0].found.size() == 1);
    CHECK(report.segments[0].matches);
    REQUIRE(report.segments[1].found.size() == 2);
    CHECK(report.segments[1].found[0].from == 1);
    CHECK(report.segments[1].found[1].from == 1.5);
    CHECK(report.segments[1].found[1].slope == 3);
    CHECK(report.hints.size() == 1);
    CHECK(says(grade_text(report), "  [1, 2]  segment 2, slope 1, 3: should be 1\n"));
}

TEST_CASE("of a deep network hints name the owner of what is wrong") {
    // The lab's network, seen through a layer that does nothing but for the last unit.
    using matrix = xt::xtensor<double, 2>;
    model<double> net;
    net.add(dense<relu, double>(matrix{{-2, 1, 2}}, xt::xtensor<double, 1>{2, -1, -4}, relu{}, "l1"));
    net.add(dense<relu, double>(matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 0.5}}, no_bias, relu{}, "l2"));
    net.add(dense<linear, double>(matrix{{1}, {1}, {1}}, no_bias));
    const auto report = grade(net, lab_target());
    CHECK_FALSE(report.solved);
    CHECK_FALSE(report.planned);
    CHECK(report.max_difference == 1);
    REQUIRE(report.hints.size() == 1);
    CHECK(report.hints[0].direction == 0);
    CHECK(hint_text(report.hints[0]) == "Segment 3 has slope 2 and needs 3: unit 2 of l1 owns it.");
    CHECK(hint_text(report.hints[0], language::chinese) ==
          "第 3 段的斜率是 2，应为 3：这一段由 l1 的单元 2 负责。");
}

TEST_CASE("of activations other than relu hints name the owner") {
    using matrix = xt::xtensor<double, 2>;
    const sequential net{
        dense<leaky_relu, double>(matrix{{-2, 1, 2}}, xt::xtensor<double, 1>{2, -1, -4}, leaky_relu{0.1}),
        dense<linear, double>(matrix{{1}, {1}, {1}}, no_bias)};
    const auto report = grade(net, lab_target());
    CHECK_FALSE(report.planned);
    REQUIRE(report.hints.size() == 3);
    CHECK(hint_text(report.hints[0]) == "Segment 1 has slope -1.7 and needs -2: unit 0 owns it.");
    CHECK(hint_text(report.hints[1]) ==
          "Segment 2 has its slope 1, but is off by up to 0.2: unit 1 owns it.");
    CHECK(hint_text(report.hints[2]) == "Segment 3 has slope 2.8 and needs 3: unit 2 owns it.");
    const dense<relu, double> alone(matrix{{2}}, xt::xtensor<double, 1>{-1}, relu{}, "out");
    const auto of_output = grade(alone, piecewise_linear<double>::from_knots({0, 0.5, 1}, {0, 0, 0.5}));
    CHECK(sentences(of_output) == "Segment 2 has slope 2 and needs 1: unit 0 of out owns it.\n");
}

TEST_CASE("where hints move no weight, none is said to be left to move") {
    const sequential net{dense<leaky_relu, double>(xt::xtensor<double, 2>{{0, 0}}, no_bias, leaky_relu{0.1}),
                         dense<linear, double>(xt::xtensor<double, 2>{{1}, {1}}, no_bias)};
    const grade_report report = grade(net, lab_target());
    REQUIRE(report.hints.size() > 1);
    CHECK(report.hints[0].direction == 0);
    CHECK(grade_text(report).find("left to move") == std::string::npos);
    CHECK(grade_text(report, language::chinese).find("还需调整") == std::string::npos);
}

TEST_CASE("a hint as a sentence, in both languages") {
    grade_hint hint{};
    hint.segment = 1;
    hint.slope_found = 1.2;
    hint.slope_wanted = 1;
    hint.reason = hint_reason::owner;
    hint.unit = {0, 1};
    hint.weight = {{0, 1}, false};
    hint.direction = -1;
    CHECK(hint_text(hint) == "Segment 2 has slope 1.2 and needs 1: unit 1 owns it; lower its w.");
    CHECK(hint_text(hint, language::chinese) ==
          "第 2 段的斜率是 1.2，应为 1：这一段由单元 1 负责，请调小它的 w。");
    hint.reason = hint_reason::part;
    CHECK(hint_text(hint) ==
          "Segment 2 has slope 1.2 and needs 1: the contribution of unit 1 extends into it; "
          "lower its w.");
    CHECK(hint_text(hint, language::chinese) ==
          "第 2 段的斜率是 1.2，应为 1：单元 1 的贡献延伸到这一段，请调小它的 w。");
    hint.reason = hint_reason::heir;
    CHECK(hint_text(hint) ==
          "Segment 2 has slope 1.2 and needs 1: other units are in the way, and unit 1 is to "
          "take over; lower its w.");
    CHECK(hint_text(hint, language::chinese) ==
          "第 2 段的斜率是 1.2，应为 1：其他单元还挡在这里，要由单元 1 来接手，请调小它的 w。");
    hint.slope_found = 1.00001;
    CHECK(hint_text(hint).find("has slope 1.00001 and needs 1:") != std::string::npos);
    hint.matches = true;
    CHECK(hint_text(hint).find("Segment 2 matches for now, ") == 0);
    hint.several_layers = true;
    CHECK(hint_text(hint).find("unit 1 of layer 0") != std::string::npos);
    hint.layer = "l1";
    CHECK(hint_text(hint).find("unit 1 of l1") != std::string::npos);
}

TEST_CASE("grade refuses what it cannot grade") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(twin::what<value_error>([&] { (void)grade(lab(nan, 0, 0, 0).net(), lab_target()); }) ==
          "anatomy: dense \"units\": expected finite weights, got NaN or infinity at unit 1");
    CHECK(twin::what<shape_error>([] { (void)grade(dense<linear, double>(2, 1), lab_target()); }) ==
          "grade: expected a network of one input, got 2");
    CHECK(twin::what<shape_error>([] { (void)grade(dense<linear, double>(1, 2), lab_target()); }) ==
          "grade: expected a network of one output, got 2");
    model<double> smooth;
    smooth.add(dense<sigmoid, double>(1, 1, sigmoid{}, "s")).add(dense<linear, double>(1, 1));
    CHECK(twin::what<unsupported_error>([&] { (void)grade(smooth, lab_target()); }) ==
          "anatomy: dense \"s\": expected a piecewise-linear activation in a hidden layer, got sigmoid");
    CHECK(twin::what<value_error>([] { (void)hint_text(grade_hint{}, static_cast<language>(2)); }) ==
          "expected language::english or language::chinese, got another number");
}

TEST_CASE("an assignment is the cheapest of all permutations") {
    twin::numbers next(3);
    for (int round = 0; round != 200; ++round) {
        const std::size_t n = 1 + next.below(6);
        std::vector<std::int64_t> cost(n * n);
        for (auto& c : cost) c = static_cast<std::int64_t>(next.below(20));
        const auto total = [&](const std::vector<std::size_t>& column) {
            std::int64_t sum = 0;
            for (std::size_t row = 0; row != n; ++row) sum += cost[row * n + column[row]];
            return sum;
        };
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto found = detail::cheapest_assignment(cost, n);
        CHECK(std::is_permutation(found.begin(), found.end(), order.begin()));
        std::int64_t least = total(order);
        while (std::next_permutation(order.begin(), order.end())) least = std::min(least, total(order));
        CHECK(total(found) == least);
    }
}

TEST_CASE("the roles of every plan add up to the curve") {
    twin::numbers next(5);
    for (std::size_t bends = 0; bends <= 14; ++bends) {
        const double x0 = next(), x1 = x0 + 4;
        detail::open_curve<double> curve{x0, x1, next(), next(), {}, {}, 1e-12};
        for (std::size_t k = 0; k != bends; ++k) {
            curve.places.push_back(x0 + 4 * (static_cast<double>(k) + 0.75 + 0.2 * next()) /
                                            static_cast<double>(bends + 1));
            curve.jumps.push_back(next());
        }
        std::size_t plans = 0;
        double worst = 0;
        const auto look = [&](const std::vector<detail::unit_role<double>>& roles) {
            ++plans;
            for (int i = 0; i <= 40; ++i) {
                const double x = x0 + 0.1 * i;
                double wanted = curve.value + curve.slope * (x - x0), size = 1, sum = 0;
                for (std::size_t k = 0; k != bends; ++k)
                    wanted += curve.jumps[k] * std::max(x - curve.places[k], 0.0);
                for (const auto& role : roles) {
                    const double y = role.slope * x + role.level; // a relu of it, turned by the sign
                    sum += role.positive ? std::max(y, 0.0) : std::min(y, 0.0);
                    size += std::abs(y);
                }
                worst = std::max(worst, std::abs(sum - wanted) / size);
            }
        };
        detail::role_plans<double, decltype(look)&>(curve, look);
        CAPTURE(bends, plans);
        CHECK(plans != 0);
        CHECK(worst < 1e-12);
    }
}
