// SPDX-License-Identifier: BSD-3-Clause
#include "support/svg.hpp"

#include <crease/anatomy/plane_svg.hpp>
#include <crease/detail/random.hpp>
#include <crease/initializers.hpp>
#include <crease/sequential.hpp>
#include <crease/svg.hpp>
#include <crease/targets.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

using namespace crease;
using Catch::Matchers::Message;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();

const std::string chinese = "\xE6\xBF\x80\xE6\xB4\xBB\xE5\x87\xBD\xE6\x95\xB0"; // 激活函数

std::string text_of(const svg::plot& p) { return svg::grid("", {p}).text(); }

/// No words of the picture lie on others, and all are inside it.
void check_words(const std::string& picture) {
    const auto elements = xml::reader::read(picture);
    const detail::svg_box card{0, 0, elements[0].number("width"), elements[0].number("height")};
    std::vector<const xml::element*> words;
    for (const auto& e : elements)
        if (e.name == "text")
            words.push_back(&e);
    for (std::size_t i = 0; i != words.size(); ++i) {
        const auto box = picture::box_of(*words[i]);
        INFO(words[i]->text);
        CHECK(card.holds(box));
        for (std::size_t j = 0; j != i; ++j) {
            INFO("beside " << words[j]->text);
            CHECK_FALSE(box.overlaps(picture::box_of(*words[j])));
        }
    }
}

std::vector<std::string> words_of(const std::string& picture) {
    std::vector<std::string> words;
    for (const auto& e : xml::reader::read(picture))
        if (e.name == "text")
            words.push_back(e.text);
    return words;
}

bool has(const std::vector<std::string>& words, const std::string& wanted) {
    return std::find(words.begin(), words.end(), wanted) != words.end();
}

std::size_t count_of(const std::string& picture, const std::string& name) {
    std::size_t count = 0;
    for (const auto& e : xml::reader::read(picture)) count += e.name == name;
    return count;
}

svg::plot of_lab(std::string_view title) {
    const auto target = lab_target<double>();
    const auto [x, y] = target.sample(300);
    const xt::xtensor<double, 1> half = y / 2;
    return svg::plot(title).line(x, y, "target", svg::blue).line(x, half, "half", svg::orange);
}

} // namespace

TEST_CASE("the reader of these tests refuses what is not well-formed") {
    for (const char* text : {"", "<a>", "<a><b></a></b>", "<a/><b/>", "<a b=c/>", "<a b=\"<\"/>",
                             "<a>&x;</a>", "<a b=\"1\" b=\"2\"/>", "<a/>text"}) {
        INFO(text);
        CHECK_THROWS_AS(xml::reader::read(text), std::runtime_error);
    }
    CHECK(xml::reader::read("<a b=\"1\">&lt;<c/></a>\n").size() == 2);
}

TEST_CASE("ticks are 1, 2 or 5 times a power of ten, and at most as many as fit") {
    const auto texts = [](double lo, double hi, double most) {
        std::vector<std::string> list;
        for (const auto& tick : detail::nice_ticks(lo, hi, most)) list.push_back(tick.text);
        return list;
    };
    using list = std::vector<std::string>;
    CHECK(texts(0, 3, 3) == list{"0", "1", "2", "3"});
    CHECK(texts(0, 3, 6) == list{"0", "0.5", "1", "1.5", "2", "2.5", "3"});
    CHECK(texts(-5, 5, 5) == list{"\xE2\x88\x92"
                                  "4",
                                  "\xE2\x88\x92"
                                  "2",
                                  "0", "2", "4"});
    CHECK(texts(0, 0.3, 3) == list{"0", "0.1", "0.2", "0.3"}); // not 0.30000000000000004
    CHECK(texts(0, 3e-9, 3) == list{"0",
                                    "1e\xE2\x88\x92"
                                    "9",
                                    "2e\xE2\x88\x92"
                                    "9",
                                    "3e\xE2\x88\x92"
                                    "9"});
    CHECK(texts(0, 2e12, 2) == list{"0", "1e12", "2e12"});
    CHECK(texts(1e6, 1e6 + 2, 2) == list{"1000000", "1000001", "1000002"});
    detail::random_stream random(1);
    for (int i = 0; i != 1000; ++i) {
        const double lo = random.uniform(-1, 1) * std::pow(10, random.uniform(-12, 12));
        const double hi = lo + std::abs(lo) * std::pow(10, random.uniform(-6, 6)),
                     most = random.uniform(1, 12);
        const auto step = detail::nice_step(hi - lo, most);
        CHECK((step.mantissa == 1 || step.mantissa == 2 || step.mantissa == 5));
        CHECK((hi - lo) / step.times(1) <= most * (1 + 1e-6));
        const auto ticks = detail::nice_ticks(lo, hi, most);
        CHECK(static_cast<double>(ticks.size()) <= most + 1.001);
        for (std::size_t k = 1; k < ticks.size(); ++k) {
            CHECK(ticks[k].value - ticks[k - 1].value == Approx(step.times(1)));
            CHECK(ticks[k].text != ticks[k - 1].text);
        }
    }
}

