// SPDX-License-Identifier: BSD-3-Clause
// layer 6 · SVG drawing: how much room the words of one plot take, and its elements.
#ifndef CREASE_DETAIL_SVG_DRAWING_HPP
#define CREASE_DETAIL_SVG_DRAWING_HPP

#include <crease/detail/svg_axis.hpp>
#include <crease/detail/svg_curves.hpp>
#include <crease/detail/svg_data.hpp>
#include <crease/detail/svg_labels.hpp>
#include <crease/detail/svg_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Room for words around a plot's area.
struct svg_margins {
    double left = 0, top = 0, right = 0, bottom = 0;
};

/// A plot in its cell of the figure; `area` is where its curves are.
class svg_drawing {
public:
    svg_drawing(const svg_plot& plot, const svg_box& cell) : plot_(&plot), cell_(cell) {
        const auto [x, y] = svg_ranges(plot);
        x_ = {x.lo, x.hi};
        y_ = {y.lo, y.hi};
        measure_across();
    }

    const svg_margins& margins() const { return margins_; }

    /// Sets left and right, and finds what top and bottom must be.
    void set_across(double left, double right) {
        margins_.left = left;
        margins_.right = right;
        x_.from = cell_.left + left;
        x_.to = std::max(cell_.right - right, x_.from + 1);
        measure_down();
    }
    void set_down(double top, double bottom) {
        y_.to = cell_.top + top;
        y_.from = std::max(cell_.bottom - bottom, y_.to + 1);
        shift_ = top - margins_.top;
        if (const double height = y_.from - y_.to;
            height < cell_.height() - 60) // less than was reckoned with
            y_ticks_ = nice_ticks(y_.lo, y_.hi, most_steps_up(height));
    }

    /// The elements, as a group that says how values and pixels correspond.
    std::string text() const {
        const svg_box area{x_.from, y_.to, x_.to, y_.from};
        const auto pair = [](double a, double b) { return number_text(a) + " " + number_text(b); };
        std::string svg = svg_tag("g", {{"data-x", pair(x_.lo, x_.hi)},
                                        {"data-y", pair(y_.lo, y_.hi)},
                                        {"data-left-right", pair(area.left, area.right)},
                                        {"data-top-bottom", pair(area.top, area.bottom)}}) +
                          ">\n";
        draw_grid(svg, area);
        draw_markers(svg, area);
        for (const svg_series& s : plot_->series) draw_series(svg, s, x_, y_);
        draw_notes(svg, area);
        draw_words(svg, area);
        return svg + "</g>\n";
    }

private:
    struct legend_entry {
        const svg_series* series;
        double x; // from the area's left
        std::size_t row;
        double size;
    };

    static constexpr double title_size = 13, word_size = 11, tick_size = 10.5, swatch = 18, row_height = 16;

    static double most_steps_up(double height) { return std::min(height / 24, std::max(4.0, height / 40)); }

    void measure_across() {
        const double width = cell_.width(), height = cell_.height();
        y_ticks_ = nice_ticks(y_.lo, y_.hi, most_steps_up(height - 60));
        double widest = 0;
        for (const svg_tick& tick : y_ticks_) widest = std::max(widest, text_width(tick.text, tick_size));
        margins_.left = widest + 10 + (plot_->y_label.empty() ? 0 : 18);
        const double nominal = std::max(width - margins_.left - 14, 1.0);
        for (double most = nominal / 42; most >= 1; most = std::min(most - 1, most * 0.8)) {
            x_ticks_ = nice_ticks(x_.lo, x_.hi, most);
            double words = 0;
            for (const svg_tick& tick : x_ticks_) words = std::max(words, text_width(tick.text, tick_size));
            const double apart = x_ticks_.size() < 2
                                     ? nominal
                                     : nominal * (x_ticks_[1].value - x_ticks_[0].value) / (x_.hi - x_.lo);
            if (words + 12 <= apart)
                break;
        }
        margins_.right = 14;
        if (!x_ticks_.empty()) {
            const auto beyond = [&](const svg_tick& tick, double end) { // of half its words
                return text_width(tick.text, tick_size) / 2 -
                       0.8 * nominal * std::abs(end - tick.value) / (x_.hi - x_.lo);
            };
            margins_.left = std::max(margins_.left, beyond(x_ticks_.front(), x_.lo));
            margins_.right = std::max(margins_.right, beyond(x_ticks_.back(), x_.hi));
        }
    }

