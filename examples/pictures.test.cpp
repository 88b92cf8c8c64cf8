// SPDX-License-Identifier: BSD-3-Clause
// The pictures that the examples wrote, read back: their words, and their curves' points against closed
// forms.
#include "support/catch.hpp"
#include "support/svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace {

using picture::point;

std::string drawn(const std::string& path) {
    std::ifstream file(CREASE_PICTURES "/" + path);
    INFO(path);
    REQUIRE(file.is_open());
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Of a figure its title, then of each plot the words that are no tick of an axis.
std::vector<std::string> words_of(const std::string& svg) {
    std::vector<std::string> words;
    for (const auto& e : xml::reader::read(svg))
        if (e.name == "text" && e.text.find_first_not_of("0123456789.\xE2\x88\x92") != e.text.npos)
            words.push_back(e.text);
    return words;
}

/// Whether the curve goes from lo to hi along f: at each of its points, and halfway between any two.
template <class F> void check_curve(const std::vector<point>& curve, double lo, double hi, F f) {
    REQUIRE(curve.size() >= 2);
    CHECK(curve.front()[0] == Approx(lo).margin(1e-3));
    CHECK(curve.back()[0] == Approx(hi).margin(1e-3));
    for (std::size_t i = 0; i != curve.size(); ++i) {
        const auto [x, y] = curve[i];
        INFO("at x = " << x);
        CHECK(y == Approx(f(x)).margin(5e-3)); // pictures have hundredths of a pixel
        if (i != 0) {
            CHECK(x > curve[i - 1][0]);
            CHECK((y + curve[i - 1][1]) / 2 == Approx(f((x + curve[i - 1][0]) / 2)).margin(5e-3));
        }
    }
}

double relu(double z) { return z > 0 ? z : 0; }
double target(double x) { return x < 1 ? -2 * x + 2 : x < 2 ? x - 1 : 3 * x - 5; }

struct line {
    double w, b;
    double operator()(double x) const { return w * x + b; }
};

/// z of units 1 and 2.
const std::map<std::string, std::vector<line>> settings{
    {"start", {{0, 0}, {0, 0}}}, {"unit_1", {{1, -1}, {0, 0}}}, {"solved", {{1, -1}, {2, -4}}}};

void check_lab(const std::string& svg, const std::vector<line>& moved) {
    const std::vector<line> units{{-2, 2}, moved[0], moved[1]};
    const auto plots = picture::plots(svg);
    REQUIRE(plots.size() == 4);
    const auto tall = picture::curves(plots[0]);
    REQUIRE(tall.size() == 2);
    check_curve(tall[0], 0, 3, target);
    check_curve(tall[1], 0, 3, [&](double x) {
        double sum = 0;
        for (const line& z : units) sum += relu(z(x));
        return sum;
    });
    for (std::size_t i = 0; i != 3; ++i) {
        INFO("unit " << i);
        const auto panel = picture::curves(plots[i + 1]);
        REQUIRE(panel.size() == 2);
        check_curve(panel[0], 0, 3, units[i]);
        check_curve(panel[1], 0, 3, [&](double x) { return relu(units[i](x)); });
    }
}

std::vector<std::string> colours(const std::vector<xml::element>& plot) {
    std::vector<std::string> list;
    for (const auto& e : plot)
        if (e.name == "polyline")
            list.push_back(e.attributes.at("stroke"));
    return list;
}

} // namespace

TEST_CASE("the lab's figure shows target, network, and z and a of each unit") {
    for (const auto& [name, moved] : settings)
        for (const std::string language : {"/en", "/zh"}) {
            INFO(name + language);
            check_lab(drawn(name + language + "/relu_lab.svg"), moved);
        }
}

TEST_CASE("the lab's figure has the lab's colours and words, in both languages") {
    using list = std::vector<std::string>;
    const std::string english = drawn("solved/en/relu_lab.svg");
    CHECK(words_of(english) == list{"Explore Non-Linear Activation", "Match Target", "target", "network",
                                    "Unit 0 (fixed)", "z", "a", "Unit 1", "z", "a", "Unit 2", "z", "a"});
    CHECK(words_of(drawn("solved/zh/relu_lab.svg")) == list{"探索非线性激活函数", "拟合目标", "目标",
                                                            "网络输出", "单元 0（固定）", "z", "a", "单元 1",
                                                            "z", "a", "单元 2", "z", "a"});
    const auto plots = picture::plots(english);
    const auto tall = colours(plots.at(0)), panel = colours(plots.at(1));
    REQUIRE(tall.size() >= 2);
    REQUIRE(panel.size() >= 2);
    for (const std::string colour : {"#0096ff", "#FF9300"})
        CHECK(std::count(tall.begin(), tall.end(), colour) >= 1);
    for (const std::string colour : {"#0096ff", "#FF40FF"})
        CHECK(std::count(panel.begin(), panel.end(), colour) >= 1);
}

TEST_CASE("of many units the figure shows the first six and says so") {
    const std::string english = drawn("hills/en/relu_lab.svg");
    CHECK(words_of(english).at(0) == "Explore Non-Linear Activation (the first 6 of 8 units)");
    CHECK(words_of(drawn("hills/zh/relu_lab.svg")).at(0) ==
          "探索非线性激活函数（共 8 个单元，只显示前 6 个）");
    const auto plots = picture::plots(english);
    REQUIRE(plots.size() == 7);
    CHECK(words_of(english).at(4) == "Unit 0"); // no longer fixed
    const double hills[] = {0, 2, 1, 3, 2, 4, 0, 1, -1};
    for (const auto& curve : picture::curves(plots[0])) {
        REQUIRE(curve.size() == 9);
        for (std::size_t i = 0; i != 9; ++i) {
            CHECK(curve[i][0] == Approx(static_cast<double>(i)).margin(1e-3));
            CHECK(curve[i][1] == Approx(hills[i]).margin(5e-3));
        }
    }
}

TEST_CASE("the activation functions are drawn side by side") {
    using list = std::vector<std::string>;
    CHECK(words_of(drawn("en/activation_trio.svg")) ==
          list{"Common Activation Functions", "Linear", "Sigmoid", "ReLU", "LeakyReLU(0.1)"});
    CHECK(words_of(drawn("zh/activation_trio.svg")) ==
          list{"常用激活函数", "线性", "Sigmoid", "ReLU", "LeakyReLU(0.1)"});
    for (const std::string language : {"en", "zh"}) {
        INFO(language);
        const auto plots = picture::plots(drawn(language + "/activation_trio.svg"));
        REQUIRE(plots.size() == 4);
        const auto check = [&](std::size_t i, auto f) {
            const auto curves = picture::curves(plots[i]);
            REQUIRE(curves.size() == 1);
            CHECK(curves[0].size() == 101);
            check_curve(curves[0], -5, 5, f);
        };
        check(0, [](double z) { return z; });
        check(1, [](double z) { return 1 / (1 + std::exp(-z)); });
        check(2, relu);
        check(3, [](double z) { return z > 0 ? z : 0.1 * z; });
    }
}
