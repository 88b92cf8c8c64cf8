// SPDX-License-Identifier: BSD-3-Clause
#include <crease/any_activation.hpp>
#include <crease/explain.hpp>
#include <crease/initializers.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>
#include <crease/trace.hpp>

#include "support/catch.hpp"
#include "support/networks.hpp"
#include "support/twin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <regex>
#include <span>
#include <sstream>
#include <string>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;

/// One hidden layer and a sum.
template <class F, class T = double>
sequential<dense<F, T>, dense<linear, T>> one_layer(F f, const std::vector<double>& w,
                                                    const std::vector<double>& b,
                                                    const std::vector<double>& v, double c = 0) {
    xt::xtensor<T, 2> kernel(std::array<std::size_t, 2>{1, w.size()}),
        out(std::array<std::size_t, 2>{w.size(), 1});
    xt::xtensor<T, 1> bias(std::array<std::size_t, 1>{w.size()});
    for (std::size_t u = 0; u != w.size(); ++u) {
        kernel(0, u) = static_cast<T>(w[u]);
        bias(u) = static_cast<T>(b[u]);
        out(u, 0) = static_cast<T>(v[u]);
    }
    return sequential{dense<F, T>(kernel, bias, f, "units"),
                      dense<linear, T>(out, xt::xtensor<T, 1>{static_cast<T>(c)}, linear{}, "sum")};
}

/// The lab's network, solved, of any activation.
template <class F = relu, class T = double> sequential<dense<F, T>, dense<linear, T>> lab(F f = F{}) {
    return one_layer<F, T>(f, {-2, 1, 2}, {2, -1, -4}, {1, 1, 1});
}

bool says(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// The line that begins so, or "".
std::string line_of(const std::string& text, const std::string& beginning) {
    for (const std::string& line : lines_of(text))
        if (line.rfind(beginning, 0) == 0)
            return line;
    return "";
}

template <network Net> detail::line_facts<double> facts_of(const Net& net, double lo, double hi) {
    const auto views = net.layers();
    const auto layers = detail::line_layers("test", net, lo, hi);
    return detail::gather_facts(std::span<const layer_view<typename Net::value_type>>(views), layers,
                                pieces(net, lo, hi));
}

const std::vector<any_activation>& straight_activations() {
    static const std::vector<any_activation> list{
        any_activation{relu{}},        any_activation{leaky_relu{0.1}}, any_activation{clipped_relu{0.7}},
        any_activation{hard_tanh{}},   any_activation{absolute{}},      any_activation{hard_sigmoid::onnx()},
        any_activation{leaky_relu{0}}, any_activation{linear{}}};
    return list;
}

/// Networks of every shape and activation, with an interval.
template <class Look> void for_random_networks(Look look) {
    unsigned seed = 0;
    const std::vector<std::vector<std::size_t>> shapes{{1},       {4, 1},    {6, 1},      {5, 3},
                                                       {4, 3, 1}, {5, 4, 2}, {3, 3, 3, 1}};
    for (const auto& widths : shapes)
        for (std::size_t a = 0; a != straight_activations().size(); ++a) {
            const std::vector<any_activation> mixed{straight_activations()[a],
                                                    straight_activations()[(a + seed) % 3]};
            look(networks::random(1, widths, mixed, ++seed), -2.0, 3.0);
        }
}

} // namespace

TEST_CASE("the solved lab is explained as the lab explains it") {
    CHECK(
        explain(lab(), 0, 3) ==
        R"(On [0, 3] the output is 3 straight segments, stitched together by 3 ReLU units: on each, the slopes that the units add there make up the slope of the segment.

Slopes, segment by segment:
  [0, 1]  segment 1, slope -2 = unit 0: -2
  [1, 2]  segment 2, slope 1 = unit 1: 1
  [2, 3]  segment 3, slope 3 = unit 1: 1 + unit 2: 2

Unit by unit:
- unit 0, z = -2x + 2, owns segment 1. It is on from the start and adds slope -2 until x = 1. It alone gives segment 1 its slope. At x = 1 its z reaches 0 and ReLU cuts it off: from there on it adds exactly 0, so it does not interfere with segments 2 and 3.
- unit 1, z = x - 1, owns segment 2. It is silent until x = 1, so it does not interfere with segment 1. From x = 1 on it adds slope 1. It alone gives segment 2 its slope. It stays on, so its contribution extends into segment 3.
- unit 2, z = 2x - 4, owns segment 3. It is silent until x = 2, so it does not interfere with segments 1 and 2. From x = 2 on it adds slope 2. Together with unit 1 (slope 1) this makes slope 3 on segment 3.

Creases and their owners:
  x = 1: unit 0 goes off, unit 1 comes on; slope -2 becomes 1
  x = 2: unit 2 comes on; slope 1 becomes 3

At x = 0 the output is 2, at x = 3 it is 4.
)");
}

