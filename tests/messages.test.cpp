// SPDX-License-Identifier: BSD-3-Clause
// What crease says when it refuses: the type and the full text of every error of a shape, a value, a request
// or a budget, place by place. Each names where, what was expected, and what came.
#include <crease/anatomy.hpp>
#include <crease/crease.hpp>

#include "support/catch.hpp"
#include "support/views.hpp"

#include <array>
#include <limits>
#include <span>
#include <string>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;
using curve = piecewise_linear<double>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();

/// "shape_error: its text".
template <class F> std::string refusal(F f) {
    try {
        f();
    } catch (const shape_error& e) {
        return std::string("shape_error: ") + e.what();
    } catch (const value_error& e) {
        return std::string("value_error: ") + e.what();
    } catch (const unsupported_error& e) {
        return std::string("unsupported_error: ") + e.what();
    } catch (const limit_error& e) {
        return std::string("limit_error: ") + e.what();
    }
    return "accepted";
}

const matrix kernel{{-2, 1, 2}}, sums{{1}, {1}, {1}};
const vector bias{2, -1, -4}, one{0};
const dense<relu, double> units(kernel, bias, relu{}, "l1");
const dense<linear, double> sum(sums, one, linear{}, "out");
const sequential lab{units, sum};
const sequential two_inputs{dense<relu, double>(2, 3), dense<linear, double>(3, 1)};
const sequential two_outputs{dense<linear, double>(1, 2)};
const matrix x{{0}, {1}};

/// A model whose hidden layer is smooth, which only running it tells.
model<double> smooth() {
    model<double> m;
    m.add(dense<sigmoid, double>(1, 2, sigmoid{}, "soft")).add(dense<linear, double>(2, 1));
    return m;
}

} // namespace

TEST_CASE("a layer of impossible widths") {
    CHECK(refusal([] { dense<relu>(0, 3); }) ==
          "shape_error: dense: expected at least one input and one unit, got kernel (0, 3)");
    CHECK(refusal([] { dense<relu>(3, 0); }) ==
          "shape_error: dense: expected at least one input and one unit, got kernel (3, 0)");
    CHECK(refusal([] { dense<relu>(std::size_t{1} << 40, std::size_t{1} << 40); }) ==
          "shape_error: dense: expected in * out that fits in memory, got kernel (1099511627776, "
          "1099511627776)");
}

TEST_CASE("kernel and bias that do not fit") {
    CHECK(refusal([] { dense<relu, double>(bias, bias); }) ==
          "shape_error: dense: expected kernel of shape (in, out), got (3)");
    CHECK(refusal([] { dense<relu, double>(kernel, one); }) ==
          "shape_error: dense (1 -> 3, relu): expected bias of shape (3), got (1)");
    CHECK(refusal([] { dense<relu, double, 2, 3>(kernel, bias); }) ==
          "shape_error: dense (2 -> 3, relu): expected kernel of shape (2, 3), got (1, 3)");
    auto net = lab;
    CHECK(refusal([&] { net.layer<0>().set(sums, bias); }) ==
          "shape_error: dense \"l1\": expected kernel of shape (1, 3), got (3, 1)");
    CHECK(refusal([&] { net.layer("l1").set(kernel, one); }) ==
          "shape_error: dense \"l1\": expected bias of shape (3), got (1)");
    CHECK(refusal([] { dense<relu, double>(kernel, no_bias).set(kernel, bias); }) ==
          "shape_error: dense (1 -> 3, relu): expected a kernel alone, got a bias as well");
    CHECK((net.layer<0>().kernel() == kernel)); // unchanged
}

TEST_CASE("layers that do not fit each other") {
    const std::string text =
        "shape_error: network: layer 0, dense \"l1\", gives 3 values, but layer 1, dense (2 -> 1, "
        "linear), takes 2";
    const dense<linear, double> narrow(2, 1);
    CHECK(refusal([&] { sequential{units, narrow}; }) == text);
    model<double> m;
    m.add(units);
    CHECK(refusal([&] { m.add(narrow); }) == text);
}

