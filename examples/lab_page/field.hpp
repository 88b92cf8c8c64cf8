// SPDX-License-Identifier: BSD-3-Clause
// A value of a request, and where it stands: reads what is expected there, or refuses in a sentence that
// names the place, what was expected and what came.
#pragma once

#include "object.hpp"
#include "say.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lab_page {

/// A request that cannot be met. The sentence is in the request's language.
class refused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

namespace words {
inline constexpr phrase expected{"{0}: expected {1}, got {2}", "{0}：应为{1}，实际为 {2}"};
inline constexpr phrase a_number{"a number from {0} to {1}", " {0} 到 {1} 之间的数"};
inline constexpr phrase a_whole_number{"a whole number from {0} to {1}", " {0} 到 {1} 之间的整数"};
inline constexpr phrase truth{"true or false", " true 或 false"};
inline constexpr phrase one_of{"one of {0}", "以下之一：{0}"};
inline constexpr phrase an_object{"an object", "对象"};
inline constexpr phrase a_list{"a list of {0} to {1} items", "含 {0} 到 {1} 项的列表"};
inline constexpr phrase a_list_of{"a list of {0}", "含 {0} 项的列表"};
inline constexpr phrase a_long_text{"a text of {0} bytes", "{0} 字节的文本"};
inline constexpr phrase missing{"{0}: missing", "{0}：缺失"};
inline constexpr phrase unknown{"{0}: unknown", "{0}：未知的项"};
} // namespace words

class field {
public:
    /// Refers to all of them.
    field(const json& value, std::string place, const voice& say)
        : value_{&value}, place_{std::move(place)}, say_{&say} {}

    const std::string& place() const noexcept { return place_; }
    const voice& say() const noexcept { return *say_; }

    double number(double lo, double hi) const {
        if (const double x = value_->is_number() ? value_->get<double>() : std::nan(""); x >= lo && x <= hi)
            return x;
        refuse((*say_)(words::a_number, {lab_page::number(lo, 15), lab_page::number(hi, 15)}));
    }
    std::uint64_t whole(std::uint64_t lo, std::uint64_t hi) const {
        if (value_->is_number_unsigned())
            if (const auto n = value_->get<std::uint64_t>(); n >= lo && n <= hi)
                return n;
        refuse((*say_)(words::a_whole_number, {std::to_string(lo), std::to_string(hi)}));
    }
    bool truth() const {
        if (!value_->is_boolean())
            refuse((*say_)(words::truth));
        return value_->get<bool>();
    }
    /// Which of the names it is.
    std::size_t one_of(std::initializer_list<std::string_view> names) const {
        if (value_->is_string())
            for (std::size_t i = 0; i != names.size(); ++i)
                if (value_->get_ref<const std::string&>() == names.begin()[i])
                    return i;
        const std::vector<std::string> list(names.begin(), names.end());
        refuse((*say_)(words::one_of, {say_->clauses(list)}));
    }
    /// Its items, at least lo and at most hi.
    std::vector<field> items(std::size_t lo, std::size_t hi) const {
        if (!value_->is_array() || value_->size() < lo || value_->size() > hi)
            refuse(lo == hi ? (*say_)(words::a_list_of, {lab_page::number(lo)})
                            : (*say_)(words::a_list, {lab_page::number(lo), lab_page::number(hi)}));
        std::vector<field> list;
        for (std::size_t i = 0; i != value_->size(); ++i)
            list.emplace_back((*value_)[i], at("[", std::to_string(i), "]"), *say_);
        return list;
    }
    std::vector<double> numbers(std::size_t lo, std::size_t hi, double least, double most) const {
        std::vector<double> list;
        for (const field& item : items(lo, hi)) list.push_back(item.number(least, most));
        return list;
    }
    /// Whether it has this key; it is an object.
    bool has(const char* key) const { return value_->is_object() && value_->contains(key); }
    field operator[](const char* key) const {
        if (!value_->is_object())
            refuse((*say_)(words::an_object));
        const auto it = value_->find(key);
        if (it == value_->end())
            throw refused((*say_)(words::missing, {at(".", key)}));
        return {*it, at(".", key), *say_};
    }
    /// It is an object that has no other keys.
    void allow(std::initializer_list<std::string_view> keys) const {
        if (!value_->is_object())
            refuse((*say_)(words::an_object));
        for (const auto& [key, value] : value_->items()) {
            bool known = false;
            for (const std::string_view k : keys) known = known || k == key;
            if (!known)
                throw refused((*say_)(words::unknown, {at(".", shown(key))}));
        }
    }
    [[noreturn]] void refuse(const std::string& expected) const {
        throw refused((*say_)(words::expected, {place_, expected, got()}));
    }

private:
    static constexpr std::size_t longest_shown = 40;

    std::string at(std::string_view before, std::string_view what, std::string_view after = "") const {
        std::string text = place_;
        text += before;
        text += what;
        text += after;
        return text;
    }
    std::string shown(const std::string& text) const {
        return text.size() <= longest_shown ? text
                                            : (*say_)(words::a_long_text, {lab_page::number(text.size())});
    }
    /// Of lists and objects no more than that they are: they may be large, and nested deeply.
    std::string got() const {
        if (value_->is_array())
            return (*say_)(words::a_list_of, {lab_page::number(value_->size())});
        if (value_->is_object())
            return (*say_)(words::an_object);
        if (value_->is_string())
            if (const auto& text = value_->get_ref<const std::string&>(); text.size() > longest_shown)
                return shown(text);
        return value_->dump();
    }

    const json* value_;
    std::string place_;
    const voice* say_;
};

} // namespace lab_page
