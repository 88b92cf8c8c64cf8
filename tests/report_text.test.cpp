// SPDX-License-Identifier: BSD-3-Clause
#include <crease/anatomy/box_report.hpp>
#include <crease/dense.hpp>
#include <crease/report_text.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"

using namespace crease;

TEST_CASE("a report of the solved lab reads as a table, a line a unit") {
    const xt::xtensor<double, 2> w{{-2, 1, 2, 0}}, ones{{1}, {1}, {1}, {1}};
    const sequential net{dense<relu, double>(w, xt::xtensor<double, 1>{2, -1, -4, -1}, relu{}, "units"),
                         dense<sigmoid, double>(ones, xt::xtensor<double, 1>{8})};
    CHECK(report_text(unit_report(net, 0, 3)) ==
          "Layer      Unit                             On  z from  to\n"
          "----------------------------------------------------------\n"
          "units      0                           33.33 %      -4   2\n"
          "units      1                           66.67 %      -1   2\n"
          "units      2                           33.33 %      -4   2\n"
          "units      3     dead                      0 %      -1  -1\n"
          "sigmoid 1  0     always on, saturated    100 %       8  12\n"
          "----------------------------------------------------------\n");
    const xt::xtensor<double, 1> x{0, 1, 2, 3};
    CHECK(report_text(unit_report(net, x)).find("50 %      -1   2\n") != std::string::npos);
    // How much of a box a unit is on is not computed, only whether it is throughout, never, or partly.
    const std::vector<double> lower{0}, upper{3};
    CHECK(report_text(unit_report(net, lower, upper)).find("partly      -1   2\n") != std::string::npos);
}