TEST_CASE("layers that are not there") {
    CHECK(refusal([] { lab.layer("l2"); }) ==
          "value_error: network: expected the name of a layer, got \"l2\"");
    CHECK(refusal([] { lab.layer(""); }) ==
          "value_error: network: expected the name of a layer, got none: without a "
          "name it has an index only");
    const sequential twins{dense<relu>(1, 2, relu{}, "a"), dense<relu>(2, 2, relu{}, "a")};
    CHECK(refusal([&] { twins.layer("a"); }) ==
          "value_error: network: expected one layer named \"a\", got layers 0 and 1");
    CHECK(refusal([] { to_model(lab).layer(2); }) ==
          "value_error: model: expected the index of a layer, below 2, got 2");
    CHECK(refusal([] { trace(lab, x).z(2); }) ==
          "value_error: trace: expected the index of a layer, below 2, got 2");
    const model<double> none;
    const std::string empty = "value_error: network: expected at least one layer, got none";
    CHECK(refusal([&] { none(x); }) == empty);
    CHECK(refusal([&] { predictor{none}; }) == empty);
    CHECK(refusal([&] { trace(none, x); }) == empty);
    CHECK(refusal([&] { summary(none); }) == empty);
    CHECK(refusal([&] { pieces(none, 0, 1); }) == empty);
}

TEST_CASE("a model that is not of the type it is asked for as") {
    model<double> m;
    m.add(units);
    CHECK(refusal([&] { m.as<sequential<dense<sigmoid, double>>>(); }) ==
          "value_error: dense \"l1\": expected activation sigmoid, got relu");
    CHECK(refusal([&] { m.as<sequential<dense<relu, double>, dense<relu, double>>>(); }) ==
          "shape_error: sequential: expected 2 layers, got 1");
    CHECK(refusal([] { to_model(lab).as<sequential<dense<relu, double>>>(); }) ==
          "shape_error: sequential: expected 1 layer, got 2");
    CHECK(refusal([&] { m.as<sequential<dense<relu, double, 2, 3>>>(); }) ==
          "shape_error: dense \"l1\": expected kernel of shape (2, 3), got (1, 3)");
}

TEST_CASE("x of another shape") {
    const std::string text = "shape_error: dense \"l1\": expected x of shape (batch, 1), got (1, 2)";
    const matrix wide{{1, 2}};
    CHECK(refusal([&] { lab(wide); }) == text);
    CHECK(refusal([&] { to_model(lab)(wide); }) == text);
    CHECK(refusal([&] { units(wide); }) == text);
    CHECK(refusal([&] { units.z(wide); }) == text);
    CHECK(refusal([&] { predictor{lab}(wide); }) == text);
    CHECK(refusal([&] { trace(lab, wide); }) == text);
    CHECK(refusal([&] { contributions(lab, wide); }) == text);
    CHECK(refusal([&] { unit_report(lab, wide); }) == text);
    CHECK(refusal([] { lab(xt::xarray<double>(1.0)); }) ==
          "shape_error: dense \"l1\": expected x of shape (batch, 1), got ()");
    CHECK(refusal([] {
              two_inputs(vector{1, 2});
          }) == // one sample? or two?
          "shape_error: dense (2 -> 3, relu): expected x of shape (batch, 2), got (2)");
    CHECK(refusal([] {
              unit_report(lab, matrix(std::array<std::size_t, 2>{0, 1}));
          }) == "shape_error: unit_report: expected at least one sample, got a batch of 0");
    CHECK(refusal([] {
              jacobian(lab, {1, 2});
          }) == "shape_error: jacobian: expected one sample of 1 value, got 2");
    CHECK(refusal([] { slope_contributions(two_inputs, {1}); }) ==
          "shape_error: slope_contributions: expected one sample of 2 values, got 1");
}