TEST_CASE("curves' points are the values, mapped back by what the plot says of its axes") {
    const auto target = lab_target<double>();
    const auto [x, y] = target.sample(300);
    const auto groups = picture::plots(svg::with_panels("Figure", of_lab("tall"), {of_lab("panel")}).text());
    REQUIRE(groups.size() == 2);
    for (const auto& group : groups) {
        const auto curves = picture::curves(group);
        REQUIRE(curves.size() == 2);
        for (const double factor : {1.0, 0.5}) {
            const auto& curve = curves[factor == 1 ? 0 : 1];
            REQUIRE(curve.size() == 300);
            for (std::size_t i = 0; i != 300; ++i) {
                CHECK(std::abs(curve[i][0] - x(i)) < 1e-4); // a hundredth of a pixel is 3e-5 of x
                CHECK(std::abs(curve[i][1] - factor * y(i)) < 1e-3);
            }
        }
    }
}

TEST_CASE("what is out of sight is cut where the line leaves") {
    const auto plot = svg::plot("").line({0, 1, 2, 3, 4}, {0, 2, 0, 2, 0}).x_range(0, 4).y_range(-1, 1);
    const auto curves = picture::curves(picture::plots(text_of(plot))[0]);
    REQUIRE(curves.size() == 3);
    CHECK(curves[0].back()[0] == Approx(0.5).margin(1e-3));
    CHECK(curves[0].back()[1] == Approx(1).margin(1e-2));
    CHECK(curves[1].front()[0] == Approx(1.5).margin(1e-3));
    CHECK(curves[1].back()[0] == Approx(2.5).margin(1e-3));
    CHECK(curves[2].size() == 2);
    // Dots are in sight or not; no dot where the line between two leaves.
    CHECK(count_of(text_of(svg::plot("").dots({0, 1, 2}, {0, 5, 0}).y_range(-1, 1)), "circle") == 2);
    CHECK(count_of(text_of(svg::plot("").line({0, 1, 2}, {9, 9, 9}).y_range(-1, 1)), "polyline") == 0);
}

TEST_CASE("a line breaks at NaN and infinity, and a point alone is a dot") {
    const auto plot = svg::plot("").line({0, 1, 2, 3, 4, 5, 6}, {1, 2, not_a_number, 3, infinity, 1, 2});
    const std::string picture = text_of(plot);
    CHECK(picture.find("nan") == picture.npos);
    CHECK(picture.find("inf") == picture.npos);
    const auto curves = picture::curves(picture::plots(picture)[0]);
    REQUIRE(curves.size() == 2);
    CHECK(curves[0].size() == 2);
    CHECK(curves[1].size() == 2);
    CHECK(count_of(picture, "circle") == 1);
    CHECK(count_of(text_of(svg::plot("").line({1}, {1})), "circle") == 1);
}

TEST_CASE("whatever the values, the picture is well-formed, finite and its words are apart") {
    const std::vector<std::vector<double>> values{{},
                                                  {5},
                                                  {3, 3, 3},
                                                  {0, 0},
                                                  {not_a_number, not_a_number},
                                                  {1e-9, -3e-9, 2e-9},
                                                  {1e12, 4e15, -1e13},
                                                  {1e12, 1e12 + 4000, 1e12 + 9000},
                                                  {1, 1 + 1e-15},
                                                  {1e-320, 3e-320},
                                                  {-1e300, 1e300},
                                                  {-1e308, 1e308, 1},
                                                  {-123456.7, 123456.7}};
    for (const auto& xs : values)
        for (const auto& ys : values) {
            const std::size_t n = std::min(xs.size(), ys.size());
            const std::vector<double> x(xs.begin(), xs.begin() + static_cast<std::ptrdiff_t>(n)),
                y(ys.begin(), ys.begin() + static_cast<std::ptrdiff_t>(n));
            const auto plot = svg::plot("Values").line(x, y, "line").dots(x, y, "dots");
            for (const std::string& text : {text_of(plot), svg::grid("", {plot, plot, plot, plot}).text()}) {
                CHECK(text.find("nan") == text.npos);
                CHECK(text.find("inf") == text.npos);
                check_words(text);
            }
        }
}

