// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · SVG text: numbers, escaped words, how wide they are, and the elements that hold them.
#ifndef CREASE_DETAIL_SVG_TEXT_HPP
#define CREASE_DETAIL_SVG_TEXT_HPP

#include <crease/detail/number_text.hpp>
#include <crease/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A coordinate, to a hundredth of a pixel.
inline std::string svg_number(double x) { return number_text(std::round(x * 100) / 100 + 0.0, 8); }

struct code_point {
    char32_t value;
    std::size_t bytes;
};

/// The first of non-empty UTF-8; one byte as U+FFFD where it is no UTF-8, or nothing that XML allows.
inline code_point first_code_point(std::string_view text) {
    constexpr code_point unknown{0xFFFD, 1};
    const auto byte = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
    };
    const char32_t lead = byte(0);
    if (lead < 0x80)
        return lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r' ? code_point{lead, 1} : unknown;
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes)
        return unknown;
    char32_t value = lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i != bytes; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return unknown;
        value = value << 6 | (byte(i) & 0x3F);
    }
    constexpr char32_t least[] = {0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value < 0xE000, none = value == 0xFFFE || value == 0xFFFF;
    return value < least[bytes - 2] || value > 0x10FFFF || surrogate || none ? unknown
                                                                             : code_point{value, bytes};
}

/// For the inside of an element or of an attribute.
inline std::string xml_text(std::string_view text) {
    std::string escaped;
    while (!text.empty()) {
        const auto [value, bytes] = first_code_point(text);
        switch (value) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case 0xFFFD:
            escaped += "\xEF\xBF\xBD";
            break;
        default:
            escaped += text.substr(0, bytes);
        }
        text.remove_prefix(bytes);
    }
    return escaped;
}

/// In ems: 1 for Chinese, Japanese and Korean; else what DejaVu Sans has, the widest of the usual fonts.
inline double glyph_width(char32_t c) {
    const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    if (in(0x300, 0x36F)) // combining marks
        return 0;
    if (in(0x1100, 0x115F) || in(0x2E80, 0xA4CF) || in(0xAC00, 0xD7A3) || in(0xF900, 0xFAFF) ||
        in(0xFE30, 0xFE4F) || in(0xFF00, 0xFF60) || in(0xFFE0, 0xFFE6) || in(0x1F300, 0x1FAFF) ||
        in(0x20000, 0x3FFFD))
        return 1;
    if (c >= 0x80)
        return c == 0x2212 ? 0.84 : 0.66;
    constexpr std::string_view thin = "ijl'|", narrow = " .,:;!()[]ftr-/I\"", wide = "mwMW@%+=<>~#_";
    const char letter = static_cast<char>(c);
    const auto one_of = [letter](std::string_view list) { return list.find(letter) != list.npos; };
    return one_of(thin) ? 0.34 : one_of(narrow) ? 0.41 : one_of(wide) ? 0.98 : in('A', 'Z') ? 0.76 : 0.64;
}

/// About how wide the text is, in pixels; rather more than less.
inline double text_width(std::string_view text, double size) {
    double width = 0;
    while (!text.empty()) {
        const auto [value, bytes] = first_code_point(text);
        width += glyph_width(value);
        text.remove_prefix(bytes);
    }
    return width * size;
}

/// The size, or as much less as it takes to fit.
inline double fitting_size(std::string_view text, double size, double width) {
    const double needed = text_width(text, size);
    return needed <= width ? size : size * std::max(width, 1.0) / needed;
}

/// Attributes: a name, and a value not escaped yet.
using svg_attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// "<name a="1"", open for "/>" or ">".
inline std::string svg_tag(std::string_view name, svg_attributes attributes) {
    std::string text = message({"<", name});
    for (const auto& [attribute, value] : attributes)
        text += message({" ", attribute, "=\"", xml_text(value), "\""});
    return text;
}

/// Where (x, y) is on a line of text.
enum class svg_anchor { start, middle, end };

struct svg_font {
    double size = 11;
    std::string_view colour = "#4a5361";
    bool bold = false;
    bool halo = false; // of the card's colour, over lines
};

/// A line of text whose baseline is at y; turned upwards around (x, y) if it says so.
inline std::string svg_line_of_text(double x, double y, svg_anchor anchor, const svg_font& font,
                                    std::string_view content, bool turned = false) {
    constexpr std::string_view names[] = {"start", "middle", "end"};
    const std::string at_x = svg_number(x), at_y = svg_number(y);
    std::string text = svg_tag("text", {{"x", at_x},
                                        {"y", at_y},
                                        {"font-size", svg_number(font.size)},
                                        {"text-anchor", names[static_cast<std::size_t>(anchor)]},
                                        {"fill", font.colour}});
    if (font.bold)
        text += " font-weight=\"600\"";
    if (font.halo)
        text += " stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"";
    if (turned)
        text += message({" transform=\"rotate(-90 ", at_x, " ", at_y, ")\""});
    return text + message({">", xml_text(content), "</text>\n"});
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_SVG_TEXT_HPP
