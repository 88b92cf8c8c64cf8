// SPDX-License-Identifier: BSD-3-Clause
// The C++ of an exercise: a program that builds its network with crease and compares it with its target.
#pragma once

#include "exercise.hpp"
#include "program_text.hpp"
#include "say.hpp"
#include "study.hpp"

#include <string>

namespace lab_page {

namespace words {
inline constexpr phrase program_title{"The network of the lab page, built with crease: header-only C++20.",
                                      "实验页面上的网络，用 crease 构建（C++20，只需头文件）。"};
inline constexpr phrase program_samples{"Hidden units are smooth: compared at samples.",
                                        "隐藏单元是平滑的：在样本点上比较。"};
} // namespace words

/// Prints x and y at 13 places and the largest difference to the target, exactly where the network has
/// pieces, over samples where it is smooth.
inline std::string program_of(const exercise& e) {
    const voice say(e.language);
    const bool smooth = e.activation.is_smooth();
    std::string text = message({"// ", say(words::program_title)});
    text += "\n#include <crease/crease.hpp>\n\n";
    text += smooth ? "#include <algorithm>\n#include <cmath>\n" : "";
    text += "#include <cstddef>\n#include <cstdio>\n\nint main() {\n";
    text += network_program(e.layers, e.activation);
    text += message({"    const auto target = crease::piecewise_linear<double>::from_knots(", braced(e.knots),
                     ", ", braced(e.values), ");\n\n"});
    text += R"(    const auto x = target.sample(13).x;
    const auto y = net(x);
    for (std::size_t i = 0; i != x.size(); ++i)
        std::printf("x = %.17g, y = %.17g\n", x(i), y(i, 0));
)";
    if (smooth) {
        text += message({"    // ", say(words::program_samples), "\n    const auto samples = target.sample(",
                         number(sample_count), ");\n"});
        text += R"(    const auto outputs = net(samples.x);
    double difference = 0;
    for (std::size_t i = 0; i != samples.x.size(); ++i)
        difference = std::max(difference, std::abs(outputs(i, 0) - samples.y(i)));
)";
    } else {
        text += message({"    const double difference = crease::difference(net, target, ",
                         literal(e.knots.front()), ", ", literal(e.knots.back()), ").maximum;\n"});
    }
    text += R"(    std::printf("largest difference: %.17g\n", difference);
}
)";
    return text;
}

} // namespace lab_page