TEST_CASE("the solved lab is explained in Chinese") {
    CHECK(
        explain(lab(), 0, 3, language::chinese) ==
        R"(在 [0, 3] 上，输出由 3 段直线组成，由 3 个 ReLU 单元拼接而成：在每一段上，各单元贡献的斜率相加，就是这一段的斜率。

逐段看斜率：
  [0, 1]  第 1 段，斜率 -2 = 单元 0: -2
  [1, 2]  第 2 段，斜率 1 = 单元 1: 1
  [2, 3]  第 3 段，斜率 3 = 单元 1: 1 + 单元 2: 2

逐个看单元：
- 单元 0（z = -2x + 2）负责第 1 段。它一开始就处于激活状态，到 x = 1 为止贡献斜率 -2。第 1 段的斜率由它单独决定。到 x = 1 处，它的 z 变为 0，ReLU 把它切断：此后它的贡献恒为 0，因此不会干扰第 2、3 段。
- 单元 1（z = x - 1）负责第 2 段。在 x = 1 之前它保持沉默，因此不会干扰第 1 段。从 x = 1 起它贡献斜率 1。第 2 段的斜率由它单独决定。此后它一直激活，贡献延伸到第 3 段。
- 单元 2（z = 2x - 4）负责第 3 段。在 x = 2 之前它保持沉默，因此不会干扰第 1、2 段。从 x = 2 起它贡献斜率 2。它与单元 1（斜率 1）相加，使第 3 段的斜率为 3。

折点及其归属：
  x = 1：单元 0 关闭，单元 1 激活；斜率由 -2 变为 1
  x = 2：单元 2 激活；斜率由 1 变为 3

在 x = 0 处输出为 2，在 x = 3 处输出为 4。
)");
}

TEST_CASE("the explanation is of the function: any scalar type, any kind of network, the same each time") {
    const std::string text = explain(lab(), 0, 3);
    CHECK(explain(lab(), 0, 3, language::english) == text);
    CHECK(explain(lab<relu, float>(), 0, 3) == text);
    CHECK(explain(to_model(lab()), 0, 3) == text);
    CHECK(explain(dense<relu, double>(matrix{{2}}, vector{-3}), 0, 3) ==
          explain(sequential{dense<relu, double>(matrix{{2}}, vector{-3})}, 0, 3));
}

TEST_CASE("the lab's start: a segment without a unit, and units that never come on") {
    const std::string text = explain(one_layer(relu{}, {-2, 0, 0}, {2, 0, 0}, {1, 1, 1}), 0, 3);
    CHECK(says(text, "  [1, 3]  segment 2, slope 0: no unit is on\n"));
    CHECK(says(text,
               "- unit 1, z = 0. It is dead: on [0, 3] its z is at most 0, so it never comes on and adds "
               "nothing.\n"));
    const std::string chinese =
        explain(one_layer(relu{}, {-2, 0, 0}, {2, 0, 0}, {1, 1, 1}), 0, 3, language::chinese);
    CHECK(says(chinese, "第 2 段，斜率 0：没有激活的单元\n"));
    CHECK(says(chinese,
               "- 单元 1（z = 0）。它是“死”单元：在 [0, 3] 上它的 z 最大为 0，从不激活，没有任何贡献。\n"));
}

TEST_CASE("two units do with output weights, and each says where it stops and how far it reaches") {
    const std::string text = explain(one_layer(relu{}, {-1, 1}, {2, -1}, {2, 3}, -2), 0, 3);
    CHECK(says(text, "  [1, 2]  segment 2, slope 1 = unit 0: -2 + unit 1: 3\n"));
    CHECK(says(text,
               "- unit 0, z = -x + 2, output weight 2, owns segment 1. It is on from the start and adds "
               "slope -2 until x = 2. It alone gives segment 1 its slope. Its contribution extends into "
               "segment 2. At x = 2 its z reaches 0 and ReLU cuts it off"));
    CHECK(says(text, "owns segments 2 and 3."));
    CHECK(says(text, "The output's bias -2 moves the whole curve up or down and changes no slope."));
}