    void measure_down() {
        const double width = x_.to - x_.from;
        double across = plot_->title.empty() ? 0 : text_width(plot_->title, title_size) * 1.08 + 18;
        legend_.clear();
        double wanted = 0;
        for (const svg_series& s : plot_->series)
            if (!s.label.empty())
                wanted += entry_width(s, word_size);
        title_rows_ = plot_->title.empty() ? 0 : 1;
        // On the title's line, at its right end, or on lines of its own.
        const bool beside = wanted > 0 && across + wanted <= width;
        std::size_t row = beside ? 0 : title_rows_;
        across = beside ? width - wanted + entry_gap : 0;
        for (const svg_series& s : plot_->series) {
            if (s.label.empty())
                continue;
            const double size = fitting_size(s.label, word_size, width - swatch - 6);
            if (across > 0 && across + entry_width(s, size) - entry_gap > width + 0.01) {
                ++row;
                across = 0;
            }
            legend_.push_back({&s, across, row, size});
            across += entry_width(s, size);
        }
        header_rows_ = std::max(title_rows_, legend_.empty() ? 0 : row + 1);

        flags_.clear();
        for (const svg_marker& m : plot_->markers)
            if (x_.holds(m.x) && !m.label.empty())
                flags_.push_back({x_.at(m.x), text_width(m.label, word_size)});
        const auto most = static_cast<std::size_t>(std::max(0.4 * cell_.height() / flag_height, 1.0));
        flag_rows_ = place_flags(flags_, cell_.left + 2, cell_.right - 2, most);
        margins_.top = 8 + row_height * static_cast<double>(header_rows_) +
                       flag_height * static_cast<double>(flag_rows_) +
                       (header_rows_ + flag_rows_ != 0 ? 5 : 0);
        margins_.bottom = 22 + (plot_->x_label.empty() ? 0 : 17);
    }

    double entry_width(const svg_series& s, double size) const {
        return swatch + 6 + text_width(s.label, size) + entry_gap;
    }

    void draw_grid(std::string& svg, const svg_box& area) const {
        const auto across = [&](double y) {
            return message({"M", svg_number(area.left), " ", svg_number(y), "H", svg_number(area.right)});
        };
        const auto down = [&](double x) {
            return message({"M", svg_number(x), " ", svg_number(area.top), "V", svg_number(area.bottom)});
        };
        std::string grid, zero;
        for (const svg_tick& tick : x_ticks_) (tick.value == 0 ? zero : grid) += down(x_.at(tick.value));
        for (const svg_tick& tick : y_ticks_) (tick.value == 0 ? zero : grid) += across(y_.at(tick.value));
        for (const auto& [path, colour] : {std::pair{&grid, "#e6eaf0"}, std::pair{&zero, "#9aa4b2"}})
            if (!path->empty())
                svg += svg_tag("path", {{"d", *path}, {"stroke", colour}, {"fill", "none"}}) + "/>\n";
    }

    void draw_markers(std::string& svg, const svg_box& area) const {
        std::string words;
        auto flag = flags_.begin();
        for (const svg_marker& marker : plot_->markers) {
            if (!x_.holds(marker.x))
                continue;
            double top = area.top;
            if (!marker.label.empty()) {
                if (flag->row) {
                    const double foot = area.top - 3 - flag_height * static_cast<double>(*flag->row);
                    top = foot - flag_height + 3;
                    words += svg_tag("rect", {{"x", svg_number(flag->left() - 1)}, // other poles end here
                                              {"y", svg_number(top)},
                                              {"width", svg_number(flag->width + 2)},
                                              {"height", svg_number(flag_height)},
                                              {"fill", "#ffffff"}}) +
                             "/>\n" +
                             svg_line_of_text(flag->leftwards ? flag->right() : flag->left(), foot - 2,
                                              flag->leftwards ? svg_anchor::end : svg_anchor::start,
                                              {word_size, marker.colour}, marker.label);
                }
                ++flag;
            }
            svg += svg_tag("path", {{"d", message({"M", svg_number(x_.at(marker.x)), " ", svg_number(top),
                                                   "V", svg_number(area.bottom)})},
                                    {"stroke", marker.colour},
                                    {"stroke-dasharray", "3 3"},
                                    {"fill", "none"}});
            svg += message({"><title>", xml_text(marker.label), "</title></path>\n"});
        }
        svg += words;
    }

