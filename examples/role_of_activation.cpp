// SPDX-License-Identifier: BSD-3-Clause
// The role of the activation: one unit, z = w x + b, is to follow half a cosine and then stay at 0. A
// straight line cannot do both. ReLU, max(0, z), can: it switches the unit off where z is not above 0.
//
//   role_of_activation                              w = -1, b = 2.6: the second half of the target is 0
//   role_of_activation --half first --w 1 --b -3.7  the first half is
//   role_of_activation --svg . --language zh        a picture, role_of_activation.svg; in Chinese
#include <crease/anatomy/line.hpp>
#include <crease/dense.hpp>
#include <crease/inspect.hpp>
#include <crease/piecewise_linear.hpp>
#include <crease/svg.hpp>
#include <crease/trace.hpp>

#include "command_line.hpp"
#include "picture_file.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

namespace {

using crease::dense, crease::relu;
using std::numbers::pi;
namespace svg = crease::svg;

struct options {
    double w = -1, b = 2.6, tolerance = 0.1;
    std::string half = "second", language = "en", folder;

    bool second_is_zero() const { return half == "second"; }
    const char* say(const char* english, const char* chinese) const {
        return language == "en" ? english : chinese;
    }
};

using curve = crease::piecewise_linear<double>;
using unit = dense<relu, double>;

struct span {
    double from, to;
};

double target(const options& o, double x) { return (x <= pi) == o.second_is_zero() ? std::cos(x) + 1 : 0; }

// Between these places the difference only rises or only falls: the ends, pi, where the unit switches, and
// where its line is as steep as the cosine, w = -sin(x).
std::vector<double> turning_points(const options& o, const curve& a) {
    std::vector<double> points = a.knots();
    points.push_back(pi);
    if (std::abs(o.w) <= 1)
        for (const double x : {std::asin(-o.w), pi + std::asin(o.w), 2 * pi + std::asin(-o.w)})
            if (0 < x && x < 2 * pi)
                points.push_back(x);
    std::sort(points.begin(), points.end());
    return points;
}

// Where something is farthest from 0.
template <class F> double farthest(const std::vector<double>& turning_points, F difference) {
    return *std::max_element(turning_points.begin(), turning_points.end(), [&](double x, double other) {
        return std::abs(difference(x)) < std::abs(difference(other));
    });
}

// The turning points, and where the difference passes the tolerance, on either side of 0: found by halving.
template <class F>
std::vector<double> with_crossings(const std::vector<double>& turning_points, F difference,
                                   double tolerance) {
    std::vector<double> points = turning_points;
    for (std::size_t i = 1; i != turning_points.size(); ++i)
        for (const double level : {-tolerance, tolerance}) {
            double left = turning_points[i - 1], right = turning_points[i];
            const bool below = difference(left) < level;
            if (below == (difference(right) < level))
                continue;
            for (int halvings = 0; halvings != 60; ++halvings) {
                const double middle = std::midpoint(left, right);
                ((difference(middle) < level) == below ? left : right) = middle;
            }
            points.push_back(left);
        }
    std::sort(points.begin(), points.end());
    return points;
}

// The spans in which something holds that does not change between two of the points.
template <class F> std::vector<span> where(const std::vector<double>& points, F holds) {
    std::vector<span> spans;
    for (std::size_t i = 1; i != points.size(); ++i) {
        if (points[i - 1] == points[i] || !holds(std::midpoint(points[i - 1], points[i])))
            continue;
        if (!spans.empty() && spans.back().to == points[i - 1])
            spans.back().to = points[i];
        else
            spans.push_back({points[i - 1], points[i]});
    }
    return spans;
}

// Exactly where ReLU is off: what is left of [0, 2 pi] where it is on.
std::vector<span> off_spans(const unit& net) {
    std::vector<span> off;
    double from = 0;
    const auto report = crease::unit_report(net, 0, 2 * pi)[0];
    for (const auto& [begin, end] : report.on_intervals[0]) {
        if (from < begin)
            off.push_back({from, begin});
        from = end;
    }
    if (from < 2 * pi)
        off.push_back({from, 2 * pi});
    return off;
}

std::string text_of(const options& o, const std::vector<span>& spans) {
    std::string text;
    for (const auto& [from, to] : spans) {
        char span_text[64];
        std::snprintf(span_text, sizeof span_text, "%s[%.4g, %.4g]", text.empty() ? "" : ", ", from, to);
        text += span_text;
    }
    return text.empty() ? o.say("nowhere", "无") : text;
}

void print_table(const options& o, const unit& net) {
    const auto x = curve::from_knots({0, 2 * pi}, {0, 0}).sample(13).x;
    const auto values = crease::trace(net, x);
    std::printf("%s\n",
                o.say("       x    target         z  max(0, z)", "       x      目标         z  max(0, z)"));
    for (std::size_t r = 0; r != x.size(); ++r)
        std::printf("%8.3f  %8.3f  %8.3f  %9.3f\n", x(r), target(o, x(r)) + 0.0, values.z(0)(r, 0),
                    values.a(0)(r, 0));
}

// Notes in the middle of the longest span that there is.
void note_longest(svg::plot& plot, const std::vector<span>& spans, const curve& a, const char* words) {
    const auto longest = std::max_element(spans.begin(), spans.end(), [](const span& s, const span& t) {
        return s.to - s.from < t.to - t.from;
    });
    if (longest != spans.end())
        plot.note(std::midpoint(longest->from, longest->to), a(std::midpoint(longest->from, longest->to)),
                  words);
}

void run(const options& o) {
    const unit net(xt::xtensor<double, 2>{{o.w}}, xt::xtensor<double, 1>{o.b}, relu{}, "unit");
    const curve a = crease::to_piecewise_linear(net, 0, 2 * pi); // max(0, z), exactly
    const auto z = [&](double x) { return o.w * x + o.b; };
    const auto difference = [&](double x) { return a(x) - target(o, x); };
    const auto difference_of_z = [&](double x) { return z(x) - target(o, x); };
    const auto close = [&](double x) { return std::abs(difference(x)) <= o.tolerance; };

    const auto turns = turning_points(o, a);
    const auto points = with_crossings(turns, difference, o.tolerance);
    const auto matches = where(points, close);
    const auto differs = where(points, [&](double x) { return !close(x); });
    const auto off = off_spans(net);
    const double worst = farthest(turns, difference), worst_of_z = farthest(turns, difference_of_z);

    if (!o.folder.empty()) {
        svg::plot plot(o.say("A straight line that ReLU cuts off", "被 ReLU 截断的直线"));
        const auto [x, zeros] = curve::from_knots({0, 2 * pi}, {0, 0}).sample(201);
        std::vector<double> wanted;
        for (const double place : x) wanted.push_back(target(o, place));
        plot.line(x, wanted, o.say("target", "目标"), svg::blue)
            .line({0, 2 * pi}, {z(0), z(2 * pi)}, "z", svg::orange, {.dashed = true})
            .line(a.knots(), a.values(), "max(0, z)", svg::magenta)
            .x_label("x");
        note_longest(plot, where(points, [&](double at) { return close(at) && z(at) > 0; }), a,
                     o.say("matches here", "这里吻合"));
        if (!differs.empty())
            plot.note(worst, a(worst), o.say("but not here", "但这里不吻合"));
        note_longest(plot, off, a, o.say("ReLU 'off'", "ReLU“关闭”"));
        write_picture(o.folder, "role_of_activation.svg",
                      svg::grid(o.say("The role of the activation", "激活函数的作用"), {plot}).text());
    }

    std::printf("%s\n\n", o.say("The role of the activation: one ReLU unit for half a cosine",
                                "激活函数的作用：用一个 ReLU 单元拟合半个余弦"));
    std::printf(o.say("  unit:   z = %g x %c %g, and it passes on max(0, z)\n",
                      "  单元：z = %g x %c %g，输出 max(0, z)\n"),
                o.w, std::signbit(o.b) ? '-' : '+', std::abs(o.b));
    std::printf("%s\n\n", o.second_is_zero() ? o.say("  target: cos(x) + 1 on [0, pi], then 0 until 2 pi",
                                                     "  目标：在 [0, pi] 上为 cos(x) + 1，此后到 2 pi 为 0")
                                             : o.say("  target: 0 on [0, pi], then cos(x) + 1 until 2 pi",
                                                     "  目标：在 [0, pi] 上为 0，此后到 2 pi 为 cos(x) + 1"));
    print_table(o, net);
    std::printf(o.say("\nMatches here, to within %g: %s\n", "\n这里吻合（误差不超过 %g）：%s\n"), o.tolerance,
                text_of(o, matches).c_str());
    std::printf(o.say("But not here: %s\n", "但这里不吻合：%s\n"), text_of(o, differs).c_str());
    std::printf(o.say("ReLU 'off', exactly: %s\n\n", "ReLU“关闭”（精确）：%s\n\n"), text_of(o, off).c_str());
    std::printf(o.say("The largest difference of max(0, z) from the target is %.4g, at x = %.4g.\n",
                      "max(0, z) 与目标的最大差为 %.4g，在 x = %.4g 处。\n"),
                std::abs(difference(worst)), worst);
    std::printf(o.say("Without the activation, of z alone, it is %.4g, at x = %.4g.\n",
                      "若没有激活函数，只用 z，最大差为 %.4g，在 x = %.4g 处。\n"),
                std::abs(difference_of_z(worst_of_z)), worst_of_z);
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app{
        "One unit, max(0, w x + b), for cos(x) + 1 of which one half is 0: where it matches, where not, and "
        "where ReLU is off."};
    const auto finite = [](const std::string& text) {
        return std::isfinite(std::strtod(text.c_str(), nullptr)) ? ""
                                                                 : "expected a finite number, got " + text;
    };
    app.add_option("--w", o.w, "weight of the unit")->check(finite)->capture_default_str();
    app.add_option("--b", o.b, "its bias")->check(finite)->capture_default_str();
    app.add_option("--half", o.half, "which half of the target is 0: first or second")
        ->check(CLI::IsMember({"first", "second"}))
        ->capture_default_str();
    app.add_option("--tolerance", o.tolerance, "how far from the target still matches")
        ->check(finite)
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--svg", o.folder, "draw role_of_activation.svg in this folder");
    app.add_option("--language", o.language, "en or zh, of what is printed and drawn")
        ->check(CLI::IsMember({"en", "zh"}))
        ->capture_default_str();
    return run_command(app, "role_of_activation", argc, argv, [&] { run(o); });
}
