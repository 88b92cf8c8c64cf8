// SPDX-License-Identifier: BSD-3-Clause
// The lab "ReLU activation": units that switch on when they are needed stitch straight pieces into a curve.
//
//   relu_lab                                   the lab at its start: units 1 and 2 do nothing yet
//   relu_lab --w1 1 --b1 -1                    segment 2 matches
//   relu_lab --solve                           all three do
//   relu_lab --target examples/knots.csv       the exact network for a target of your own
//   relu_lab --svg pictures --language zh      draws the lab's figure, and speaks Chinese
#include <crease/crease.hpp>
#include <crease/svg.hpp>

#include "command_line.hpp"
#include "knots_csv.hpp"
#include "picture_file.hpp"
#include "words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using crease::dense, crease::linear, crease::relu;
using target_curve = crease::piecewise_linear<double>;
using lab_network = crease::sequential<dense<relu, double>, dense<linear, double>>;
using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;

namespace words {
constexpr phrase heading{"ReLU lab: match {0} straight segments with units that are silent until needed",
                         "ReLU 实验：目标由 {0} 段直线组成，用“需要时才激活”的单元逐段拟合"};
constexpr phrase layers{"{0}", "网络结构（表格样式同 Keras 的 summary）：\n\n{0}"};
constexpr phrase steps{"Every unit, step by step: z is what it computes, a = max(z, 0) what it passes on",
                       "逐点看每个单元：z 是 ReLU 之前的值，a = max(z, 0) 是 ReLU 之后的值"};
constexpr phrase first_units{"{0} (the first {1} of {2} units)", "{0}（共 {2} 个单元，只显示前 {1} 个）"};
constexpr phrase target{"target", "目标"};
constexpr phrase mean_squared{"Mean squared error over {0} samples: {1}", "{0} 个样本上的均方误差：{1}"};
constexpr phrase largest{"Largest difference on all of [{0}, {1}], exactly: {2}, at x = {3}",
                         "整个区间 [{0}, {1}] 上的最大误差（精确值）：{2}，出现在 x = {3} 处"};
constexpr phrase fewest{"{0} hidden units: no network of one hidden ReLU layer does with fewer.",
                        "共 {0} 个隐藏单元：对只有一个 ReLU 隐藏层的网络来说，这已是最少。"};
constexpr phrase few{"{0} hidden units; one fewer may do: the target has too many kinks to try all.",
                     "共 {0} 个隐藏单元；也许还能再少一个：目标的折点太多，无法逐一尝试。"};
constexpr phrase figure{"Explore Non-Linear Activation", "探索非线性激活函数"};
constexpr phrase match{"Match Target", "拟合目标"};
constexpr phrase network{"network", "网络输出"};
constexpr phrase unit{"Unit {0}", "单元 {0}"};
constexpr phrase fixed_unit{"Unit {0} (fixed)", "单元 {0}（固定）"};
constexpr phrase drawn{"The picture is in {0}.", "图像已保存到 {0}。"};
} // namespace words

struct options {
    double w1 = 0, b1 = 0, w2 = 0, b2 = 0;
    bool solve = false;
    std::string target_file, csv_file, svg_folder;
    crease::form form = crease::form::hinge;
    std::size_t samples = 300;
    bool lab = true; // the lab's own network, not one built for a target
};

// Unit 0 is fixed; the learner sets units 1 and 2; the output only adds them up.
lab_network make_lab(const options& o) {
    const matrix w{{-2, o.w1, o.w2}}, ones{{1}, {1}, {1}};
    const vector b{2, o.b1, o.b2};
    return lab_network(dense<relu, double>(w, b, relu{}, "units"),
                       dense<linear, double>(ones, crease::no_bias, linear{}, "sum"));
}

// The lab's sliders.
crease::grade_options lab_rules() {
    crease::grade_options rules;
    rules.fixed_units = {{0, 0}};
    rules.lowest = -4;
    rules.highest = 4;
    rules.step = 0.1;
    return rules;
}

std::string number(double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", x);
    return text;
}

std::size_t unit_count(const lab_network& net) { return net.layer<0>().out(); }

// Of many units the first stand for all.
std::size_t shown_units(const lab_network& net) { return std::min<std::size_t>(unit_count(net), 6); }

