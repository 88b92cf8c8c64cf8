// SPDX-License-Identifier: BSD-3-Clause
// Ratios as an SVG bar chart on a logarithmic scale: to the right of 1 is faster than the peer, to the left slower.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace bench {

struct bar {
    std::string label;
    double ratio;
    std::string peer;
};

inline std::string xml_text(const std::string& text) {
    std::string escaped;
    for (const char c : text)
        escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    return escaped;
}

/// snprintf, as a string. The format is one of chart()'s own.
template <class... Args> std::string drawn(const char* format, Args... args) {
    std::string text(static_cast<std::size_t>(std::snprintf(nullptr, 0, format, args...)) + 1, '\0');
    std::snprintf(text.data(), text.size(), format, args...);
    text.pop_back();
    return text;
}

inline std::string chart(const std::string& title, const std::string& subtitle, const std::vector<bar>& bars) {
    constexpr double labels = 250, plot = 480, notes = 190, row = 20, top = 78, width = labels + plot + notes;
    double reach = 2; // the scale goes from 1/reach to reach, which is a power of 2
    for (const bar& b : bars)
        while (std::max(b.ratio, 1 / b.ratio) > reach) reach *= 2;
    const auto at = [reach](double ratio) {
        return labels + plot / 2 * (1 + std::log(ratio) / std::log(reach));
    };
    const double bottom = top + row * static_cast<double>(bars.size());

    std::string svg = drawn("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" width=\"%g\" height=\"%g\" "
                            "font-family=\"sans-serif\" font-size=\"12\">\n"
                            "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                            width, bottom + 30, width, bottom + 30);
    const auto text = [&svg](double x, double y, const char* style, const std::string& content) {
        svg += drawn("<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, style) + xml_text(content) + "</text>\n";
    };
    text(12, 24, "font-size=\"16\" font-weight=\"bold\"", title);
    text(12, 43, "font-size=\"11\" fill=\"#555\"", subtitle);
    const double step = reach > 64 ? 4 : 2;
    for (double tick = 1 / reach; tick <= reach; tick *= step) {
        svg += drawn("<path d=\"M%.1f %g V%g\" stroke=\"%s\"/>\n", at(tick), top - 6, bottom,
                     tick == 1 ? "#333" : "#ddd");
        const std::string name = tick < 1 ? drawn("1/%g", 1 / tick) : drawn("%g", tick);
        for (const double y : {top - 11, bottom + 16}) text(at(tick), y, "text-anchor=\"middle\" fill=\"#555\"", name);
    }
    for (std::size_t i = 0; i != bars.size(); ++i) {
        const bar& b = bars[i];
        const double y = top + row * static_cast<double>(i), from = std::min(at(b.ratio), at(1)),
                     length = std::abs(at(b.ratio) - at(1));
        svg += drawn("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>\n", from, y + 3,
                     std::max(length, 1.0), b.ratio < 1 ? "#d95f02" : "#1f77b4");
        text(labels - 8, y + 14, "text-anchor=\"end\"", b.label);
        text(labels + plot + 8, y + 14, "fill=\"#333\"", drawn("%.2f  ", b.ratio) + b.peer);
    }
    return svg + "</svg>\n";
}

} // namespace bench