TEST_CASE("an output that a predictor cannot write") {
    const predictor p{lab};
    matrix longer{{0}, {0}, {0}}, same{{0}, {1}};
    CHECK(refusal([&] { p(x, longer); }) ==
          "shape_error: predictor: expected out of shape (2, 1), got (3, 1)");
    CHECK(refusal([&] { p(same, same); }) ==
          "value_error: predictor: expected out and x in different memory, got an overlap");
    std::vector<double> short_of(p.workspace_size() - 1);
    CHECK(refusal([&] { p(x, same, short_of); }) == "shape_error: predictor: expected a workspace of " +
                                                        std::to_string(p.workspace_size()) +
                                                        " elements, got " + std::to_string(short_of.size()));
    const predictor square{dense<relu, double>(2, 2)};
    xt::xtensor<double, 2, xt::layout_type::column_major> columns(std::array<std::size_t, 2>{2, 2});
    CHECK(refusal([&] {
              square(matrix{{1, 2}, {3, 4}}, columns);
          }) == "shape_error: predictor: expected out with contiguous rows, got other strides");
}

TEST_CASE("apply between memory that does not fit") {
    vector short_of{0};
    std::vector<double> list(5);
    CHECK(refusal([&] { apply(relu{}, bias, short_of); }) ==
          "shape_error: apply: expected out of shape (3), got (1)");
    CHECK(refusal([&] { apply(relu{}, std::span<const double>(list), std::span(list).first(2)); }) ==
          "shape_error: apply: expected out of size 5, got 2");
    CHECK(refusal([&] {
              apply(relu{}, std::span<const double>(list).first(3), std::span(list).subspan(1, 3));
          }) ==
          "value_error: apply: expected in and out to be the same memory or disjoint, got a partial overlap");
    matrix wide(std::array<std::size_t, 2>{2, 4}, 0.0), narrow(std::array<std::size_t, 2>{2, 2});
    CHECK(refusal([&] { apply(relu{}, xt::view(wide, xt::all(), xt::range(0, 2)), narrow); }) ==
          "shape_error: apply: expected in and out contiguous and of one layout, got strided memory");
    CHECK(refusal([] {
              softmax(xt::xarray<double>::from_shape({2, 2, 2}));
          }) == "shape_error: softmax: expected z of shape (batch, n), got (2, 2, 2)");
}

TEST_CASE("parameters of activations and initializers") {
    CHECK(refusal([] { leaky_relu{infinity}; }) ==
          "value_error: leaky_relu: expected a finite negative_slope, got inf");
    CHECK(refusal([] { clipped_relu{-1}; }) ==
          "value_error: clipped_relu: expected a finite maximum > 0, got -1");
    CHECK(refusal([] {
              hard_sigmoid{0, 0.5};
          }) == "value_error: hard_sigmoid: expected a finite slope > 0, got 0");
    CHECK(refusal([] { elu{infinity}; }) == "value_error: elu: expected a finite alpha, got inf");
    CHECK(refusal([] { uniform(1, 0); }) == "value_error: uniform: expected finite lo <= hi, got 1 and 0");
}

