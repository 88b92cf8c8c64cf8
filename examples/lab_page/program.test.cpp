// SPDX-License-Identifier: BSD-3-Clause
// The C++ that the page shows compiles as shown, with warnings as errors, and prints the page's numbers.
#include <crease/error.hpp>

#include "testing/ask.hpp"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

using namespace testing;

namespace {

/// Compiles and runs the program in a folder of its own; returns what it prints.
std::string printed_by(const std::string& program, const std::string& name) {
    const std::filesystem::path folder = std::filesystem::path(LAB_PAGE_PROGRAMS) / name;
    std::filesystem::create_directories(folder);
    const std::string stem = (folder / "main").string();
    std::ofstream(stem + ".cpp") << program;
    const auto run = [&](const std::string& command) {
        INFO(program << "\n" << command);
        REQUIRE(std::system(command.c_str()) == 0);
    };
    run(crease::detail::message({LAB_PAGE_COMPILE, " -o \"", stem, "\" \"", stem, ".cpp\""}));
    run(crease::detail::message({"\"", stem, "\" > \"", stem, ".txt\""}));
    std::ifstream file(stem + ".txt");
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The numbers of a text, in order.
std::vector<double> numbers_in(const std::string& text) {
    static const std::regex number("[-+]?[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?");
    std::vector<double> list;
    for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it)
        list.push_back(std::stod(it->str()));
    return list;
}
auto exactly(double value) { return Approx(value).epsilon(1e-12).margin(1e-12); }

void check_program(const std::vector<int>& hidden, const char* activation, const char* output,
                   const char* language, unsigned seed) {
    json state = drawn(shaped(start(language), hidden, activation, output), seed);
    if (std::string(output) == "free") {
        state["layers"].back()["bias"] = {0.1};
        for (std::size_t u = 0; u != state["layers"].back()["weights"].size(); ++u)
            state["layers"].back()["weights"][u] = {1.1 - static_cast<double>(u)};
    }
    const json view = ask("view", state);
    const std::vector<double> numbers =
        numbers_in(printed_by(ask("program", state)["cpp"], activation + std::to_string(seed)));
    REQUIRE(numbers.size() == 27);
    for (std::size_t k = 0; k != 13; ++k) {
        const double x = numbers[2 * k];
        CHECK(x == exactly(static_cast<double>(k) / 4));
        CHECK(numbers[2 * k + 1] == exactly(twin_output(state["layers"], {x})));
        if (view["exact"])
            CHECK(numbers[2 * k + 1] == exactly(on_curve(view["output"], x)));
    }
    CHECK(numbers[26] == exactly(view["max_difference"]));
}

} // namespace

TEST_CASE("one layer of ReLU, summed") { check_program({3}, "relu", "sum", "en", 1); }
TEST_CASE("one layer of LeakyReLU, free") { check_program({8}, "leaky_relu", "free", "zh", 2); }
TEST_CASE("one smooth layer, free") { check_program({1}, "sigmoid", "free", "en", 3); }
TEST_CASE("two linear layers, summed") { check_program({2, 1}, "linear", "sum", "en", 4); }
TEST_CASE("two layers of sigmoid, summed") { check_program({3, 4}, "sigmoid", "sum", "zh", 5); }
TEST_CASE("three layers of ReLU, free") { check_program({5, 1, 4}, "relu", "free", "en", 6); }
TEST_CASE("three layers of LeakyReLU, summed") { check_program({2, 8, 3}, "leaky_relu", "sum", "en", 7); }

TEST_CASE("two inputs") {
    const json state =
        ask("plane_random",
            {{"state", ask("plane_start", {{"language", "en"}})}, {"hidden", {5, 4}}, {"seed", 9}})["state"];
    const json view = ask("plane_view", state);
    const std::vector<double> numbers = numbers_in(printed_by(ask("plane_program", state)["cpp"], "plane"));
    REQUIRE(numbers.size() == 2 + 3 * 25);
    CHECK(numbers[0] == view["counts"]["regions"]);
    CHECK(numbers[1] == view["counts"]["affine_pieces"]);
    for (std::size_t k = 2; k != numbers.size(); k += 3)
        CHECK(numbers[k + 2] == exactly(twin_output(state["layers"], {numbers[k], numbers[k + 1]})));
}