    void draw_notes(std::string& svg, const svg_box& area) const {
        std::vector<std::pair<svg_point, svg_point>> segments;
        for (const svg_series& s : plot_->series)
            visit_runs(s, x_, y_, [&](const std::vector<svg_point>& run) {
                for (std::size_t i = 1; i < run.size(); ++i) segments.push_back({run[i - 1], run[i]});
            });
        std::vector<svg_box> taken;
        const auto inside = [&](const svg_note& note) { return x_.holds(note.x) && y_.holds(note.y); };
        for (const svg_note& note : plot_->notes)
            taken.push_back({x_.at(note.x) - 4, y_.at(note.y) - 4, x_.at(note.x) + 4, y_.at(note.y) + 4});
        for (const svg_note& note : plot_->notes) {
            if (!inside(note))
                continue;
            const svg_point at{x_.at(note.x), y_.at(note.y)};
            draw_dot(svg, at, 3, note.colour, note.text);
            const auto box =
                place_note(at, text_width(note.text, word_size), 1.3 * word_size, area, taken, segments);
            if (!box)
                continue;
            taken.push_back(*box);
            const svg_point near{std::clamp(at.x, box->left, box->right),
                                 std::clamp(at.y, box->top, box->bottom)};
            if (std::hypot(near.x - at.x, near.y - at.y) > 12)
                svg += svg_tag("path", {{"d", message({"M", svg_number(at.x), " ", svg_number(at.y), "L",
                                                       svg_number(near.x), " ", svg_number(near.y)})},
                                        {"stroke", note.colour},
                                        {"stroke-width", "0.7"}}) +
                       "/>\n";
            // From the point outwards, so that another font's width shows at the far end.
            const svg_anchor anchor = box->left >= at.x    ? svg_anchor::start
                                      : box->right <= at.x ? svg_anchor::end
                                                           : svg_anchor::middle;
            const double x = anchor == svg_anchor::start ? box->left
                             : anchor == svg_anchor::end ? box->right
                                                         : (box->left + box->right) / 2;
            svg += svg_line_of_text(x, box->bottom - 0.3 * word_size, anchor,
                                    {word_size, note.colour, false, true}, note.text);
        }
    }

    void draw_words(std::string& svg, const svg_box& area) const {
        const double top = cell_.top + shift_ + 8;
        if (title_rows_ != 0)
            svg += svg_line_of_text(
                area.left, top + title_size * 0.85, svg_anchor::start,
                {fitting_size(plot_->title, title_size, (cell_.right - area.left) / 1.08), "#1d2530", true},
                plot_->title);
        for (const legend_entry& entry : legend_) {
            const double y = top + row_height * static_cast<double>(entry.row) + 7.5, x = area.left + entry.x;
            const svg_series& s = *entry.series;
            if (s.dots)
                draw_dot(svg, {x + swatch / 2, y}, s.width, s.colour);
            else
                draw_curve(svg, s, {{x, y}, {x + swatch, y}});
            svg += svg_line_of_text(x + swatch + 6, y + 0.36 * entry.size, svg_anchor::start, {entry.size},
                                    s.label);
        }
        const svg_font tick_font{tick_size, "#69727f"};
        for (const svg_tick& tick : x_ticks_)
            svg += svg_line_of_text(x_.at(tick.value), area.bottom + 15, svg_anchor::middle, tick_font,
                                    tick.text);
        for (const svg_tick& tick : y_ticks_)
            svg += svg_line_of_text(area.left - 7, y_.at(tick.value) + 0.36 * tick_size, svg_anchor::end,
                                    tick_font, tick.text);
        if (!plot_->x_label.empty())
            svg += svg_line_of_text((area.left + area.right) / 2, area.bottom + 32, svg_anchor::middle,
                                    {fitting_size(plot_->x_label, word_size, area.width())}, plot_->x_label);
        if (!plot_->y_label.empty())
            svg += svg_line_of_text(cell_.left + 11, (area.top + area.bottom) / 2, svg_anchor::middle,
                                    {fitting_size(plot_->y_label, word_size, area.height())}, plot_->y_label,
                                    true);
    }

    static constexpr double flag_height = 14, entry_gap = 14;

    const svg_plot* plot_;
    svg_box cell_;
    svg_margins margins_;
    svg_axis x_{0, 1}, y_{0, 1};
    std::vector<svg_tick> x_ticks_, y_ticks_;
    std::vector<legend_entry> legend_;
    std::vector<svg_flag> flags_;
    std::size_t title_rows_ = 0, header_rows_ = 0, flag_rows_ = 0;
    double shift_ = 0; // of what stands over the area, downwards
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_SVG_DRAWING_HPP
