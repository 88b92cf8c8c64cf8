// SPDX-License-Identifier: BSD-3-Clause
// Ratios as an SVG bar chart on a logarithmic scale: to the right of 1 is faster than the peer, to the left
// slower.
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
    for (const char c : text) escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    return escaped;
}

/// snprintf, as a string. The format is one of chart()'s own.
template <class... Args> std::string drawn(const char* format, Args... args) {
    std::string text(static_cast<std::size_t>(std::snprintf(nullptr, 0, format, args...)) + 1, '\0');
    std::snprintf(text.data(), text.size(), format, args...);
    text.pop_back();
    return text;
}

inline std::string chart(const std::string& title, const std::string& subtitle,
                         const std::vector<bar>& bars) {
    constexpr double labels = 270, plot = 480, notes = 210, row = 20, top = 78, width = labels + plot + notes;
    int low = -1, high = 1; // the scale goes from 2^low to 2^high
    for (const bar& b : bars) {
        low = std::min(low, static_cast<int>(std::floor(std::log2(b.ratio))));
        high = std::max(high, static_cast<int>(std::ceil(std::log2(b.ratio))));
    }
    const auto at = [=](double ratio) { return labels + plot * (std::log2(ratio) - low) / (high - low); };
    const double bottom = top + row * static_cast<double>(bars.size());

    std::string svg =
        drawn("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" width=\"%g\" height=\"%g\" "
              "font-family=\"sans-serif\" font-size=\"12\">\n"
              "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
              width, bottom + 30, width, bottom + 30);
    const auto text = [&svg](double x, double y, const char* style, const std::string& content) {
        svg += drawn("<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, style) + xml_text(content) + "</text>\n";
    };
    text(12, 24, "font-size=\"16\" font-weight=\"bold\"", title);
    text(12, 43, "font-size=\"11\" fill=\"#555\"", subtitle);
    for (int power = low; power <= high; ++power) {
        const double tick = std::exp2(power);
        svg += drawn("<path d=\"M%.1f %g V%g\" stroke=\"%s\"/>\n", at(tick), top - 6, bottom,
                     power == 0 ? "#333" : "#ddd");
        const std::string name = power < 0 ? drawn("1/%g", 1 / tick) : drawn("%g", tick);
        for (const double y : {top - 11, bottom + 16})
            text(at(tick), y, "text-anchor=\"middle\" fill=\"#555\"", name);
    }
    for (std::size_t i = 0; i != bars.size(); ++i) {
        const bar& b = bars[i];
        const double y = top + row * static_cast<double>(i), from = std::min(at(b.ratio), at(1)),
                     length = std::abs(at(b.ratio) - at(1));
        svg += drawn("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>\n", from, y + 3,
                     std::max(length, 1.0), b.ratio < 1 ? "#d95f02" : "#1f77b4");
        text(labels - 8, y + 14, "text-anchor=\"end\"", b.label);
        text(labels + plot + 8, y + 14, "fill=\"#333\"", drawn("%.2f × ", b.ratio) + b.peer);
    }
    return svg + "</svg>\n";
}

} // namespace bench