TEST_CASE("units that cancel, that are always on, that add a constant, and that nothing hears, are told") {
    const auto net = one_layer(relu{}, {1, 1, 2, 1, 1, 0}, {-1, -1, -3, 5, -2, 2}, {3, -3, 1, 1, 0, 2});
    const std::string text = explain(net, 0, 3);
    CHECK(says(text, "- unit 0 and unit 1 cancel each other: on all of [0, 3] their slopes are equal and "
                     "opposite.\n"));
    CHECK(says(text, "  x = 1: unit 0 and unit 1 come on; their turns cancel, the output does not bend\n"));
    CHECK(says(text, "segment 1, slope 1, put together in more than one way:\n"
                     "      [0, 1] = unit 3: 1\n"
                     "      [1, 1.5] = unit 0: 3 + unit 1: -3 + unit 3: 1\n"));
    CHECK(says(line_of(text, "- unit 3"), "It is always on: nothing cuts it off, and every segment has its "
                                          "slope 1 in it."));
    CHECK(says(line_of(text, "- unit 4"), "Its output weight is 0: whatever it does, the output does not "
                                          "notice."));
    CHECK(says(line_of(text, "- unit 5"), "adds no slope, only the same 4 everywhere."));
    CHECK(says(text, "  x = 2: unit 4 comes on; this does not reach the output, which does not bend\n"));
    CHECK(says(explain(net, 0, 3, language::chinese),
               "- 单元 0、单元 1 相互抵消：在整个 [0, 3] 上，它们的斜率大小相等、符号相反。\n"));
    CHECK(says(explain(one_layer(relu{}, {1, 1}, {0, 0}, {1, -1}), 1, 2),
               "slope 0 = unit 0: 1 + unit 1: -1 (they cancel)\n"));
}

TEST_CASE("of several owners each names the others") {
    const std::string text = explain(one_layer(relu{}, {1, 2}, {-1, -2}, {1, 1}), 0, 3);
    CHECK(says(text, "- unit 0, z = x - 1, owns segment 2 together with unit 1."));
    CHECK(says(text, "  x = 1: unit 0 and unit 1 come on; slope 0 becomes 3\n"));
}

TEST_CASE("a leaky unit is never called silent: it leaks into the segments of others") {
    const std::string text = explain(lab(leaky_relu{0.1}), 0, 3);
    CHECK_FALSE(says(text, "silent until"));
    CHECK_FALSE(says(text, "cuts it off: from"));
    CHECK(says(text, "It never goes silent."));
    CHECK(says(text,
               "Until x = 2 LeakyReLU lets 0.1 of its slope through: slope 0.2 leaks into segments 1 and "
               "2."));
    CHECK(says(text,
               "At x = 1 LeakyReLU does not cut it off: 0.1 of its slope stays, and slope -0.2 leaks into "
               "segments 2 and 3."));
    CHECK(says(explain(lab(leaky_relu{0.1}), 0, 3, language::chinese),
               "它从不沉默。在 x = 2 之前，LeakyReLU 保留它斜率的 0.1 倍：斜率 0.2 渗入第 1、2 段。"));
    CHECK(says(explain(lab(leaky_relu{0}), 0, 3), "LeakyReLU cuts it off")); // a relu by another name
}

TEST_CASE("clipped units saturate, hard_tanh is held at both ends, absolute turns round") {
    const std::string clipped = explain(lab(clipped_relu{1}), 0, 3);
    CHECK(says(clipped,
               "Until x = 0.5 it is held at 1: a constant, which adds no slope and leaves the slope of "
               "segment 1 alone."));
    CHECK(says(clipped,
               "At x = 2 it saturates: from there on it is held at 1, a constant, which adds no slope "
               "and leaves the slope of segments 4 and 5 alone."));
    CHECK(says(clipped, "  x = 2: unit 2 comes on, unit 1 saturates; slope 1 becomes 2\n"));
    CHECK(says(clipped, "slope 0: no unit adds a slope\n"));
    CHECK(says(explain(lab(hard_tanh{}), 0, 3), "from there on it is held at -1, a constant"));
    CHECK_FALSE(says(explain(lab(hard_tanh{}), 0, 3), "silent"));
    const std::string turned = explain(lab(absolute{}), 0, 3);
    CHECK(says(turned, "It never goes silent. Until x = 2 it adds slope -2."));
    CHECK(says(turned, "At x = 2 it turns round: from there on it adds slope 2."));
    CHECK(says(explain(one_layer(hard_tanh{}, {1}, {5}, {1}), 0, 3),
               "It is saturated: on [0, 3] it is held at 1, a constant, which adds no slope."));
}

