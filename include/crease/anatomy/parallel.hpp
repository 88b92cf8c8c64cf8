// SPDX-License-Identifier: BSD-3-Clause
// layer 13 · Parallel anatomy: pieces, polygons and regions on all cores, by oneTBB. Who includes this links
// TBB::tbb (package libtbb-dev, CMake find_package(TBB)); nothing else in anatomy needs it.
//
// The results are those of the functions without _parallel, to the last bit and in the same order: a walk
// goes through the same steps whichever thread goes its branches. Threads are those of the caller's task
// arena.
#ifndef CREASE_ANATOMY_PARALLEL_HPP
#define CREASE_ANATOMY_PARALLEL_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/line.hpp>
#include <crease/anatomy/plane.hpp>
#include <crease/anatomy/regions.hpp>
#include <crease/anatomy/walk_share.hpp>
#include <crease/network.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <limits>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

/// What walk(share) gives for each thread's share: its store.
template <class Walk> auto share_walk(Walk walk) {
    using store = std::invoke_result_t<Walk&, walk_share>;
    std::atomic<std::size_t> next{0};
    std::vector<std::optional<store>> stores(
        static_cast<std::size_t>(tbb::this_task_arena::max_concurrency()));
    tbb::parallel_for(
        std::size_t{0}, stores.size(),
        [&](std::size_t i) {
            try {
                stores[i] = walk(walk_share(next));
            } catch (...) {
                next = std::numeric_limits<std::size_t>::max() / 2; // nobody need go on
                throw;
            }
        },
        tbb::simple_partitioner{});
    std::vector<store> all;
    for (auto& each : stores) all.push_back(std::move(*each));
    return all;
}

/// Counts into how many parts a layer splits the interval, and goes no further.
struct part_counter {
    std::size_t layer, parts = 0;
    bool takes_branch(std::size_t l) {
        parts += l == layer;
        return l != layer;
    }
    template <class... Piece> void operator()(const Piece&...) const noexcept {}
};

/// The first layer whose parts of the interval are enough to be shared. There are two or more.
inline std::size_t find_branch_layer(const line_task& task) {
    constexpr std::size_t enough = 64;
    for (std::size_t layer = 0; layer + 2 < task.layers.size(); ++layer) {
        part_counter count{.layer = layer};
        walk_line(task, count);
        if (count.parts >= enough)
            return layer;
    }
    return task.layers.size() - 2; // the last one may have no knots
}

template <class Real> line_pieces<Real> all_pieces_parallel(const line_task& task) {
    if (task.layers.size() == 1) // which may have nothing to split
        return all_pieces<Real>(task);
    const std::size_t layer = find_branch_layer(task);
    const auto stores = share_walk([&](walk_share share) { return store_line(task, share, layer); });
    return {task.layers, stores, task.lo, task.hi, task.tolerance};
}
template <class Real> plane_polygons<Real> all_polygons_parallel(const plane_task& task) {
    return {task.bits, task.frame, share_walk([&](walk_share share) { return store_plane(task, share); })};
}

} // namespace CREASE_TAG
} // namespace detail

/// pieces() and pieces_on_segment() by several threads.
template <network Net>
CREASE_UNIT line_pieces<> pieces_parallel(const Net& net, double lo, double hi,
                                          const tolerances& tolerance = {}) {
    return detail::all_pieces_parallel<double>(detail::interval_task("pieces", net, lo, hi, tolerance));
}
template <network Net>
CREASE_UNIT line_pieces<> pieces_on_segment_parallel(const Net& net, point_view p, point_view q,
                                                     const tolerances& tolerance = {}) {
    return detail::all_pieces_parallel<double>(detail::segment_task(net, p, q, tolerance));
}

/// polygons() by several threads.
template <network Net>
CREASE_UNIT plane_polygons<> polygons_parallel(const Net& net, point_view lower, point_view upper,
                                               const tolerances& tolerance = {}) {
    return detail::all_polygons_parallel<double>(detail::plane_task_of(net, lower, upper, tolerance));
}
template <network Net>
CREASE_UNIT plane_polygons<> polygons_parallel(const Net& net, const plane_slice& slice, point_view lower,
                                               point_view upper, const tolerances& tolerance = {}) {
    return detail::all_polygons_parallel<double>(detail::plane_task_of(net, slice, lower, upper, tolerance));
}

/// count_regions() by several threads.
template <network Net>
CREASE_UNIT std::size_t count_regions_parallel(const Net& net, point_view lower, point_view upper,
                                               const regions_options& options = {}) {
    const auto layers = detail::box_layers("count_regions_parallel", net, lower, upper);
    const auto box = detail::scale_box(lower, upper);
    const auto guides = detail::share_walk([&](detail::walk_share share) {
        detail::region_guide guide{
            .visitor = nullptr, .visit = nullptr, .most = options.max_regions, .share = share};
        detail::walk_box(layers, box, options.tolerance, guide);
        if (!guide.result.complete)
            detail::throw_too_many("count_regions_parallel", options.max_regions);
        return guide;
    });
    std::size_t count = 0;
    for (const detail::region_guide& guide : guides) count += guide.result.count;
    if (count > options.max_regions)
        detail::throw_too_many("count_regions_parallel", options.max_regions);
    return count;
}

/// f(region) of every region, in the order of for_each_region(), by several threads: f is called from several
/// at once, and what it gives can be moved. Throws as count_regions() does.
template <network Net, class F>
requires std::invocable<F&, const region&> CREASE_UNIT auto
map_regions_parallel(const Net& net, point_view lower, point_view upper, F&& f,
                     const regions_options& options = {}) {
    using value = std::decay_t<std::invoke_result_t<F&, const region&>>;
    static_assert(!std::is_void_v<value>, "map_regions_parallel: f must return a value for each region");
    struct run {
        std::size_t branch;
        std::vector<value> values;
    };
    const auto layers = detail::box_layers("map_regions_parallel", net, lower, upper);
    const auto box = detail::scale_box(lower, upper);
    auto lists = detail::share_walk([&](detail::walk_share share) {
        std::vector<run> runs;
        const detail::region_guide* guide_of = nullptr;
        const auto keep = [&](const region& r) {
            const std::size_t branch = guide_of->share.branch();
            if (runs.empty() || runs.back().branch != branch)
                runs.push_back({branch, {}});
            runs.back().values.push_back(f(r));
        };
        detail::region_guide guide = detail::guide_to(keep, options.max_regions, share);
        guide_of = &guide;
        detail::walk_box(layers, box, options.tolerance, guide);
        if (!guide.result.complete)
            detail::throw_too_many("map_regions_parallel", options.max_regions);
        return runs;
    });
    std::vector<run> runs;
    std::size_t count = 0;
    for (auto& list : lists)
        for (run& each : list) {
            count += each.values.size();
            runs.push_back(std::move(each));
        }
    if (count > options.max_regions)
        detail::throw_too_many("map_regions_parallel", options.max_regions);
    std::sort(runs.begin(), runs.end(), [](const run& a, const run& b) { return a.branch < b.branch; });
    std::vector<value> values;
    values.reserve(count);
    for (run& each : runs) std::move(each.values.begin(), each.values.end(), std::back_inserter(values));
    return values;
}

} // namespace crease
#endif // CREASE_ANATOMY_PARALLEL_HPP
