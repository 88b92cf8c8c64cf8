// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Simplex cells: convex polytopes by the half-spaces they are the intersection of, for dimensions
// in which they have too many vertices.
//
// On which side of a plane a cell is, a few of its points mostly say; where they do not, a linear program
// does, and finds one more point. How many points a cell keeps is capped.
#ifndef CREASE_ANATOMY_SIMPLEX_CELLS_HPP
#define CREASE_ANATOMY_SIMPLEX_CELLS_HPP

#include <crease/anatomy/cell_range.hpp>
#include <crease/anatomy/simplex.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A stack of cells in d dimensions inside the cube [-1, 1]^d. Cells are visited depth-first: the half-spaces
/// of the cells that a cell was cut from stand in one stack, and the last one in the cell itself.
class simplex_cells {
public:
    struct cell {
        std::size_t rows, first_row;          // half-spaces; where the last one is kept, a row of numbers
        std::size_t serial;                   // of the last one
        std::size_t first_witness, witnesses; // points of the cell, for which there is room for room_
    };

    simplex_cells(std::size_t dimensions, const tolerances& tolerance)
        : d_{dimensions}, keep_{2 * d_ + 2}, room_{keep_ + 4}, tolerance_{tolerance.simplex}, rows_(d_),
          solver_(d_), lower_(d_, -1.0), upper_(d_, 1.0), normal_(d_), values_(room_) {}

    cell cube() { return push_cell(0, nullptr); }

    /// low and high of the units, as far as it matters on which side of the knots they are.
    void find_range(const cell& c, std::span<const double> knots, instruction_set set, cell_range& task) {
        sample(c, set, task);
        for (std::size_t u = 0; u != task.units; ++u) {
            if (!take_normal(task, u))
                continue;
            const double intercept = task.constant * task.z[d_ * task.units + u];
            // The nearest knot beyond: if z does not pass it, it passes none. So upwards, then downwards.
            double knot = std::numeric_limits<double>::infinity();
            for (const double k : knots)
                if (k + task.slack[u] >= task.high[u])
                    knot = std::min(knot, k);
            if (std::isfinite(knot))
                task.high[u] =
                    std::max(task.high[u], intercept + maximise(c, knot + task.slack[u] - intercept));
            knot = -std::numeric_limits<double>::infinity();
            for (const double k : knots)
                if (k - task.slack[u] <= task.low[u])
                    knot = std::max(knot, k);
            if (std::isfinite(knot)) {
                for (double& n : normal_) n = -n;
                task.low[u] =
                    std::min(task.low[u], intercept - maximise(c, intercept - knot + task.slack[u]));
            }
        }
    }
    void find_exact_range(const cell& c, instruction_set set, cell_range& task) {
        sample(c, set, task);
        for (std::size_t u = 0; u != task.units; ++u) {
            if (!take_normal(task, u))
                continue;
            const double intercept = task.constant * task.z[d_ * task.units + u];
            task.high[u] = std::max(task.high[u], intercept + maximise(c));
            for (double& n : normal_) n = -n;
            task.low[u] = std::min(task.low[u], intercept - maximise(c));
        }
    }

    /// Where the cell is. After `both`, cut() with the same arguments may be called.
    cell_side find_side(cell& c, const cell_plane& plane) {
        double low = 0, high = 0;
        const double* point = points_.data() + c.first_witness * d_;
        for (std::size_t i = 0; i != c.witnesses; ++i, point += d_) {
            double v = plane.offset;
            for (std::size_t r = 0; r != d_; ++r) v += plane.normal[r] * point[r];
            values_[i] = v;
            low = std::min(low, v);
            high = std::max(high, v);
        }
        if (high <= plane.slack)
            high = std::max(high, reach(c, plane, 1));
        if (low >= -plane.slack)
            low = std::min(low, -reach(c, plane, -1));
        if (high > plane.slack)
            return low < -plane.slack ? cell_side::both : cell_side::above;
        return low < -plane.slack ? cell_side::below : cell_side::on;
    }

    /// Both parts of a cell, below the plane and above it: two new cells on the stack.
    std::pair<cell, cell> cut(const cell& c, const cell_plane& plane) {
        activate(c);
        double length = 0;
        for (std::size_t r = 0; r != d_; ++r) length += plane.normal[r] * plane.normal[r];
        length = std::sqrt(length);
        std::vector<double>& row = row_;
        row.assign(plane.normal, plane.normal + d_);
        row.push_back(-plane.offset);
        for (double& value : row) value /= length;
        cell low = push_cell(c.rows + 1, row.data());
        for (double& value : row) value = -value;
        cell high = push_cell(c.rows + 1, row.data());
        share_witnesses(c, low, high);
        return {low, high};
    }

    /// A point well inside: the centre of the largest ball that fits, as far as a linear program tells.
    void find_inside(const cell& c, double* inside) {
        activate(c);
        simplex solver(d_ + 1);
        half_space_stack rows(d_ + 1);
        std::vector<double> row(d_ + 2), objective(d_ + 1), lower(lower_), upper(upper_);
        lower.push_back(0);
        upper.push_back(1);
        objective[d_] = 1;
        const auto add = [&](double bound) { // what is further than x[d] from it
            double length = 0;
            row[d_] = 1;
            for (std::size_t j = 0; j <= d_; ++j) length += row[j] * row[j];
            length = std::sqrt(length);
            for (std::size_t j = 0; j <= d_; ++j) row[j] /= length;
            row[d_ + 1] = bound / length;
            rows.put(rows.size(), row.data());
        };
        const half_spaces own = rows_.first(c.rows);
        for (std::size_t i = 0; i != c.rows; ++i) {
            for (std::size_t j = 0; j != d_; ++j) row[j] = own.data[j * own.capacity + i];
            add(own.data[d_ * own.capacity + i]);
        }
        for (std::size_t j = 0; j != d_; ++j)
            for (const double sign : {-1.0, 1.0}) {
                std::fill(row.begin(), row.end(), 0.0);
                row[j] = sign;
                add(1);
            }
        solver.maximise(rows.first(rows.size()), lower.data(), upper.data(), objective.data());
        std::copy_n(solver.x(), d_, inside);
    }