TEST_CASE("titles, legends, ticks and labels do not collide") {
    auto busy = svg::plot("A title that is a great deal too long for the plot that has to hold it");
    busy.x_label("an axis with words that are too long for a small plot, or for any plot").y_label(chinese);
    for (const std::string& label :
         {std::string("one"), chinese, std::string("a rather long label of a line"), std::string(120, 'W')})
        busy.line({0, 1e5}, {0, 1}, label).dots({0, 1e5}, {1, 0}, label);
    check_words(svg::with_panels("A figure", busy, {busy, of_lab("Unit 0"), busy}).text());
    check_words(svg::with_panels(chinese, of_lab(chinese), {of_lab(chinese)}).text());
    check_words(
        svg::grid("A grid of six", {busy, busy, of_lab("b"), of_lab("c"), of_lab("d"), busy}, 3).text());
    check_words(svg::grid("One in a row", {busy}, 1).text());
    check_words(svg::grid(std::string(200, 'M'), {}).text());
    svg::figure small({.width = 240, .height = 100});
    check_words(small.add(of_lab("small")).text());
}

TEST_CASE("words of markers stand apart, in rows") {
    const auto marked = [](std::size_t count, double apart, double first) {
        auto plot = of_lab("Creases");
        for (std::size_t i = 0; i != count; ++i)
            plot.marker(first + apart * static_cast<double>(i), "layer 1, unit " + detail::count_text(i),
                        i % 2 ? svg::purple : svg::dark_blue);
        return text_of(plot);
    };
    for (const double apart : {0.2, 0.05, 0.01, 0.0})
        for (const double first : {0.0, 1.0, 2.9}) {
            const std::string text = marked(12, apart, first);
            check_words(text);
            if (apart > 0.1) {
                const auto words = words_of(text);
                for (std::size_t i = 0; i != 12; ++i)
                    CHECK(has(words, "layer 1, unit " + detail::count_text(i)));
            }
        }
    // Where there is no room at all, the words are still there as tooltips.
    const auto elements = xml::reader::read(marked(100, 0.0, 1));
    CHECK(std::any_of(elements.begin(), elements.end(),
                      [](const auto& e) { return e.name == "title" && e.text == "layer 1, unit 99"; }));
    check_words(marked(100, 0.0, 1));
}

TEST_CASE("a few markers: no pole goes through another's words") {
    for (const std::vector<double>& xs : {std::vector<double>{1, 1.2, 1.4}, {0.1, 2.9}, {1, 1, 1}}) {
        std::vector<detail::svg_flag> flags;
        for (const double x : xs) flags.push_back({200 * x, 90});
        detail::place_flags(flags, 0, 600, 10);
        for (const auto& a : flags)
            for (const auto& b : flags) {
                REQUIRE((a.row && b.row));
                if (*a.row > *b.row) // a's pole passes b's row
                    CHECK_FALSE(b.crossed_at(a.x));
            }
    }
}

TEST_CASE("notes stand apart, inside the area, and beside the line where there is room") {
    auto plot = of_lab("Notes");
    for (int i = 0; i != 10; ++i) plot.note(1 + 0.02 * i, 0.1, "note " + std::to_string(i));
    plot.note(3, 4, "at the very corner").note(0, 2, chinese);
    check_words(text_of(plot));
    CHECK(has(words_of(text_of(plot)), "at the very corner"));
    CHECK(has(words_of(text_of(plot)), chinese));
    // Above a horizontal line, not on it.
    const auto flat = picture::plots(text_of(svg::plot("").line({0, 1}, {1, 1}).note(0.5, 1, "here")))[0];
    for (const auto& e : flat)
        if (e.text == "here" && e.name == "text") {
            const auto box = picture::box_of(e);
            const double line = picture::two_numbers(flat[0].attributes.at("data-top-bottom"))[0] / 2 +
                                picture::two_numbers(flat[0].attributes.at("data-top-bottom"))[1] / 2;
            CHECK((box.bottom < line || box.top > line));
        }
}

TEST_CASE("words are escaped, and what is no UTF-8 is replaced") {
    CHECK(detail::xml_text("a < b & \"c\" > d") == "a &lt; b &amp; &quot;c&quot; &gt; d");
    CHECK(detail::xml_text(chinese) == chinese);
    CHECK(detail::xml_text("\xC3\xA9\xF0\x9F\x98\x80") == "\xC3\xA9\xF0\x9F\x98\x80");
    const std::string unknown = "\xEF\xBF\xBD";
    for (const std::string bad : {"\x01", "\xFF", "\x80", "\xC0", "\xED", "\xF5"})
        CHECK(detail::xml_text(bad) == unknown);
    CHECK(detail::xml_text("\xE6\xBF") == unknown + unknown);               // cut short
    CHECK(detail::xml_text("\xED\xA0\x80") == unknown + unknown + unknown); // a surrogate
    CHECK(detail::xml_text("\xC0\xAF") == unknown + unknown);               // overlong
    const std::string odd = "<b>&\"'\x02\xFF";
    svg::figure figure({.title = odd, .description = odd});
    figure.add(
        svg::plot(odd).line({0, 1}, {0, 1}, odd, odd).x_label(odd).note(0, 0, odd, odd).marker(1, odd, odd));
    const auto words = words_of(figure.text());
    CHECK(has(words, "<b>&\"'" + unknown + unknown));
}