TEST_CASE("a curve that is none") {
    const auto from_knots = [](const std::vector<double>& xs, const std::vector<double>& ys) {
        return refusal([&] { curve::from_knots(xs, ys); });
    };
    CHECK(from_knots({0, 1}, {1}) ==
          "shape_error: piecewise_linear: expected one value for each knot, got 2 knots and 1 value");
    CHECK(from_knots({0}, {1}) == "shape_error: piecewise_linear: expected at least two knots, got 1");
    CHECK(from_knots({}, {}) == "shape_error: piecewise_linear: expected at least two knots, got 0");
    CHECK(from_knots({0, 2, 1}, {1, 2, 3}) ==
          "value_error: piecewise_linear: expected knots that increase, got knot 1 = 2 and knot 2 = 1");
    CHECK(from_knots({0, 0, 1}, {1, 2, 3}) ==
          "value_error: piecewise_linear: expected knots that increase, got knot 0 = 0 and knot 1 = 0");
    CHECK(from_knots({0, not_a_number}, {1, 2}) ==
          "value_error: piecewise_linear: expected finite knots, got knot 1 = nan");
    CHECK(from_knots({0, 1}, {1, infinity}) ==
          "value_error: piecewise_linear: expected finite values, got value 1 = inf");
    CHECK(from_knots({-1e308, 1e308}, {0, 1}) ==
          "value_error: piecewise_linear: expected knots a finite length apart, got -1e+308 and 1e+308");
    CHECK(from_knots({0, 1e-310}, {0, 1e10}) ==
          "value_error: piecewise_linear: expected finite slopes, got slope 0 = inf");

    const auto from_slopes = [](double x0, const std::vector<double>& breakpoints,
                                const std::vector<double>& slopes) {
        return refusal([&] { curve::from_slopes(x0, 0, breakpoints, slopes); });
    };
    CHECK(from_slopes(0, {1, 2, 3}, {1}) ==
          "shape_error: piecewise_linear: expected as many breakpoints as slopes, or "
          "one fewer, got 3 breakpoints and 1 slope");
    CHECK(from_slopes(0, {}, {}) == "shape_error: piecewise_linear: expected at least one slope, got none");
    CHECK(from_slopes(0, {1}, {not_a_number}) ==
          "value_error: piecewise_linear: expected finite slopes, got slope 0 = nan");
    CHECK(from_slopes(0, {1, 0}, {1, 2}) ==
          "value_error: piecewise_linear: expected knots that increase, got knot 1 = 1 and knot 2 = 0");
    CHECK(from_slopes(infinity, {1}, {1}) ==
          "value_error: piecewise_linear: expected finite knots, got knot 0 = inf");

    const auto target = lab_target<double>();
    CHECK(refusal([&] { target.sample(3, -1, 1); }) ==
          "value_error: sample: expected a finite noise_stddev of at least 0, got -1");
    CHECK(refusal([&] {
              max_difference(target, curve::from_knots({7, 8}, {0, 1}));
          }) == "value_error: max_difference: expected curves whose domains meet, got [0, 3] and [7, 8]");
}

TEST_CASE("a target that cannot be built or drawn") {
    CHECK(refusal([] { to_network(-lab_target<double>(), form::sum_only); }) ==
          "unsupported_error: form::sum_only: expected a convex target, got slopes 2 before and -1 after the "
          "concave "
          "knot at x = 1");
    CHECK(refusal([] {
              to_network(curve::from_knots({0, 1}, {-1, 0}), form::sum_only);
          }) ==
          "unsupported_error: form::sum_only: expected a target of at least 0, got its minimum -1 at x = 0");
    CHECK(refusal([] { to_network(lab_target<double>(), static_cast<form>(9)); }) ==
          "value_error: plan_units: expected form::hinge, sum_only or fewest_units, got number 9");
    CHECK(refusal([] { random_target({.pieces = 0}, 1); }) ==
          "value_error: random_target: expected at least one piece, got 0");
    CHECK(refusal([] { random_target({.lo = 2, .hi = 1}, 1); }) ==
          "value_error: random_target: expected finite lo < hi, got 2 and 1");
    CHECK(refusal([] { random_target({.min_width = 9}, 1); }) ==
          "value_error: random_target: expected 0 <= pieces * min_width <= hi - lo, got 27 and 3");
    CHECK(refusal([] { random_target({.min_slope = 1, .max_slope = 1}, 1); }) ==
          "value_error: random_target: expected finite min_slope < max_slope, got 1 and 1");
}

