// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Plane table: the polygons of a walk over a plane, array by array in one piece of memory. In many
// pieces it would go back to the system each time it is freed, and be fetched again for the next result.
#ifndef CREASE_ANATOMY_PLANE_TABLE_HPP
#define CREASE_ANATOMY_PLANE_TABLE_HPP

#include <crease/anatomy/polygon_stack.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// No polygon: the edge is part of the rectangle's side.
inline constexpr std::uint32_t no_polygon = std::numeric_limits<std::uint32_t>::max();

struct plane_segment {
    const std::array<double, 2>&from, &to;
};

/// Keeps the C library from fetching the memory of a result of so many bytes anew for the next one: glibc
/// gives the top of its heap back as soon as that is more than twice the largest piece ever freed. Where its
/// pages come from a hypervisor, they take longer than the walk.
inline void keep_memory(std::size_t bytes) {
    constexpr std::size_t pages = 128 * 1024,
                          most = 32 * 1024 * 1024; // less is kept in any case, more in none
    if (bytes <= pages || bytes + bytes / 2 >= most)
        return;
    xt::uvector<std::byte> piece(bytes + bytes / 2);
    static_cast<volatile std::byte&>(piece[0]) = std::byte{0}; // or it would be left out
}

/// So many polygons are stored together: a single list of all would move when it grows.
inline constexpr std::size_t block_size = 256;

/// Up to block_size polygons, array by array in one piece of memory.
class plane_block {
public:
    using point = std::array<double, 2>;

    /// Empty, with room for so many; words: of bits a polygon.
    plane_block(std::size_t outputs, std::size_t words, std::size_t polygons, std::size_t corners)
        : out_{outputs}, words_{words} {
        allocate(polygons, corners);
    }

    std::size_t size() const noexcept { return size_; }
    std::size_t bytes() const noexcept { return memory_.size(); }

    /// (size + 1): each polygon's first corner.
    const std::uint32_t* starts() const noexcept { return at<std::uint32_t>(offset_.starts); }
    // (corners) each: where a corner is; of the edge that leaves it counter-clockwise the label, and the
    // polygon across.
    const point* corners() const noexcept { return at<point>(0); }
    const std::uint32_t* labels() const noexcept { return at<std::uint32_t>(offset_.labels); }
    const std::uint32_t* neighbours() const noexcept { return at<std::uint32_t>(offset_.neighbours); }
    // (size, outputs, 2) and (size, outputs); sizes: of the terms of an output.
    const double* slopes() const noexcept { return at<double>(offset_.slopes); }
    const double* intercepts() const noexcept { return at<double>(offset_.intercepts); }
    const double* sizes() const noexcept { return at<double>(offset_.sizes); }
    /// (size, words), as knot_bits has them.
    const std::uint64_t* bits() const noexcept { return at<std::uint64_t>(offset_.bits); }

    void set_edge(std::size_t p, std::size_t corner, std::uint32_t label, std::uint32_t across) noexcept {
        const std::size_t i = starts()[p] + corner;
        mine(labels())[i] = label;
        mine(neighbours())[i] = across;
    }
    /// Numbers the neighbours of a polygon from elsewhere on.
    void shift_neighbours(std::size_t p, std::uint32_t by) noexcept {
        std::uint32_t* const across = mine(neighbours());
        for (std::size_t i = starts()[p]; i != starts()[p + 1]; ++i)
            across[i] += across[i] == no_polygon ? 0 : by;
    }

    /// What a polygon is made of.
    struct row {
        point* corners;
        std::uint32_t *labels, *neighbours;
        double *slopes, *intercepts, *sizes;
        std::uint64_t* bits;
    };
    row at(std::size_t p) noexcept {
        const std::uint32_t first = starts()[p];
        return {mine(corners()) + first,       mine(labels()) + first,        mine(neighbours()) + first,
                mine(slopes()) + 2 * out_ * p, mine(intercepts()) + out_ * p, mine(sizes()) + out_ * p,
                mine(bits()) + words_ * p};
    }
    /// One more, with so many corners, to be filled in.
    row add(std::size_t corners) {
        const std::size_t last = starts()[size_] + corners;
        if (size_ == room_ || last > corner_room_)
            grow(last);
        mine(starts())[++size_] = static_cast<std::uint32_t>(last);
        return at(size_ - 1);
    }

private:
    /// An array of bytes holds whatever is put there: C++20, [intro.object].
    template <class T> const T* at(std::size_t offset) const noexcept {
        return reinterpret_cast<const T*>(memory_.data() + offset);
    }
    template <class T> static T* mine(const T* p) noexcept { return const_cast<T*>(p); }

    void allocate(std::size_t polygons, std::size_t corners) {
        room_ = polygons;
        corner_room_ = corners;
        // The widest types come first, so that all are aligned.
        std::size_t end = sizeof(point) * corners;
        const auto put = [&end](std::size_t size, std::size_t count) {
            return std::exchange(end, end + size * count);
        };
        offset_ = {.slopes = put(sizeof(double), 2 * out_ * polygons),
                   .intercepts = put(sizeof(double), out_ * polygons),
                   .sizes = put(sizeof(double), out_ * polygons),
                   .bits = put(sizeof(std::uint64_t), words_ * polygons),
                   .starts = put(sizeof(std::uint32_t), polygons + 1),
                   .labels = put(sizeof(std::uint32_t), corners),
                   .neighbours = put(sizeof(std::uint32_t), corners)};
        memory_.resize(end); // not initialised: what is not used is not touched
        mine(starts())[0] = 0;
    }
    void grow(std::size_t corners) {
        plane_block wider(out_, words_, size_ == room_ ? 2 * room_ : room_,
                          std::max(2 * corner_room_, corners));
        const auto copy = [](const auto* from, std::size_t n, const auto* to) {
            std::copy_n(from, n, mine(to));
        };
        const std::size_t n = starts()[size_];
        copy(this->corners(), n, wider.corners());
        copy(labels(), n, wider.labels());
        copy(neighbours(), n, wider.neighbours());
        copy(slopes(), 2 * out_ * size_, wider.slopes());
        copy(intercepts(), out_ * size_, wider.intercepts());
        copy(sizes(), out_ * size_, wider.sizes());
        copy(bits(), words_ * size_, wider.bits());
        copy(starts(), size_ + 1, wider.starts());
        wider.size_ = size_;
        *this = std::move(wider);
    }