TEST_CASE("of linear layers it says that their sum is one linear map") {
    const std::string text = explain(lab(linear{}), 0, 3);
    CHECK(says(text, "Every layer is linear, and a sum of linear maps is one linear map: here y = x - 3."));
    CHECK(says(text, "slope 1 = unit 0: -2 + unit 1: 1 + unit 2: 2\n"));
    CHECK_FALSE(says(text, "Creases"));
    CHECK(says(explain(lab(linear{}), 0, 3, language::chinese),
               "线性映射之和仍是一个线性映射：这里是 y = x - 3。"));
    CHECK(says(explain(sequential{dense<linear, double>(matrix{{2, -1}}, vector{-3, 0})}, 0, 3),
               "here y0 = 2x - 3 and y1 = -x."));
    const auto deep = networks::random(1, {3, 2, 1}, {any_activation{linear{}}}, 4);
    CHECK(says(explain(deep, 0, 3), "Every layer is linear"));
}

TEST_CASE("of smooth layers it says that they only bend, in the network's own numbers") {
    const auto net = lab(sigmoid{});
    const std::string text = explain(net, 0, 3);
    CHECK(
        says(text, "The units of the hidden layer are smooth: sigmoid only bends and is never exactly off."));
    CHECK(says(line_of(text, "- unit 0"), "Its z passes 0 at x = 1, where it adds slope -0.5."));
    CHECK(says(line_of(text, "- unit 0"), "A ReLU unit with the same z would be silent from x = 1 on"));
    for (const double x : {0.0, 1.5, 3.0}) {
        const auto added = slope_contributions(net, {x});
        const std::string place = detail::short_text(x);
        CHECK(line_of(text, "  x = " + place) ==
              "  x = " + place + ": slope " +
                  detail::short_text(added(0, 0, 0) + added(1, 0, 0) + added(2, 0, 0)) + " = unit 0: " +
                  detail::short_text(added(0, 0, 0)) + " + unit 1: " + detail::short_text(added(1, 0, 0)) +
                  " + unit 2: " + detail::short_text(added(2, 0, 0)));
    }
    CHECK(says(text, "At x = 0 the output is 1.168, at x = 3 it is 1.78.")); // by hand
    CHECK(says(explain(net, 0, 3, language::chinese), "sigmoid 只会弯曲，从不完全关闭。"));
    const auto far = one_layer(sigmoid{}, {1000}, {-1000}, {1});
    CHECK(says(explain(far, 0, 3), "It adds slope less than a double can hold at x = 0"));
    const auto mixed =
        networks::random(1, {3, 2, 2}, {any_activation{relu{}}, any_activation{hyperbolic_tangent{}}}, 3);
    const std::string of_two = explain(mixed, -2, 2);
    CHECK(says(of_two,
               "The units of layer 1 are smooth: tanh only bends and is never exactly off. Other layers "
               "may have creases, but between creases the curve is bent too"));
    CHECK(says(of_two, "  x = -2, output 1: slope "));
    CHECK(explain(lab<sigmoid, float>(), 0, 3) == text);
}

TEST_CASE("a smooth unit whose z does not depend on x is not called on") {
    const std::string text = explain(one_layer(sigmoid{}, {0, 1}, {-1, 0}, {1, 1}), 0, 3);
    CHECK(says(line_of(text, "- unit 0"),
               "Its z does not depend on x: it adds no slope, only the same 0.2689 "
               "everywhere."));
    CHECK_FALSE(says(text, "always on"));
}