std::string with_units_shown(std::string text, const lab_network& net, const speaker& say) {
    if (shown_units(net) == unit_count(net))
        return text;
    return say(words::first_units,
               {std::move(text), std::to_string(shown_units(net)), std::to_string(unit_count(net))});
}

// z is what a unit computes, a what it passes on: ReLU keeps a unit silent where z is not above 0.
void print_units(const lab_network& net, const target_curve& target, const speaker& say) {
    const auto [x, wanted] = target.sample(13);
    const auto units = crease::trace(net, x);
    std::printf("%s\n\n%8s %s", with_units_shown(say(words::steps), net, say).c_str(), "x",
                to_the_right(9, say(words::target)).c_str());
    for (std::size_t i = 0; i != shown_units(net); ++i) std::printf("  |%6s%-2zu %6s%-2zu", "z", i, "a", i);
    std::printf("  |%9s\n", "y");
    for (std::size_t r = 0; r != x.size(); ++r) {
        std::printf("%8.4g %9.4g", x(r), wanted(r));
        for (std::size_t i = 0; i != shown_units(net); ++i)
            std::printf("  |%8.4g %8.4g", units.z(0)(r, i), units.a(0)(r, i));
        std::printf("  |%9.4g\n", units.a(1)(r, 0));
    }
}

double mean_squared_error(const lab_network& net, const target_curve& target, std::size_t samples) {
    const auto [x, wanted] = target.sample(samples);
    const auto y = net(x);
    double sum = 0;
    for (std::size_t r = 0; r != x.size(); ++r) sum += (y(r, 0) - wanted(r)) * (y(r, 0) - wanted(r));
    return sum / static_cast<double>(samples);
}

// Between two of these places target and network are straight: no other points need to be drawn.
vector bends(const lab_network& net, const target_curve& target) {
    std::vector<double> places = target.knots();
    for (const auto& crease : crease::pieces(net, places.front(), places.back()).creases())
        places.push_back(crease.x);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    vector x(std::array<std::size_t, 1>{places.size()});
    std::copy(places.begin(), places.end(), x.begin());
    return x;
}

std::vector<double> column(const matrix& table, std::size_t c) {
    std::vector<double> list;
    for (std::size_t r = 0; r != table.shape()[0]; ++r) list.push_back(table(r, c));
    return list;
}

// The lab's figure: what is to be matched at the left, what each unit does at the right.
std::string picture(const lab_network& net, const target_curve& target, const options& o,
                    const speaker& say) {
    using namespace crease::svg;
    const vector x = bends(net, target);
    const auto units = crease::trace(net, x);
    plot tall(say(words::match));
    tall.line(target.knots(), target.values(), say(words::target), blue, {.width = 8})
        .line(x, column(units.a(1), 0), say(words::network), orange, {.width = 3});
    std::vector<plot> panels;
    for (std::size_t i = 0; i != shown_units(net); ++i) {
        panels.emplace_back(say(o.lab && i == 0 ? words::fixed_unit : words::unit, {std::to_string(i)}));
        panels.back()
            .line(x, column(units.z(0), i), "z", blue, {.width = 5})
            .line(x, column(units.a(0), i), "a", magenta, {.width = 3});
    }
    return with_panels(with_units_shown(say(words::figure), net, say), tall, panels).text();
}

void write_csv(const std::string& path, const lab_network& net, const target_curve& target,
               std::size_t samples) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (!file)
        throw std::runtime_error(path + ": cannot be written");
    const auto [x, wanted] = target.sample(samples);
    const auto units = crease::trace(net, x);
    std::fprintf(file, "x,target,y");
    for (std::size_t i = 0; i != net.layer<0>().out(); ++i) std::fprintf(file, ",z%zu,a%zu", i, i);
    for (std::size_t r = 0; r != x.size(); ++r) {
        std::fprintf(file, "\n%.17g,%.17g,%.17g", x(r), wanted(r), units.a(1)(r, 0));
        for (std::size_t i = 0; i != net.layer<0>().out(); ++i)
            std::fprintf(file, ",%.17g,%.17g", units.z(0)(r, i), units.a(0)(r, i));
    }
    std::fprintf(file, "\n");
    const bool failed = std::ferror(file) != 0;
    if (std::fclose(file) != 0 || failed)
        throw std::runtime_error(path + ": cannot be written");
}

