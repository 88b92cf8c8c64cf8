// SPDX-License-Identifier: BSD-3-Clause
// A JSON object, member by member: object().add("x", 1.0).add("y", 2.0). The JSON library's own initializer
// lists say the same, and are compiled to many times the code, which the page has to carry.
#pragma once

#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace lab_page {

using nlohmann::json;

class object {
public:
    [[gnu::noinline]] object&& add(const char* key, json value) && {
        members_[key] = std::move(value);
        return std::move(*this);
    }
    [[gnu::noinline]] object&& add(const char* key, double value) && {
        return std::move(*this).add(key, json(value));
    }
    [[gnu::noinline]] object&& add(const char* key, std::string text) && {
        return std::move(*this).add(key, json(std::move(text)));
    }
    object&& add(const char* key, const char* text) && {
        return std::move(*this).add(key, std::string(text));
    }
    [[gnu::noinline]] object&& add(const char* key, const std::vector<double>& list) && {
        return std::move(*this).add(key, json(list));
    }
    template <std::unsigned_integral N> object&& add(const char* key, N value) && {
        if constexpr (std::same_as<N, bool>)
            return std::move(*this).truth(key, value);
        else
            return std::move(*this).whole(key, value);
    }

    operator json() && { return std::move(members_); }

private:
    [[gnu::noinline]] object&& truth(const char* key, bool value) && {
        return std::move(*this).add(key, json(value));
    }
    [[gnu::noinline]] object&& whole(const char* key, std::uint64_t value) && {
        return std::move(*this).add(key, json(value));
    }

    json members_ = json::object();
};

} // namespace lab_page