TEST_CASE("an interval that is none") {
    CHECK(refusal([] { pieces(lab, 1, 0); }) == "value_error: pieces: expected finite lo < hi, got 1 and 0");
    CHECK(refusal([] { pieces(lab, 0, 0); }) == "value_error: pieces: expected finite lo < hi, got 0 and 0");
    CHECK(refusal([] { to_piecewise_linear(lab, 0, infinity); }) ==
          "value_error: to_piecewise_linear: expected finite lo < hi, got 0 and inf");
    CHECK(refusal([] { unit_report(lab, 1, 0); }) ==
          "value_error: unit_report: expected finite lo < hi, got 1 and 0");
    CHECK(refusal([] { difference(lab, lab_target<double>(), 1, 0); }) ==
          "value_error: difference: expected finite lo < hi, got 1 and 0");
}

TEST_CASE("a box, a segment, a slice or a point that does not fit") {
    CHECK(refusal([] {
              polygons(two_inputs, {0, 0}, {0, 1});
          }) == "value_error: polygons: expected lower < upper, got 0 and 0 at coordinate 0");
    CHECK(refusal([] {
              polygons(two_inputs, {0, 0}, {1, infinity});
          }) == "value_error: polygons: expected finite upper, got inf at coordinate 1");
    const std::string box = ": expected lower of 2 coordinates, got 1";
    CHECK(refusal([] { polygons(two_inputs, {0}, {1}); }) == "shape_error: polygons" + box);
    CHECK(refusal([] { count_regions(two_inputs, {0}, {1}); }) == "shape_error: count_regions" + box);
    CHECK(refusal([] { output_range(two_inputs, {0}, {1}); }) == "shape_error: output_range" + box);
    CHECK(refusal([] { lipschitz(two_inputs, {0}, {1}, norm::two); }) == "shape_error: lipschitz" + box);
    CHECK(refusal([] { simplify(two_inputs, {0}, {1}); }) == "shape_error: simplify" + box);
    CHECK(refusal([] { unit_report(two_inputs, {0}, {1, 1}); }) == "shape_error: unit_report" + box);
    CHECK(refusal([] { region_at(two_inputs, {0}); }) ==
          "shape_error: region_at: expected x of 2 coordinates, got 1");
    CHECK(refusal([] {
              local_affine(two_inputs, {0, not_a_number});
          }) == "value_error: local_affine: expected finite x, got nan at coordinate 1");
    CHECK(refusal([] {
              regions_at(two_inputs, {0, 0}, {.reach = -1});
          }) == "value_error: regions_at: expected a finite reach > 0, got -1");
    CHECK(refusal([] {
              pieces_on_segment(lab, {0, 1}, {1});
          }) == "shape_error: pieces_on_segment: expected p of 1 coordinate, got 2");
    CHECK(refusal([] {
              pieces_on_segment(two_inputs, {0, 1}, {0, 1});
          }) == "value_error: pieces_on_segment: expected p and q that differ, got the same point twice");
    const std::vector<double> origin{0, 0}, u{1, 0}, v{2, 0};
    CHECK(refusal([&] {
              polygons(two_inputs, plane_slice{origin, u, v}, {0, 0}, {1, 1});
          }) == "value_error: polygons: expected u and v that are not parallel, got parallel ones");
}

TEST_CASE("options of grade that make no sense") {
    const sequential net{dense<relu, double>(1, 2), dense<linear, double>(2, 1)};
    const auto refused = [&](grade_options options) {
        return refusal([&] { grade(net, lab_target(), options); });
    };
    CHECK(refused({.step = -1}) == "value_error: grade: expected a finite step of at least 0, got -1");
    CHECK(refused({.tolerance = not_a_number}) ==
          "value_error: grade: expected a finite tolerance of at least 0, got nan");
    CHECK(refused({.lowest = 4, .highest = -4}) ==
          "value_error: grade: expected lowest not above highest, got 4 and -4");
}

