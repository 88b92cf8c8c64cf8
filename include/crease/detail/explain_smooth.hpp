// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Explains a network with a smooth hidden layer: what differs, in that network's own numbers.
#ifndef CREASE_DETAIL_EXPLAIN_SMOOTH_HPP
#define CREASE_DETAIL_EXPLAIN_SMOOTH_HPP

#include <crease/detail/explain_phrases.hpp>
#include <crease/detail/fact_words.hpp>
#include <crease/detail/phrase.hpp>
#include <crease/error.hpp>
#include <crease/language.hpp>
#include <crease/network.hpp>
#include <crease/trace.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Layers in another scalar type. Refers to the names and activations of those they were made from.
template <class Real> class layers_in {
public:
    template <class T> explicit layers_in(std::span<const layer_view<T>> layers) {
        weights_.reserve(2 * layers.size());
        for (const layer_view<T>& layer : layers) {
            auto& kernel =
                weights_.emplace_back(layer.kernel.data, layer.kernel.data + layer.in() * layer.out());
            auto& bias = weights_.emplace_back(layer.bias.begin(), layer.bias.end());
            views_.push_back(
                {{kernel.data(), layer.in(), layer.out()}, bias, layer.activation, layer.name, true});
        }
    }
    layers_in(const layers_in&) = delete;
    layers_in& operator=(const layers_in&) = delete;
    std::span<const layer_view<Real>> views() const noexcept { return views_; }

private:
    std::vector<std::vector<Real>> weights_;
    std::vector<layer_view<Real>> views_;
};

/// Real is double: a template so that who only includes this header does not compile it.
template <class Real> class smooth_explainer {
public:
    smooth_explainer(std::span<const layer_view<Real>> layers, double lo, double hi, language which)
        : layers_{layers}, output_{layers.back()}, say_{which}, places_{lo, lo + (hi - lo) / 2, hi} {
        for (const double x : places_) {
            const derivative<Real> d = differentiate<Real>(layers.first(layers.size() - 1), {x});
            std::vector<double>& rises = rises_.emplace_back(d.slope.begin(), d.slope.end());
            std::vector<double> z(output_.bias.begin(), output_.bias.end());
            for (std::size_t u = 0; u != rises.size(); ++u)
                for (std::size_t j = 0; j != z.size(); ++j) z[j] += d.a[u] * output_.kernel(u, j);
            values_.push_back(std::move(z));
        }
    }

    std::string text() {
        if (output_.activation.name() != linear::name)
            text_ += say_(phrases::of_z, {activation_text(output_.activation.name())});
        beginning();
        slopes();
        if (layers_.size() == 2) {
            text_ += say_(phrases::units_title);
            for (std::size_t u = 0; u != std::min(output_.in(), most_lines); ++u) unit(u);
            if (output_.in() > most_lines)
                text_ += say_(phrases::left_out_units, {count_text(output_.in() - most_lines)});
        }
        text_ += "\n";
        text_ += say_(phrases::end_values, {place(0), values(0), place(2), values(2)});
        text_ += "\n";
        return std::move(text_);
    }

private:
    std::string place(std::size_t i) const { return place_text(places_, places_[i]); }
    double added(std::size_t i, std::size_t u, std::size_t j) const {
        return rises_[i][u] * output_.kernel(u, j);
    }
    std::string slope_text(double slope, bool underflows) const {
        return slope == 0 && underflows ? say_(phrases::tiny) : short_text(slope);
    }
    std::string values(std::size_t i) const {
        return output_texts(say_, output_.out(), [&](std::size_t j) { return short_text(values_[i][j]); });
    }

    void beginning() {
        std::vector<std::string> names, activations;
        bool creases = false;
        for (std::size_t l = 0; l + 1 != layers_.size(); ++l) {
            const activation_view f = layers_[l].activation;
            if (f.is_piecewise_linear()) {
                creases = creases || !f.knots().empty();
                continue;
            }
            names.push_back(layers_.size() == 2 ? say_(phrases::hidden_layer)
                                                : layer_name(say_, layers_[l].name, l));
            const std::string name(activation_text(f.name()));
            if (std::find(activations.begin(), activations.end(), name) == activations.end())
                activations.push_back(name);
        }
        text_ +=
            say_(creases ? phrases::smooth_after_creases : phrases::smooth_layers,
                 {say_.list(names), say_.list(activations), message({"[", place(0), ", ", place(2), "]"})});
    }

    void slopes() {
        text_ += say_(phrases::smooth_title);
        for (std::size_t j = 0; j != std::min(output_.out(), most_lines); ++j)
            for (std::size_t i = 0; i != places_.size(); ++i) {
                std::vector<double> terms;
                double slope = 0;
                for (std::size_t u = 0; u != output_.in(); ++u) {
                    terms.push_back(added(i, u, j));
                    slope += terms.back();
                }
                text_ += say_(output_.out() == 1 ? phrases::smooth_line : phrases::smooth_line_of_output,
                              {place(i), short_text(slope), count_text(j)});
                if (const std::string sum = sum_text(say_, terms); !sum.empty())
                    text_ += message({" = ", sum});
                text_ += "\n";
            }
        if (output_.out() > most_lines)
            text_ += say_(phrases::left_out_outputs, {count_text(output_.out() - most_lines)});
    }

    /// Of a single hidden layer.
    void unit(std::size_t u) {
        const double w = layers_[0].kernel(0, u), b = layers_[0].bias[u];
        const activation_view f = layers_[0].activation;
        bool heard = false;
        for (std::size_t j = 0; j != output_.out(); ++j) heard = heard || output_.kernel(u, j) != 0;
        const bool one = output_.out() == 1, tell_weight = one && output_.kernel(u, 0) != 1 && heard;
        text_ += say_(phrases::no_owner,
                      {say_(phrases::unit, {count_text(u)}), line_text(w, b),
                       tell_weight ? say_(phrases::output_weight, {short_text(output_.kernel(u, 0))}) : ""});
        const auto add = [&](const phrase& p, std::initializer_list<std::string_view> words) {
            text_ += say_(phrases::next_sentence);
            text_ += say_(p, words);
        };
        const auto adds = [&](double rise) {
            return output_texts(say_, output_.out(), [&](std::size_t j) {
                return slope_text(rise * output_.kernel(u, j), output_.kernel(u, j) != 0);
            });
        };
        if (!heard) {
            add(phrases::unheard, {});
        } else if (w == 0) {
            add(phrases::smooth_flat, {output_texts(say_, output_.out(), [&](std::size_t j) {
                    return short_text(f(b) * output_.kernel(u, j));
                })});
        } else {
            const double middle = b == 0 ? 0 : -b / w, lo = places_.front(), hi = places_.back();
            const bool inside = lo < middle && middle < hi;
            const std::string at = place_text(places_, middle);
            if (inside)
                add(phrases::smooth_middle, {at, adds(f.slope(0.0) * w)});
            add(phrases::smooth_ends, {place(0), adds(rises_[0][u]), place(2), adds(rises_[2][u])});
            if (inside)
                add(phrases::relu_would, {say_(w > 0 ? phrases::before : phrases::after, {at})});
        }
        text_ += "\n";
    }

    std::span<const layer_view<Real>> layers_;
    layer_view<Real> output_;
    voice say_;
    std::vector<double> places_;
    std::vector<std::vector<double>> rises_, values_; // of the last hidden layer, of the output's z
    std::string text_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_EXPLAIN_SMOOTH_HPP