TEST_CASE("of an output layer with an activation it says what it speaks of") {
    const sequential smooth{dense<relu, double>(matrix{{-1, 1}}, vector{2, -1}),
                            dense<sigmoid, double>(matrix{{2}, {3}}, vector{-3})};
    CHECK(lines_of(explain(smooth, 0, 3))[0] ==
          "The output layer is sigmoid: all of this is about its z, before sigmoid bends it into y.");
    CHECK(says(explain(smooth, 0, 3), "At x = 0 the output is 1, at x = 3 it is 3."));
    const sequential rectified{dense<relu, double>(matrix{{-1, 1}}, vector{2, -1}),
                               dense<relu, double>(matrix{{2}, {3}}, vector{-3})};
    const std::string text = explain(rectified, 0, 3);
    CHECK(says(text, "segment 2, slope 0: ReLU of the output layer is flat here, whatever the units add\n"));
    CHECK(says(text, "  x = 2: unit 0 goes off, the output comes on; slope 0 becomes 3\n"));
    CHECK_FALSE(says(text, "moves the whole curve"));
    const sequential scaled{dense<relu, double>(matrix{{1}}, vector{0}),
                            dense<leaky_relu, double>(matrix{{1}}, vector{-1}, leaky_relu{0.5})};
    CHECK(says(explain(scaled, 0, 3), "  [0, 1]  segment 1, slope 0.5 = 0.5 * (unit 0: 1)\n"));
    CHECK(
        lines_of(explain(dense<relu, double>(matrix{{2}}, vector{-3}), 0, 3))[0] ==
        "There is no hidden layer: the output is ReLU of z = 2x - 3, and bends only where its own z passes a "
        "knot.");
}

TEST_CASE("several outputs are named, and more than a few are counted") {
    matrix out(std::array<std::size_t, 2>{1, 9}, 1.0);
    out(0, 1) = -2;
    const sequential net{dense<relu, double>(matrix{{1}}, vector{-1}), dense<linear, double>(out, no_bias)};
    const std::string text = explain(net, 0, 3);
    CHECK(says(text, "  [1, 3]  segment 2, output 1, slope -2 = unit 0: -2\n"));
    CHECK(says(text,
               "it adds slope 1 (output 0), -2 (output 1), 1 (output 2), 1 (output 3) and those of 5 more "
               "outputs."));
}

TEST_CASE("of a deep network: where each unit is on, which creases it owns, and the last layer's ledger") {
    // |x| - 1 and 1 - |x| behind a layer of absolute.
    model<double> net;
    net.add(dense<absolute, double>(matrix{{1}}, no_bias, absolute{}, "l1"));
    net.add(dense<relu, double>(matrix{{1, -1}}, vector{-1, 1}, relu{}, "l2"));
    net.add(dense<linear, double>(matrix{{1}, {1}}, vector{-3}));
    const std::string text = explain(net, -3, 3);
    CHECK(says(text, "stitched together by the hidden layers l1 (1 abs unit) and l2 (2 ReLU units):"));
    CHECK(says(text,
               "\nUnits of l1, 1 abs unit:\n- unit 0, z = x: its slope times -1 in [-3, 0]; on in [0, 3]; "
               "bends the output at x = 0.\n"));
    CHECK(says(text, "\nUnits of l2, 2 ReLU units, whose slopes add up above:\n"
                     "- unit 0: on in [-3, -1] and [1, 3]; silent in [-1, 1]; bends the output at x = -1 and "
                     "1.\n"));
    CHECK(says(text, "  [-1, 0]  segment 2, slope 1 = unit 1: 1\n"));
    CHECK(says(text, "  x = 0: unit 0 of l1 turns; slope 1 becomes -1\n"));
    const std::string chinese = explain(net, -3, 3, language::chinese);
    CHECK(says(chinese, "由隐藏层 l1（1 个 abs 单元）、l2（2 个 ReLU 单元）拼接而成"));
    CHECK(says(chinese,
               "- 单元 0：在 [-3, -1]、[1, 3] 上激活；在 [-1, 1] 上沉默；在 x = -1、1 处使输出弯折。\n"));
    CHECK(says(chinese, "  x = 0：l1 的单元 0 转折；斜率由 1 变为 -1\n"));
    const auto unnamed = networks::random(1, {3, 3, 1}, {any_activation{relu{}}}, 3);
    CHECK(says(explain(unnamed, -2, 2), "unit 0 of layer 1 goes off"));
    CHECK(says(explain(unnamed, -2, 2, language::chinese), "第 1 层的单元 0 关闭"));
}