TEST_CASE("a network of other widths than an instrument takes") {
    CHECK(refusal([] { pieces(two_inputs, 0, 1); }) ==
          "shape_error: pieces: expected a network of one input, got 2");
    CHECK(refusal([] { difference(two_inputs, two_inputs, 0, 1); }) ==
          "shape_error: difference: expected a network of one input, got 2");
    CHECK(refusal([] {
              polygons(lab, {0, 0}, {1, 1});
          }) == "shape_error: polygons: expected a network of two inputs, got 1");
    CHECK(refusal([] { to_piecewise_linear(two_outputs, 0, 1); }) ==
          "shape_error: to_piecewise_linear: expected a network of one output, got 2");
    CHECK(refusal([] { difference(two_outputs, lab, 0, 1); }) ==
          "shape_error: difference: expected functions of as many outputs, got 2 and 1");
    const std::string output = ": expected the index of an output, below 2, got 2";
    CHECK(refusal([] { roots(pieces(two_outputs, 0, 1), 2); }) == "value_error: roots" + output);
    CHECK(refusal([] { integrate(pieces(two_outputs, 0, 1), 2); }) == "value_error: integrate" + output);
    CHECK(refusal([] { monotone_intervals(pieces(two_outputs, 0, 1), 2); }) ==
          "value_error: monotone_intervals" + output);
    const auto regions = polygons(two_inputs, {0, 0}, {1, 1});
    CHECK(refusal([&] { level_set(regions, 1); }) ==
          "value_error: level_set: expected the index of an output, below 1, got 1");
    CHECK(refusal([&] { to_svg(regions, {.output = 1}); }) ==
          "value_error: to_svg: expected the index of an output, below 1, got 1");
    CHECK(refusal([&] { to_svg(regions, {.width = -5}); }) ==
          "value_error: to_svg: expected a finite width above 0, got -5");
}

TEST_CASE("weights that are not finite, by layer and unit") {
    auto net = lab;
    net.layer<0>().set(matrix{{-2, not_a_number, 2}}, bias);
    const std::string text =
        "value_error: anatomy: dense \"l1\": expected finite weights, got NaN or infinity at unit 1";
    CHECK(refusal([&] { pieces(net, 0, 3); }) == text);
    CHECK(refusal([&] { to_piecewise_linear(net, 0, 3); }) == text);
    CHECK(refusal([&] { unit_report(net, 0, 3); }) == text);
    CHECK(refusal([&] { output_range(net, {0}, {3}); }) == text);
    CHECK(refusal([&] { count_regions(net, {0}, {3}); }) == text);
    CHECK(refusal([&] { simplify(net, {0}, {3}); }) == text);
    CHECK(refusal([&] { region_at(net, {0}); }) == text);
}

TEST_CASE("a smooth hidden layer, by name") {
    const auto net = smooth();
    const std::string text =
        "unsupported_error: anatomy: dense \"soft\": expected a piecewise-linear activation in a "
        "hidden layer, got sigmoid";
    CHECK(refusal([&] { pieces(net, 0, 1); }) == text);
    CHECK(refusal([&] { difference(net, lab, 0, 1); }) == text);
    CHECK(refusal([&] { count_regions(net, {0}, {1}); }) == text);
    CHECK(refusal([&] { output_range(net, {0}, {1}); }) == text);
    CHECK(refusal([&] { lipschitz(net, {0}, {1}, norm::one); }) == text);
    CHECK(refusal([&] { simplify(net, {0}, {1}); }) == text);
    CHECK(refusal([&] { local_affine(net, {0}); }) == text);
}

TEST_CASE("a budget that runs out") {
    CHECK(refusal([] { count_regions(lab, {0}, {3}, {.max_regions = 1}); }) ==
          "limit_error: count_regions: expected at most 1 region, got more");
    CHECK(refusal([] { regions_at(lab, {1}, {.max_regions = 1}); }) ==
          "limit_error: regions_at: expected at most 1 region around the point, got more");
}
