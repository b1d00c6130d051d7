// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/select.h"

#include <vector>

namespace klas {

/// A selection over all pairs of k anchors. Γ is not calibrated between targets, so the method chooses pair by pair, and what
/// an anchor or a stitch of another pair is expected to beat at no higher cost is dropped before anything is finetuned:
/// the expectation is expectedTop1() between the anchors' own accuracies. Methods that look at no score (snnet, random,
/// uniform, whole-source) keep all that they choose. Buckets belong to a pair; here stitches have none.
///
/// `pairs`: source the cheaper anchor, with Θ and both top-1 where stitches are to be dropped. SN-Net wants neighbours in
/// cost only: neighbours(). Throws Error as select() does, and for no pair.
Selection selectAllPairs(const SelectionRequest& request, const std::vector<SelectionInputs>& pairs);

/// Every pair of anchors, the cheaper one first, ascending in cost; of anchors by name with their classes alike.
std::vector<std::pair<std::string, std::string>> orderedPairs(std::vector<NetCard> anchors);
/// Of those the pairs of neighbours in cost, which SN-Net stitches (arXiv 2302.06586).
std::vector<std::pair<std::string, std::string>> neighbours(std::vector<NetCard> anchors);

/// Whether something costs no more and is at least as good, and is not the same in both.
bool dominated(std::int64_t flops, double top1, const std::vector<std::pair<std::int64_t, double>>& others);

} // namespace klas