TEST_CASE("long texts say how much they leave out") {
    constexpr std::size_t n = 100;
    std::vector<double> w(n, 1), b, v(n, 1);
    for (std::size_t u = 0; u != n; ++u) b.push_back(-(static_cast<double>(u) + 0.5));
    const std::string text = explain(one_layer(relu{}, w, b, v), 0, n);
    CHECK(says(text, "the output is 101 straight segments"));
    CHECK(says(text, "  (77 more segments are left out)\n"));
    CHECK(says(text, "\n(76 more units are left out)\n"));
    CHECK(says(text, "  (76 more creases are left out)\n"));
    CHECK(says(text,
               "slope 20 = unit 0: 1 + unit 1: 1 + unit 2: 1 + unit 3: 1 + unit 4: 1 + unit 5: 1 + unit "
               "6: 1 + unit 7: 1 + 12 more units: 12\n"));
    CHECK(says(text, "Together with 19 more units: 19 this makes slope 20 on segment 21."));
    CHECK(lines_of(text).size() < 90);
    const std::string chinese = explain(one_layer(relu{}, w, b, v), 0, n, language::chinese);
    CHECK(says(chinese, "（其余 77 段从略）"));
    // Thousands of pieces of a deep network are as short.
    const auto deep = networks::random(1, {60, 60, 1}, {any_activation{relu{}}}, 3);
    CHECK(explain(deep, -5, 5).size() < 30000);
}

TEST_CASE("many outputs, and many parts of one segment, are counted too") {
    const matrix thirty(std::array<std::size_t, 2>{1, 30}, 1.0);
    const vector zero(std::array<std::size_t, 1>{30}, 0.0);
    for (const std::string& text : {explain(sequential{dense<relu, double>(matrix{{1}}, vector{-1}),
                                                       dense<linear, double>(thirty, zero)},
                                            0, 3),
                                    explain(sequential{dense<sigmoid, double>(matrix{{1}}, vector{-1}),
                                                       dense<linear, double>(thirty, zero)},
                                            0, 3),
                                    explain(dense<linear, double>(thirty, zero), 0, 3)})
        CHECK(says(text, "  (6 more outputs are left out)\n"));
    // Pairs that cancel: nothing bends, and the sum changes at each.
    std::vector<double> w(80, 1), b, v;
    for (std::size_t u = 0; u != 80; ++u) {
        b.push_back(-(static_cast<double>(u / 2) + 0.5));
        v.push_back(u % 2 == 0 ? 1 : -1);
    }
    const std::string text = explain(one_layer(relu{}, w, b, v), 0, 50);
    CHECK(says(text, "the output is one straight segment"));
    CHECK(says(text, "      (17 more parts are left out)\n"));
    CHECK(says(text, "(16 more such pairs are left out)\n"));
}

TEST_CASE("places have as many digits as tell them apart") {
    const auto net = one_layer(relu{}, {1, 1}, {-1000.25, -1000.375}, {1, 1});
    const std::string text = explain(net, 1000, 1001);
    CHECK(says(text, "  [1000.2, 1000.4]  segment 2")); // 1000.25 and 1000.375
    CHECK(says(text, "z = x - 1000.25"));
    CHECK(says(explain(lab(), -1e-9, 3), "[-1e-09, 1]"));
}

TEST_CASE("the facts' slopes add up to the pieces' slopes") {
    for_random_networks([](const auto& net, double lo, double hi) {
        const auto facts = facts_of(net, lo, hi);
        const auto a = pieces(net, lo, hi);
        REQUIRE(facts.breakpoints.size() == a.size() + 1);
        for (std::size_t p = 0; p != a.size() && facts.units != 0; ++p)
            for (std::size_t j = 0; j != facts.outputs; ++j) {
                double sum = 0, size = 1;
                for (std::size_t u = 0; u != facts.units; ++u) {
                    sum += facts.added(p, u, j);
                    size += std::abs(facts.added(p, u, j));
                }
                CHECK(std::abs(facts.gains[p * facts.outputs + j] * sum - a.slopes()(p, j)) < 1e-12 * size);
            }
        std::size_t next = 0; // the segments follow each other
        for (const auto& segment : facts.segments) {
            CHECK(segment.first == next);
            CHECK(segment.from == a.breakpoints()(segment.first));
            CHECK(segment.to == a.breakpoints()(segment.last + 1));
            next = segment.last + 1;
        }
        CHECK(next == a.size());
        CHECK(facts.segments.size() == a.affine_piece_count());
    });
}

