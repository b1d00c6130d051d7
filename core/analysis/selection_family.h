// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/select.h"

#include <vector>

namespace klas {

/// What something costs, and what it reaches or is expected to reach.
struct CostAndTop1 {
    std::int64_t flops = 0;
    double top1 = 0;  ///< 0..1
    double error = 0; ///< of top1, one standard deviation; 0 where it was measured
};

/// Whether another costs no more and is better by more than both errors together. False for NaN.
bool dominated(const CostAndTop1& it, const std::vector<CostAndTop1>& others);

/// A selection over all pairs of k anchors. Γ is not calibrated between targets, so the method chooses pair
/// by pair, and what an anchor or a stitch of another pair dominates is dropped before anything is finetuned.
///
/// What may be dropped: before a finetuning it is known that a stitch ends somewhere between its two anchors,
/// and Θ says where, but only as an order within a pair. So the expectation is expectedTop1(), kept between
/// the anchors' own accuracies (an early block of the target is far from every source by Θ, and still its
/// stitch does not fall below the source), and its error is that of a draw between them, their distance /
/// sqrt(12). Without both nearly everything looks dominated by its own source, which costs less: of 64 stitches
/// that KLAS chooses on the demo 47 were expected below the source, and 2 were left. With them 31 are, of
/// anchors that are near in cost; what goes is beaten clearly: a stitch of tiny and base by a better one of
/// medium and base at the same cost, or by medium itself.
///
/// Methods that look at no score (snnet, random, uniform, whole-source) keep all that they choose. Buckets
/// belong to a pair; here stitches have none.
///
/// `pairs`: source the cheaper anchor, with Θ and both top-1 where stitches are to be dropped. SN-Net wants
/// neighbours in cost only: neighbours(). Throws Error as select() does, and for no pair.
Selection selectAllPairs(const SelectionRequest& request, const std::vector<SelectionInputs>& pairs);

/// Every pair of anchors, the cheaper one first, ascending in cost; of anchors by name with their classes alike.
std::vector<std::pair<std::string, std::string>> orderedPairs(std::vector<NetCard> anchors);
/// Of those the pairs of neighbours in cost, which SN-Net stitches (arXiv 2302.06586).
std::vector<std::pair<std::string, std::string>> neighbours(std::vector<NetCard> anchors);

} // namespace klas
