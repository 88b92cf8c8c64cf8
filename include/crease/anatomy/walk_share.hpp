// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Walk share: which branches of a walk are walked, where several threads share one walk.
#ifndef CREASE_ANATOMY_WALK_SHARE_HPP
#define CREASE_ANATOMY_WALK_SHARE_HPP

#include <crease/detail/instruction_set.hpp>

#include <atomic>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Branches begin behind so many cuts, or at a region with fewer before it: up to 64 branches, enough for a
/// few threads to share the work evenly; passing over one costs next to nothing.
inline constexpr std::size_t cuts_to_branch = 6;

/// All branches; or, with a counter in common, those that no other share has come to before. Every thread
/// meets the branches in the same order, and passes over those of the others.
class walk_share {
public:
    walk_share() = default;
    explicit walk_share(std::atomic<std::size_t>& next) : next_{&next}, mine_{next++} {}

    /// Whether the branch that comes now is walked.
    bool takes() {
        const std::size_t branch = branch_++;
        if (next_ == nullptr)
            return true;
        if (branch != mine_)
            return false;
        mine_ = (*next_)++;
        return true;
    }
    /// The number of that branch.
    std::size_t branch() const noexcept { return branch_ - 1; }

private:
    std::atomic<std::size_t>* next_ = nullptr;
    std::size_t mine_ = 0, branch_ = 0;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_WALK_SHARE_HPP