TEST_CASE("where a unit is said to be silent, held or active, samples show it so") {
    for_random_networks([](const auto& net, double lo, double hi) {
        const auto facts = facts_of(net, lo, hi);
        const auto layers = net.layers();
        for (std::size_t l = 0; l != facts.layers.size(); ++l)
            for (std::size_t u = 0; u != facts.layers[l].units.size(); ++u) {
                const auto& unit = facts.layers[l].units[u];
                CHECK(unit.runs.front().from == lo);
                CHECK(unit.runs.back().to == hi);
                for (const auto& run : unit.runs)
                    for (int i = 1; i <= 5; ++i) {
                        const double x = run.from + (run.to - run.from) * i / 6;
                        const auto at = twin::run(net, std::array{x})[l];
                        const auto z = static_cast<double>(at.z[u]), y = static_cast<double>(at.a[u]);
                        CHECK(z >= unit.z_min - 1e-9);
                        CHECK(z <= unit.z_max + 1e-9);
                        const auto& layer = facts.layers[l];
                        const double slope = layer.slopes[run.state], intercept = layer.intercepts[run.state];
                        CHECK(std::abs(y - (slope * z + intercept)) < 1e-9);
                        const auto how = layer.mode_in(run.state);
                        if (how == detail::mode::silent)
                            CHECK(y == 0);
                        CHECK((how == detail::mode::active) == (layers[l].activation.slope(z) != 0));
                    }
            }
    });
}

TEST_CASE("creases belong to the units whose state differs on their sides, and to no others") {
    for_random_networks([](const auto& net, double lo, double hi) {
        const auto facts = facts_of(net, lo, hi);
        for (std::size_t k = 0; k != facts.creases.size(); ++k) {
            const auto& crease = facts.creases[k];
            const double left = (facts.breakpoints[k] + crease.x) / 2;
            const double right = (crease.x + facts.breakpoints[k + 2]) / 2;
            const auto before = twin::run(net, std::array{left}), after = twin::run(net, std::array{right});
            std::vector<unit_index> changed;
            for (std::size_t l = 0; l != before.size(); ++l)
                for (std::size_t u = 0; u != before[l].z.size(); ++u) {
                    const auto state = [&](long double z) {
                        const auto& knots = facts.layers[l].knots;
                        return std::count_if(knots.begin(), knots.end(),
                                             [z](double knot) { return knot < z; });
                    };
                    if (state(before[l].z[u]) != state(after[l].z[u]))
                        changed.push_back({l, u});
                }
            std::vector<unit_index> owners;
            for (const auto& change : crease.changes) owners.push_back(change.unit);
            CHECK(owners == changed);
        }
    });
}

TEST_CASE("a segment's owner of a single ReLU layer begins or ends it, or else is on there") {
    for (unsigned seed = 0; seed != 40; ++seed) {
        const auto net = networks::random(1, {6, 1}, {any_activation{relu{}}}, seed);
        const auto facts = facts_of(net, -3, 3);
        const auto z = [&](unit_index unit, double x) {
            return twin::run(net, std::array{x})[0].z[unit.unit];
        };
        for (const auto& segment : facts.segments) {
            const double middle = (segment.from + segment.to) / 2, before = segment.from - 1e-6,
                         after = segment.to + 1e-6;
            for (const unit_index owner : segment.owners) {
                CAPTURE(seed, segment.from, owner.unit);
                CHECK(z(owner, middle) > 0);
                const bool begins = segment.from > -3 && z(owner, before) <= 0;
                const bool ends = segment.to < 3 && z(owner, after) <= 0;
                if (!begins && !ends) // no unit begins or ends it
                    for (std::size_t u = 0; u != 6; ++u) {
                        const unit_index other{0, u};
                        CHECK_FALSE((z(other, middle) > 0 && segment.from > -3 && z(other, before) <= 0));
                    }
            }
            if (segment.owners.empty())
                for (std::size_t u = 0; u != 6; ++u) CHECK(z({0, u}, middle) <= 1e-12L);
        }
    }
}

TEST_CASE("what the ledger's lines say adds up") {
    const std::regex line(R"(  \[(\S+), (\S+)\]  segment \d+, slope (\S+) = (.*))"),
        term(R"(unit \d+: (\S+))");
    std::size_t count = 0;
    for (unsigned seed = 0; seed != 30; ++seed) {
        const auto net = seed % 2 == 0
                             ? networks::random(1, {7, 1}, {any_activation{relu{}}}, seed)
                             : networks::random(1, {5, 6, 1}, {any_activation{leaky_relu{0.2}}}, seed);
        const auto curve = to_piecewise_linear(net, -2, 2);
        for (const std::string& text : lines_of(explain(net, -2, 2))) {
            std::smatch found;
            if (!std::regex_match(text, found, line))
                continue;
            ++count;
            const double from = std::stod(found[1]), to = std::stod(found[2]), slope = std::stod(found[3]);
            const std::string terms = found[4];
            double sum = 0, rounding = 5e-4 * std::abs(slope) + 1e-12;
            for (std::sregex_iterator it(terms.begin(), terms.end(), term), end; it != end; ++it) {
                sum += std::stod((*it)[1]);
                rounding += 5e-4 * std::abs(std::stod((*it)[1]));
            }
            CAPTURE(seed, text);
            CHECK(std::abs(sum - slope) <= rounding);
            CHECK(std::abs(curve.slope((from + to) / 2) - slope) <= 1e-3 * std::abs(slope) + 1e-12);
        }
    }
    CHECK(count > 100);
}

