// SPDX-License-Identifier: BSD-3-Clause
// The C++ of a network of two inputs: a program that counts its regions and prints outputs on a grid.
#pragma once

#include "plane.hpp"
#include "program_text.hpp"
#include "say.hpp"

#include <array>
#include <string>

namespace lab_page {

namespace words {
inline constexpr phrase plane_program_title{
    "The network of the lab page's second tab, built with crease: header-only C++20.",
    "实验页面第二个选项卡上的网络，用 crease 构建（C++20，只需头文件）。"};
} // namespace words

inline std::string plane_program_of(const plane& p) {
    const auto corner = [](const std::array<double, 2>& at) { return braced({at[0], at[1]}); };
    std::string text = message({"// ", voice(p.language)(words::plane_program_title)});
    text += "\n#include <crease/anatomy.hpp>\n#include <crease/crease.hpp>\n\n";
    text += "#include <array>\n#include <cstdio>\n\nint main() {\n";
    text += network_program(p.layers, plane_activation);
    text += message(
        {"    const std::array<double, 2> lower", corner(p.lower), ", upper", corner(p.upper), ";\n\n"});
    text += R"(    const auto regions = crease::polygons(net, lower, upper);
    std::printf("%zu regions, %zu affine pieces\n", regions.size(), regions.affine_piece_count());
    for (int i = 0; i != 5; ++i)
        for (int j = 0; j != 5; ++j) {
            const double s = lower[0] + (upper[0] - lower[0]) * i / 4,
                         t = lower[1] + (upper[1] - lower[1]) * j / 4;
            const auto y = net(xt::xtensor<double, 2>{{s, t}});
            std::printf("x = %.17g %.17g, y = %.17g\n", s, t, y(0, 0));
        }
}
)";
    return text;
}

} // namespace lab_page
