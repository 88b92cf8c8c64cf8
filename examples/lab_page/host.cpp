// SPDX-License-Identifier: BSD-3-Clause
// What the page computes, on the host: reads lines of NAME<TAB>REQUEST, and prints a line of reply for each.
#include "lab_page.hpp"

#include <algorithm>
#include <iostream>
#include <string>

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        const std::string::size_type tab = line.find('\t');
        const std::string name = line.substr(0, tab);
        const auto call = std::find_if(lab_page::calls.begin(), lab_page::calls.end(),
                                       [&name](const auto& c) { return c.name == name; });
        if (tab == line.npos || call == lab_page::calls.end()) {
            std::cerr << "lab_page_host: expected the name of a call, a tab and a request, got " << line
                      << '\n';
            return 2;
        }
        std::cout << call->function(line.c_str() + tab + 1) << std::endl; // who asks may wait for it
    }
}
