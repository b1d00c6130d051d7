// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/selection_klas.h"
#include "core/records/anchor.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace klas {

/// Baselines at the same finetuning budget (all legal stitches with j >= 1). `like` says how many stitches
/// each bucket gets: what KLAS chose there.

/// As many stitches as KLAS has in each bucket, drawn without replacement with `seed`.
Selection selectRandom(const Bucketed& like, const NetCard& source, const NetCard& target,
                       std::uint64_t seed);

/// `count` stitches, each the nearest unused one to `count` FLOPs spaced evenly between the anchors.
Selection selectUniform(const Bucketed& bucketed, const NetCard& source, const NetCard& target, int count);

/// For every target block j in 1..n-1 the last source block that may enter it: i = m for networks of one stage; in
/// hierarchical ones the source is whole up to the end of the stage that j lies in.
Selection selectWholeSource(const NetCard& source, const NetCard& target, CostProfile profile);

/// KLAS's bucket rule on another measure of the pair; the measure itself says which direction is better. For
/// "kl" this is Ω alone (min-KL).
Selection selectByMeasure(const ScoreMatrix& pair, const NetCard& source, const NetCard& target,
                          const KlasOptions& options = {});

/// What two selections share.
struct Overlap {
    std::vector<Stitch> both, onlyA, onlyB; ///< sorted
    double jaccard = 0;                     ///< |both| / |a or b|; 1 when both are empty
};
Overlap overlap(const Selection& a, const Selection& b);

/// The pair of anchors whose heads agree best: least KL(P_f || P_g) with f the cheaper one; KLAS (arXiv
/// 2605.29259).
struct AnchorPair {
    std::string source, target;
    double kl = 0; ///< nats
    bool operator==(const AnchorPair&) const = default;
};
/// `cards` tells which anchor is the cheaper one. Absent when no pair has a value. Throws Error for an anchor
/// without a card.
std::optional<AnchorPair> recommendedPair(const AnchorDistances& distances,
                                          const std::vector<NetCard>& cards);

} // namespace klas