    /// The largest value of normal * y + offset on the cell, and where.
    double find_highest(const cell& c, const cell_plane& plane, double* where) {
        normal_.assign(plane.normal, plane.normal + d_);
        const double highest = plane.offset + maximise(c);
        std::copy_n(solver_.x(), d_, where);
        return highest;
    }

    struct mark {
        std::size_t points, last_rows;
    };
    mark top() const noexcept { return {points_.size(), last_rows_.size()}; }
    void shrink(const mark& to) {
        points_.resize(to.points);
        last_rows_.resize(to.last_rows);
    }

private:
    cell push_cell(std::size_t rows, const double* last) {
        const cell c{rows, last_rows_.size(), ++serial_, points_.size() / d_, 0};
        if (last != nullptr)
            last_rows_.insert(last_rows_.end(), last, last + d_ + 1);
        points_.resize(points_.size() + room_ * d_);
        return c;
    }

    /// Puts the cell's last half-space on the stack, where one of a cell visited before may stand.
    void activate(const cell& c) {
        if (c.rows == 0)
            return;
        if (serials_.size() < c.rows)
            serials_.resize(c.rows);
        if (serials_[c.rows - 1] == c.serial)
            return;
        rows_.put(c.rows - 1, last_rows_.data() + c.first_row);
        serials_[c.rows - 1] = c.serial;
    }

    void sample(const cell& c, instruction_set set, cell_range& task) {
        task.points = points_.data() + c.first_witness * d_;
        task.count = c.witnesses;
        detail::find_range(set, task);
    }

    /// The unit's normal; false if z is constant, and then known.
    bool take_normal(cell_range& task, std::size_t u) {
        double length = 0;
        for (std::size_t r = 0; r != d_; ++r) {
            normal_[r] = task.z[r * task.units + u];
            length += std::abs(normal_[r]);
        }
        task.slack[u] += tolerance_ * length;
        if (length == 0)
            task.low[u] = task.high[u] = task.constant * task.z[d_ * task.units + u];
        return length != 0;
    }

    double maximise(const cell& c, double enough = -std::numeric_limits<double>::infinity()) {
        activate(c);
        return solver_.maximise(rows_.first(c.rows), lower_.data(), upper_.data(), normal_.data(), enough);
    }

    /// How far the cell reaches beyond the plane in its normal's direction, or against it. Finds a witness if
    /// it does.
    double reach(cell& c, const cell_plane& plane, double sign) {
        for (std::size_t r = 0; r != d_; ++r) normal_[r] = sign * plane.normal[r];
        const double v = sign * plane.offset + maximise(c, plane.slack - sign * plane.offset);
        if (v > plane.slack) {
            const std::size_t at = c.witnesses == room_ ? room_ - 1 : c.witnesses++;
            std::copy_n(solver_.x(), d_, points_.data() + (c.first_witness + at) * d_);
            values_[at] = sign * v;
        }
        return v;
    }

    /// To each part the witnesses on its side, and those on the plane between two of them.
    void share_witnesses(const cell& c, cell& low, cell& high) {
        std::size_t lowest = 0, highest = 0;
        for (std::size_t i = 1; i != c.witnesses; ++i) {
            if (values_[i] < values_[lowest])
                lowest = i;
            if (values_[i] > values_[highest])
                highest = i;
        }
        const auto add = [this](cell& part, const double* point) {
            if (part.witnesses != keep_)
                std::copy_n(point, d_, points_.data() + (part.first_witness + part.witnesses++) * d_);
        };
        for (std::size_t i = 0; i != c.witnesses; ++i) {
            const double* const point = points_.data() + (c.first_witness + i) * d_;
            if (values_[i] >= 0)
                add(high, point);
            if (values_[i] <= 0)
                add(low, point);
        }
        for (std::size_t i = 0; i != c.witnesses; ++i) {
            const std::size_t other = values_[i] > 0 ? lowest : highest;
            if (i == (values_[i] > 0 ? highest : lowest) && values_[i] < 0)
                continue; // the pair of both extremes once
            const double a = values_[i], b = values_[other];
            if (!((a > 0 && b < 0) || (a < 0 && b > 0)))
                continue;
            const double share = a / (a - b);
            for (std::size_t r = 0; r != d_; ++r) {
                const double from = points_[(c.first_witness + i) * d_ + r];
                normal_[r] = from + share * (points_[(c.first_witness + other) * d_ + r] - from);
            }
            add(high, normal_.data());
            add(low, normal_.data());
        }
    }

    std::size_t d_, keep_, room_;
    double tolerance_;
    half_space_stack rows_;
    std::vector<std::size_t> serials_; // of the half-spaces in rows_
    simplex solver_;
    std::vector<double> lower_, upper_, normal_, values_, row_;
    std::vector<double> points_;    // (room_, d) a cell
    std::vector<double> last_rows_; // (d + 1) a cell
    std::size_t serial_ = 0;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_SIMPLEX_CELLS_HPP
