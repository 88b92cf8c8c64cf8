// SPDX-License-Identifier: BSD-3-Clause
// Common activation functions side by side: Linear, Sigmoid, ReLU, and the LeakyReLU that the lab imports but
// never shows. Linear units only add up to another line; Sigmoid bends everywhere; ReLU bends once, at 0, and
// is off before.
//
//   activation_trio --svg pictures      writes pictures/activation_trio.svg, too
#include <crease/crease.hpp>
#include <crease/svg.hpp>

#include "command_line.hpp"
#include "picture_file.hpp"
#include "words.hpp"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace {

namespace words {
constexpr phrase title{"Common Activation Functions", "常用激活函数"};
constexpr phrase linear{"Linear", "线性"};
constexpr phrase sigmoid{"Sigmoid", "Sigmoid"};
constexpr phrase relu{"ReLU", "ReLU"};
constexpr phrase leaky_relu{"LeakyReLU(0.1)", "LeakyReLU(0.1)"};
constexpr phrase drawn{"The picture is in {0}.", "图像已保存到 {0}。"};
} // namespace words

using vector = xt::xtensor<double, 1>;

struct curve {
    phrase name;
    vector y;
};

vector places(std::size_t count) {
    return crease::piecewise_linear<double>::from_knots({-5, 5}, {-5, 5}).sample(count).x;
}

std::vector<curve> curves(const vector& x) {
    // Each is lazy until it is assigned.
    return {{words::linear, crease::linear{}(x)},
            {words::sigmoid, crease::sigmoid{}(x)},
            {words::relu, crease::relu{}(x)},
            {words::leaky_relu, crease::leaky_relu{0.1}(x)}};
}

std::string picture(const speaker& say) {
    const vector x = places(101); // 0, where two of them bend, is one of these
    crease::svg::figure all({.title = say(words::title), .width = 960, .height = 320});
    std::size_t column = 0;
    for (const curve& c : curves(x))
        all.add(crease::svg::plot(say(c.name)).line(x, c.y), {.column = column++});
    return all.text();
}

void print_table(const speaker& say) {
    const vector x = places(21);
    const auto table = curves(x);
    std::printf("%s\n\n%8s", say(words::title).c_str(), "x");
    for (const curve& c : table) std::printf("  %s", to_the_right(14, say(c.name)).c_str());
    for (std::size_t i = 0; i != x.size(); ++i) {
        std::printf("\n%8.2f", x(i));
        for (const curve& c : table) std::printf("  %14.4f", c.y(i));
    }
    std::printf("\n");
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Common activation functions side by side, as a table and as a picture."};
    const language_option language(app);
    std::string folder;
    app.add_option("--svg", folder, "draw them: write activation_trio.svg into this folder");
    return run_command(app, "activation_trio", argc, argv, [&] {
        const speaker say(language.value());
        std::string path;
        if (!folder.empty())
            path = write_picture(folder, "activation_trio.svg", picture(say));
        print_table(say);
        if (!path.empty())
            std::printf("\n%s\n", say(words::drawn, {path}).c_str());
    });
}