TEST_CASE("no text has a hole, a negative zero, or the other language in it") {
    const std::regex words("[A-Za-z]{2,}");
    const std::vector<std::string> names{"ReLU",         "LeakyReLU", "clipped_relu", "hard_tanh",
                                         "hard_sigmoid", "abs",       "linear",       "sigmoid",
                                         "tanh",         "softplus",  "relu"};
    const auto check = [&](const auto& net, double lo, double hi) {
        const std::string english = explain(net, lo, hi), chinese = explain(net, lo, hi, language::chinese);
        for (const std::string& text : {english, chinese}) {
            CAPTURE(text);
            CHECK_FALSE(says(text, "{"));
            CHECK_FALSE(says(text, "}"));
            CHECK_FALSE(says(text, "nan"));
            CHECK_FALSE(std::regex_search(text, std::regex(R"(-0(?![.\d]))")));
            CHECK_FALSE(std::regex_search(text, std::regex(R"([a-z,] {2,}[a-z])")));
            CHECK(text.back() == '\n');
        }
        CHECK(std::all_of(english.begin(), english.end(),
                          [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
        std::string named =
            std::regex_replace(chinese, std::regex("(clipped|hard)_(relu|tanh|sigmoid)"), "abs");
        for (std::sregex_iterator it(named.begin(), named.end(), words), end; it != end; ++it) {
            CAPTURE(chinese);
            CHECK(std::find(names.begin(), names.end(), it->str()) != names.end());
        }
        const auto rows = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
        CHECK(rows(english) == rows(chinese));
    };
    for_random_networks(check);
    for (unsigned seed = 0; seed != 5; ++seed) {
        check(networks::random(1, {4, 2}, {any_activation{sigmoid{}}}, seed), -2, 2);
        check(networks::random(1, {4, 3, 1}, {any_activation{relu{}}, any_activation{softplus{}}}, seed), -2,
              2);
    }
}

TEST_CASE("explain refuses what it cannot explain") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(twin::what<shape_error>([] { (void)explain(dense<linear, double>(2, 1), 0, 1); }) ==
          "explain: expected a network of one input, got 2");
    CHECK(twin::what<shape_error>([] {
              (void)explain(sequential{dense<sigmoid, double>(2, 3), dense<linear, double>(3, 1)}, 0, 1);
          }) == "explain: expected a network of one input, got 2");
    for (const bool smooth : {false, true}) {
        const auto run = [smooth](double lo, double hi) {
            return smooth ? explain(lab(sigmoid{}), lo, hi) : explain(lab(), lo, hi);
        };
        CHECK(twin::what<value_error>([&] { (void)run(3, 0); }) ==
              "explain: expected finite lo < hi, got 3 and 0");
        CHECK(twin::what<value_error>([&] { (void)run(0, std::numeric_limits<double>::infinity()); }) ==
              "explain: expected finite lo < hi, got 0 and inf");
    }
    CHECK(twin::what<value_error>([&] { (void)explain(one_layer(sigmoid{}, {1}, {0}, {nan}), 0, 1); }) ==
          "anatomy: dense \"sum\": expected finite weights, got NaN or infinity at unit 0");
    CHECK(twin::what<value_error>([&] { (void)explain(one_layer(relu{}, {nan}, {0}, {1}), 0, 1); }) ==
          "anatomy: dense \"units\": expected finite weights, got NaN or infinity at unit 0");
    CHECK(twin::what<value_error>([] { (void)explain(lab(), 0, 3, static_cast<language>(7)); }) ==
          "expected language::english or language::chinese, got another number");
    CHECK_THROWS_AS(explain(model<double>{}, 0, 1), value_error);
}
