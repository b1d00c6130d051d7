// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/selection_klas.h"
#include "core/records/anchor.h"
#include "core/records/evaluation.h"

#include <map>

namespace klas {

/// Selections beyond KLAS (klas.md section 9 says where Γ is weak), each at a baseline's size: `size` stitches.

/// What is known of stitches right after least-squares initialisation, before any finetuning.
struct InitialResult {
    double top1 = 0; ///< 0..1
    double loss = 0; ///< nats
};
using InitialResults = std::map<std::pair<int, int>, InitialResult>; ///< by (i, j)
/// Of one pair, from a project's evaluations: those without a run, on the split, with the most images, and of those the ones
/// whose layers were solved on the most. Of the same numbers the last counts.
InitialResults initialResults(const std::vector<Evaluation>& evaluations, const std::string& source, const std::string& target,
                              const std::string& split = "validation");

/// Per bucket the best by a score of one's own (smaller is better; NaN never), one in each bucket and then the next best
/// overall, relative to their bucket's best, until there are `size`. Scores are per candidate of `bucketed`.
std::vector<size_t> pickWithin(const Bucketed& bucketed, const std::vector<double>& scores, size_t size);

/// "theta": Ω alone, `size` stitches spread over the buckets.
Selection selectTheta(const ScoreMatrix& pair, const NetCard& source, const NetCard& target, const KlasOptions& options, size_t size);

/// "theta-init": in each bucket the least sum of two ranks, of Ω and of the loss right after initialisation: two witnesses
/// that fail in different places. Throws Error where a candidate has no initial result.
Selection selectThetaInit(const ScoreMatrix& pair, const InitialResults& initial, const NetCard& source, const NetCard& target,
                          const KlasOptions& options, size_t size);

/// "init-accuracy": the greatest top-1 right after initialisation in each bucket.
Selection selectInitAccuracy(const InitialResults& initial, const NetCard& source, const NetCard& target, const KlasOptions& options,
                             size_t size);

/// "init-both": the same over the stitches of both directions, source to target and target to source (`reverse`, by (i, j)
/// of that direction). Where the source is weak, what has passed through it is lost, and the target's first blocks before
/// the source's last ones keep it at the same cost; no score of KLAS compares the two directions, accuracy does.
Selection selectInitBoth(const InitialResults& initial, const InitialResults& reverse, const NetCard& source, const NetCard& target,
                         const KlasOptions& options, size_t size);

/// Top-1 that a stitch is expected to reach, on the line between the anchors: Ω = 0 is the target itself, and the distance
/// between both networks' last probes is the source (Ω(m, n) says how far they are apart):
///
///     a(i, j) = a_g - (a_g - a_f) Ω(i, j) / Ω(m, n)
///
/// Nothing is measured beyond Θ and the anchors' own accuracies. NaN where Ω is, or where Ω(m, n) is 0.
double expectedTop1(const ScoreMatrix& pair, int i, int j, double sourceTop1, double targetTop1);

/// "marginal": greedily the stitch that raises the staircase of expected top-1 over the anchors' own the most, until `size`
/// are chosen or none gains: a stitch that another is expected to beat at lower cost is never trained.
Selection selectMarginal(const ScoreMatrix& pair, const NetCard& source, const NetCard& target, double sourceTop1, double targetTop1,
                         const KlasOptions& options, size_t size);

/// Top-1 of each block's probe on validation images, 0..1, block 1 first.
std::vector<double> probeAccuracies(const ProbeReport& report);

/// What both directions of a pair are held against: Θ and the top-1 of each block's probe, 0..1, of either anchor.
struct BothDirections {
    const ScoreMatrix &pair, &reverse;                 ///< Θ of source to target, of target to source
    const std::vector<double>&sourceProbes, &targetProbes; ///< on validation images, block 1 first
};

/// "probe-front": as "marginal", among the stitches of both directions, with another expectation: a stitch reaches what can be
/// read linearly where it leaves its source, the top-1 of the probe there (more than that the blocks behind it have not made
/// of these features so far). Of stitches that leave a source at the same block for the same bucket the one with the
/// least Ω stands for all.
Selection selectProbeFront(const BothDirections& both, const NetCard& source, const NetCard& target, double sourceTop1, double targetTop1,
                           const KlasOptions& options, size_t size);

} // namespace klas