    std::size_t out_, words_, size_ = 0, room_ = 0, corner_room_ = 0;
    struct {
        std::size_t slopes, intercepts, sizes, bits, starts, labels, neighbours;
    } offset_{}; // in bytes
    xt::uvector<std::byte> memory_;
};

/// Polygons by number, which as often as not is where they are.
class plane_table {
public:
    using point = plane_block::point;

    plane_table(std::size_t outputs, std::size_t words) : out_{outputs}, words_{words} {}

    /// Polygons of a table, from `first` on.
    struct part {
        std::size_t table, first, count;
    };
    /// All polygons of some tables, part by part. Neighbours are numbered within each part before.
    plane_table(std::vector<plane_table> tables, const std::vector<part>& parts)
        : plane_table(tables.front().out_, tables.front().words_) {
        std::vector<std::size_t> before; // blocks, of each table
        for (plane_table& table : tables) {
            before.push_back(blocks_.size());
            std::move(table.blocks_.begin(), table.blocks_.end(), std::back_inserter(blocks_));
            size_ += table.size_;
        }
        if (size_ >= no_polygon - block_size * tables.size())
            throw limit_error("polygons: expected fewer than 2^32 regions, got more");
        std::uint32_t number = 0;
        order_.reserve(size_);
        for (const part& from : parts) {
            const std::uint32_t first = number;
            for (std::size_t i = from.first; i != from.first + from.count; ++i, ++number) {
                order_.push_back(static_cast<std::uint32_t>(before[from.table] * block_size + i));
                blocks_[order_.back() / block_size].shift_neighbours(i % block_size, first);
            }
        }
        if (tables.size() == 1)
            order_ = std::vector<std::uint32_t>();
    }

    std::size_t size() const noexcept { return size_; }
    std::size_t outputs() const noexcept { return out_; }
    std::size_t bytes() const noexcept {
        std::size_t sum = order_.capacity() * sizeof order_[0];
        for (const plane_block& block : blocks_) sum += sizeof block + block.bytes();
        return sum;
    }

    /// Counter-clockwise.
    std::span<const point> corners(std::size_t p) const noexcept {
        const auto [block, i] = find(p);
        const std::uint32_t* const start = block.starts() + i;
        return {block.corners() + start[0], start[1] - start[0]};
    }
    /// The edge that leaves a corner.
    plane_segment edge(std::size_t p, std::size_t corner) const noexcept {
        const auto all = corners(p);
        return {all[corner], all[corner + 1 == all.size() ? 0 : corner + 1]};
    }
    // (corners): of the edge that leaves each; neighbours have numbers.
    const std::uint32_t* labels(std::size_t p) const noexcept {
        const auto [block, i] = find(p);
        return block.labels() + block.starts()[i];
    }
    const std::uint32_t* neighbours(std::size_t p) const noexcept {
        const auto [block, i] = find(p);
        return block.neighbours() + block.starts()[i];
    }
    void set_edge(std::size_t p, std::size_t corner, std::uint32_t label, std::uint32_t across) noexcept {
        blocks_[slot(p) / block_size].set_edge(slot(p) % block_size, corner, label, across);
    }
    // (outputs, 2), (outputs), (outputs), (words).
    const double* slopes(std::size_t p) const noexcept {
        const auto [block, i] = find(p);
        return block.slopes() + 2 * out_ * i;
    }
    const double* intercepts(std::size_t p) const noexcept {
        const auto [block, i] = find(p);
        return block.intercepts() + out_ * i;
    }
    const double* sizes(std::size_t p) const noexcept {
        const auto [block, i] = find(p);
        return block.sizes() + out_ * i;
    }
    const std::uint64_t* bits(std::size_t p) const noexcept {
        const auto [block, i] = find(p);
        return block.bits() + words_ * i;
    }

    /// One more, with so many corners, to be filled in. Its edges have no neighbours yet.
    plane_block::row add(std::size_t corners) {
        if (size_ % block_size == 0) {
            // The only one may stay small. Where many creases cross, polygons have 4 corners each.
            const std::size_t room = size_ == 0 ? 16 : block_size;
            blocks_.emplace_back(out_, words_, room, 4 * room + room / 8);
        }
        ++size_;
        const plane_block::row row = blocks_.back().add(corners);
        std::fill_n(row.neighbours, corners, no_polygon);
        return row;
    }

private:
    struct place {
        const plane_block& block;
        std::size_t index;
    };
    std::size_t slot(std::size_t p) const noexcept { return order_.empty() ? p : order_[p]; }
    place find(std::size_t p) const noexcept { return {blocks_[slot(p) / block_size], slot(p) % block_size}; }

    std::size_t out_, words_, size_ = 0;
    std::vector<plane_block> blocks_;
    std::vector<std::uint32_t> order_; // where each is, by block * block_size + index, if not in order
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_TABLE_HPP
