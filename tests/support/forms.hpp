// SPDX-License-Identifier: BSD-3-Clause
// The same matrix in every form that a caller may hold it in.
#pragma once

#include <crease/detail/xtensor.hpp>

#include "support/views.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <vector>

namespace forms {

/// Copies m, (rows, columns), into a view of the same shape; what lies around it is NaN.
template <class T, class View> void fill(const xt::xtensor<T, 2>& m, View&& view) {
    std::array<std::size_t, 2> at{};
    for (at[0] = 0; at[0] != m.shape()[0]; ++at[0])
        for (at[1] = 0; at[1] != m.shape()[1]; ++at[1]) view[at] = m[at];
}

/// visit(name, expression) for m as a container of each kind, as each kind of view of a larger container,
/// and as a lazy expression.
template <class T, class Visit> void each(const xt::xtensor<T, 2>& m, Visit visit) {
    using xt::all, xt::range;
    const auto rows = static_cast<std::ptrdiff_t>(m.shape()[0]);
    const auto columns = static_cast<std::ptrdiff_t>(m.shape()[1]);
    const std::size_t n = m.shape()[0], k = m.shape()[1];
    const auto nan = std::numeric_limits<T>::quiet_NaN();
    using shape = std::array<std::size_t, 2>;

    visit("row-major", m);
    const xt::xtensor<T, 2, xt::layout_type::column_major> columns_first(m);
    visit("column-major", columns_first);
    const xt::xarray<T> array(m);
    visit("xarray", array);
    std::vector<T> flat(m.begin(), m.end());
    visit("adapted vector", xt::adapt(flat, shape{n, k}));
    const T* const pointer = flat.data();
    visit("adapted pointer", xt::adapt(pointer, n * k, xt::no_ownership(), shape{n, k}));

    xt::xtensor<T, 2> large(shape{2 * n + 5, 3 * k + 7}, nan);
    auto inner = xt::view(large, range(3, 3 + rows), range(2, 2 + columns));
    fill(m, inner);
    visit("rows of a larger container", inner);
    visit("view of a view", xt::view(inner, range(0, rows), all()));
    xt::xtensor<T, 2> steps(shape{2 * n + 5, 3 * k + 7}, nan);
    auto stepped = xt::view(steps, range(1, 1 + 2 * rows, 2), range(2, 2 + 3 * columns, 3));
    fill(m, stepped);
    visit("steps", stepped);
    xt::xtensor<T, 2> row_steps(shape{2 * n + 5, k}, nan);
    auto every_second = xt::view(row_steps, range(0, 2 * rows, 2), all());
    fill(m, every_second);
    visit("every second row", every_second);

    xt::xtensor<T, 2> reversed(shape{n, k});
    fill(m, xt::flip(reversed, 0));
    visit("rows backwards", xt::flip(reversed, 0));
    xt::xtensor<T, 2> mirrored(shape{n, k});
    fill(m, xt::flip(mirrored, 1));
    visit("columns backwards", xt::flip(mirrored, 1));
    if (rows > 1) {
        xt::xtensor<T, 2> back(shape{2 * n, k}, nan);
        const auto step = [&](auto& c) { return xt::view(c, range(2 * rows - 1, 0, -2), all()); };
        fill(m, step(back));
        visit("negative step", step(back));
    }

    const xt::xtensor<T, 2> turned(xt::transpose(m));
    visit("transposed", xt::transpose(turned));
    xt::xtensor<T, 3> middle(std::array<std::size_t, 3>{n, 3, k}, nan);
    fill(m, xt::view(middle, all(), 1, all()));
    visit("middle axis fixed", xt::view(middle, all(), 1, all()));
    xt::xtensor<T, 3> last(std::array<std::size_t, 3>{n, k, 2}, nan);
    fill(m, xt::view(last, all(), all(), 1));
    visit("last axis fixed", xt::view(last, all(), all(), 1));
    xt::xarray<T> any(large);
    visit("strided view",
          xt::strided_view(any, xt::xstrided_slice_vector{range(3, 3 + rows), range(2, 2 + columns)}));
    std::vector<std::size_t> kept;
    for (std::size_t r = 0; r != n; ++r) kept.push_back(3 + r);
    visit("kept rows", xt::view(large, xt::keep(kept), range(2, 2 + columns)));
    visit("dynamic view",
          xt::dynamic_view(any, xt::xdynamic_slice_vector{xt::keep(kept), range(2, 2 + columns)}));

    visit("lazy", m * T(1));
    visit("lazy over views", xt::view(large, range(3, 3 + rows), range(2, 2 + columns)) * T(1));
    visit("view of a lazy expression", xt::view(m * T(1), all(), all()));
    visit("lazy, rank known at run time", array * T(1));
}

} // namespace forms
