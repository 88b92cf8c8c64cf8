// SPDX-License-Identifier: BSD-3-Clause
#include <crease/model.hpp>
#include <crease/sequential.hpp>
#include <crease/summary.hpp>

#include "support/catch.hpp"
#include "support/twin.hpp"

using namespace crease;

TEST_CASE("summary is a table of layers and their parameters, as Keras prints it") {
    const sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
    CHECK(summary(net) == "Layer    Activation  Output shape  Parameters\n"
                          "---------------------------------------------\n"
                          "dense 0  relu        (batch, 3)             6\n"
                          "dense 1  linear      (batch, 1)             4\n"
                          "---------------------------------------------\n"
                          "Input (batch, 1), 10 parameters\n");
}

TEST_CASE("summary makes room for long names and large numbers, and counts no bias where there is none") {
    model<double> net;
    net.add(dense<leaky_relu, double>(784, 12800, leaky_relu{0.01}, "a rather long name"))
        .add(dense<sigmoid, double>(12800, 10, no_bias));
    CHECK(summary(net) == "Layer               Activation  Output shape    Parameters\n"
                          "----------------------------------------------------------\n"
                          "a rather long name  leaky_relu  (batch, 12800)    10048000\n"
                          "dense 1             sigmoid     (batch, 10)         128000\n"
                          "----------------------------------------------------------\n"
                          "Input (batch, 784), 10176000 parameters\n");
}

TEST_CASE("parameter_count counts weights and biases, of a network and of a layer") {
    const sequential net{dense<relu>(4, 16), dense<relu>(16, 8, no_bias), dense<linear>(8, 2)};
    CHECK(parameter_count(net) == (4 * 16 + 16) + 16 * 8 + (8 * 2 + 2));
    CHECK(parameter_count(net.layers()[1]) == 16 * 8);
    CHECK(parameter_count(dense<relu>(2, 3)) == 9);
    CHECK(parameter_count(model<float>{}) == 0);
}

TEST_CASE("there is no summary of a network without layers, or of one whose widths do not fit") {
    CHECK(twin::what<value_error>([] { summary(model<float>{}); }) ==
          "network: expected at least one layer, got none");
    sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
    net.layer<0>() = dense<relu>(1, 4);
    CHECK_THROWS_AS(summary(net), shape_error);
}