void run(const options& o, const speaker& say) {
    const target_curve target = o.target_file.empty() ? crease::lab_target() : read_knots(o.target_file);
    const double lo = target.knots().front(), hi = target.knots().back();
    const lab_network net = o.lab ? make_lab(o) : crease::to_network(target, o.form);
    const std::string explanation = crease::explain(net, lo, hi, say.language());
    const auto grade = crease::grade(net, target, o.lab ? lab_rules() : crease::grade_options{});
    if (!o.csv_file.empty())
        write_csv(o.csv_file, net, target, o.samples);
    std::string drawn;
    if (!o.svg_folder.empty())
        drawn = write_picture(o.svg_folder, "relu_lab.svg", picture(net, target, o, say));

    std::printf("%s\n\n", say(words::heading, {std::to_string(target.slopes().size())}).c_str());
    std::printf("%s\n", say(words::layers, {crease::summary(net)}).c_str());
    print_units(net, target, say);
    std::printf("\n%s\n", explanation.c_str());
    std::printf("%s\n", say(words::mean_squared,
                            {std::to_string(o.samples), number(mean_squared_error(net, target, o.samples))})
                            .c_str());
    std::printf("%s\n",
                say(words::largest, {number(lo), number(hi), number(grade.max_difference), number(grade.at)})
                    .c_str());
    std::printf("%s", crease::grade_text(grade, say.language()).c_str());
    if (!o.lab && o.form == crease::form::fewest_units)
        std::printf("%s\n", say(crease::plan_units(target, o.form).proved_fewest ? words::fewest : words::few,
                                {std::to_string(unit_count(net))})
                                .c_str());
    if (!drawn.empty())
        std::printf("\n%s\n", say(words::drawn, {drawn}).c_str());
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app{
        "The lab \"ReLU activation\": match a target of straight segments with ReLU units.\n"
        "Without --target and --form, a network of three units: unit 0 is fixed, you set units 1 and 2."};
    const auto add_weight = [&app](const char* name, double& weight, const char* help) {
        const auto finite = [](const std::string& text) {
            return std::isfinite(std::strtod(text.c_str(), nullptr))
                       ? ""
                       : "expected a finite number, got " + text;
        };
        return app.add_option(name, weight, help)->check(finite)->capture_default_str();
    };
    CLI::Option* const weights[] = {
        add_weight("--w1", o.w1, "weight of unit 1"), add_weight("--b1", o.b1, "bias of unit 1"),
        add_weight("--w2", o.w2, "weight of unit 2"), add_weight("--b2", o.b2, "bias of unit 2")};
    auto* solve = app.add_flag("--solve", o.solve, "the lab's solution: w1 = 1, b1 = -1, w2 = 2, b2 = -4");
    auto* target =
        app.add_option("--target", o.target_file,
                       "a target of your own: a file of knots, two columns x,y; builds its exact network");
    const std::map<std::string, crease::form> forms{{"hinge", crease::form::hinge},
                                                    {"sum_only", crease::form::sum_only},
                                                    {"fewest_units", crease::form::fewest_units}};
    std::string form_name = "hinge";
    auto* form =
        app.add_option(
               "--form", form_name,
               "builds the exact network: hinge, a unit a segment; sum_only, the output only adds up; "
               "or fewest_units")
            ->check(CLI::IsMember({"hinge", "sum_only", "fewest_units"}))
            ->capture_default_str();
    app.add_option("--samples", o.samples, "how many samples of the target")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    app.add_option("--csv", o.csv_file, "write x, target, y, and z and a of each unit, to this file");
    app.add_option("--svg", o.svg_folder, "draw the lab's figure: write relu_lab.svg into this folder");
    const language_option language(app);
    for (CLI::Option* weight : weights) {
        solve->excludes(weight);
        target->excludes(weight);
        form->excludes(weight);
    }
    target->excludes(solve);
    form->excludes(solve);

    return run_command(app, "relu_lab", argc, argv, [&] {
        o.lab = !*target && !*form;
        o.form = forms.at(form_name);
        if (o.solve) {
            o.w1 = 1;
            o.b1 = -1;
            o.w2 = 2;
            o.b2 = -4;
        }
        run(o, speaker(language.value()));
    });
}