TEST_CASE("Chinese is 1 em a character, and letters no less than in common fonts") {
    CHECK(detail::text_width(chinese, 10) == Approx(40));
    CHECK(detail::text_width("", 10) == 0);
    // Helvetica's widths (Adobe Font Metrics): "network" 3.556 em, "layer 1, unit 0" 6.279 em.
    CHECK(detail::text_width("network", 1) >= 3.556);
    CHECK(detail::text_width("layer 1, unit 0", 1) >= 6.279);
    CHECK(detail::text_width("\xCC\x81", 10) == 0); // a combining accent
}

TEST_CASE("a picture says what it shows to those who cannot see it") {
    const auto elements =
        xml::reader::read(svg::grid("Explore", {of_lab("Match Target"), of_lab("Unit 1")}).text());
    CHECK(elements[0].attributes.at("role") == "img");
    CHECK(elements[1].name == "title");
    CHECK(elements[1].text == "Explore");
    CHECK(elements[2].name == "desc");
    CHECK(elements[2].text == "Match Target: target, half. Unit 1: target, half.");
    CHECK(xml::reader::read(svg::figure({.description = "own words"}).text())[2].text == "own words");
}

TEST_CASE("areas in one row or column are aligned") {
    const auto plots = picture::plots(
        svg::grid(
            "", {of_lab("a").y_label("y"), of_lab("b"), svg::plot("c").line({0, 1}, {0, 1e5}), of_lab("")}, 2)
            .text());
    const auto side = [&](std::size_t i, const char* name) {
        return picture::two_numbers(plots[i][0].attributes.at(name));
    };
    CHECK(side(0, "data-top-bottom") == side(1, "data-top-bottom"));
    CHECK(side(2, "data-top-bottom") == side(3, "data-top-bottom"));
    CHECK(side(0, "data-left-right") == side(2, "data-left-right"));
    CHECK(side(1, "data-left-right") == side(3, "data-left-right"));
}

TEST_CASE("what cannot be drawn is refused") {
    svg::plot p("Unit 1");
    CHECK_THROWS_MATCHES(p.line({0, 1}, {0}), shape_error,
                         Message("svg::plot \"Unit 1\": line: expected as many x as y, got 2 and 1"));
    CHECK_THROWS_MATCHES(p.line({0}, {0}, "", svg::blue, {.width = 0}), value_error,
                         Message("svg::plot \"Unit 1\": line: expected a finite width above 0, got 0"));
    CHECK_THROWS_MATCHES(p.note(not_a_number, 0, "here"), value_error,
                         Message("svg::plot \"Unit 1\": note: expected a finite place, got nan"));
    CHECK_THROWS_MATCHES(p.marker(infinity), value_error,
                         Message("svg::plot \"Unit 1\": marker: expected a finite place, got inf"));
    CHECK_THROWS_MATCHES(p.y_range(1, 1), value_error,
                         Message("svg::plot \"Unit 1\": y_range: expected finite lo < hi, got 1 and 1"));
    svg::figure f;
    f.add(p, {.rows = 2});
    CHECK_THROWS_MATCHES(
        f.add(p, {.row = 1}), value_error,
        Message("svg::figure: expected a free cell for plot \"Unit 1\", got row 1, column 0, "
                "where \"Unit 1\" stands"));
    CHECK_THROWS_MATCHES(
        f.add(p, {.row = 2, .rows = 0}), value_error,
        Message("svg::figure: expected a cell of at least one row and one column for plot \"Unit 1\""));
    CHECK_THROWS_MATCHES(svg::figure({.width = -1}), value_error,
                         Message("svg::figure: expected a finite width above 0, got -1"));
    CHECK_THROWS_MATCHES(svg::figure({.columns = {not_a_number}}), value_error,
                         Message("svg::figure: expected a finite width of a column above 0, got nan"));
}

TEST_CASE("a picture of regions is well-formed too") {
    sequential net{dense<relu, double>(2, 5), dense<linear, double>(5, 1)};
    initialize(net, he_normal{}, 3);
    const auto elements = xml::reader::read(to_svg(polygons(net, {-1, -1}, {1, 1}), {.level = 0.0}));
    CHECK(elements[0].name == "svg");
}
