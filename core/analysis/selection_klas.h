// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/buckets.h"
#include "core/records/score_matrix.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace klas {

struct KlasOptions {
    double tau = kDefaultTau;
    int buckets = 0; ///< 0 = target blocks that can be stitched to
    CostProfile profile = CostProfile::Default;
    bool operator==(const KlasOptions&) const = default;
};

/// Why a stitch is good or bad: KLAS (arXiv 2605.29259), section 3. Absent where there is no value (NaN, j =
/// 0, j = n).
struct StitchScore {
    std::optional<double> omega; ///< Ω = Θ(P_i^f, P_j^g), nats: the distance the stitching layer must cover
    std::optional<double>
        sigma; ///< Σ = Θ(P_j^g, P_{j+1}^g), nats: how much block j+1 of the target changes its input
    std::optional<double> gamma; ///< Γ = Ω / Σ; smaller is better, huge but finite where Σ is 0
    bool unresolved = false;     ///< Σ is not above twice its standard error, so Γ says little
};

/// Score of (i, j) from Θ of the pair (m x n) and Θ of the target with itself (n x n), or without Σ and Γ
/// where that is null. Rounding below zero counts as zero.
StitchScore stitchScore(const ScoreMatrix& pair, const ScoreMatrix* targetSelf, int i, int j);

/// Throws Error unless `pair` is source x target by shape.
void checkPair(const ScoreMatrix& pair, const NetCard& source, const NetCard& target);
/// Throws Error unless `targetSelf` is n x n, of the target with itself, in the measure of `pair`.
void checkTargetSelf(const ScoreMatrix& targetSelf, const ScoreMatrix& pair, const NetCard& target);

/// KLAS: in each FLOPs bucket the least Γ and every Γ within (1 + τ) of it; the union, ascending in FLOPs.
///
///     Selection s = selectKlas(matrix(f, g), matrix(g, g), card(f), card(g), {.tau = 0.05, .buckets = 20});
///
/// Throws Error for options out of range, matrices of another shape, no legal stitch, different classes.
Selection selectKlas(const ScoreMatrix& pair, const ScoreMatrix& targetSelf, const NetCard& source,
                     const NetCard& target, const KlasOptions& options = {});

/// The buckets and which of their candidates KLAS picks: selectKlas() without the sentences, for other
/// methods.
std::pair<Bucketed, std::vector<size_t>> klasPicks(const ScoreMatrix& pair, const ScoreMatrix& targetSelf,
                                                   const NetCard& source, const NetCard& target,
                                                   const KlasOptions& options);

/// Θ of the pair and of the target with itself from one bootstrap draw of images, the same for every cell.
struct Resample {
    ScoreMatrix pair, targetSelf;
};

/// Share of resamples in which KLAS chooses a stitch, 0..1, for every stitch chosen at least once.
std::map<Stitch, double> selectionStability(const NetCard& source, const NetCard& target,
                                            const KlasOptions& options,
                                            const std::vector<Resample>& resamples);

/// Writes those shares into a selection; 0 for stitches no resample chose.
void setStability(Selection& selection, const std::map<Stitch, double>& shares);

/// A chosen stitch with its bucket and every score there is; the matrices may be null.
SelectedStitch selected(const Candidate& candidate, const NetCard& source, const NetCard& target,
                        const ScoreMatrix* pair, const ScoreMatrix* targetSelf);
/// A sentence for chosen stitches with unresolved Σ, and for a matrix that is still filling.
void addScoreNotes(Selection& selection, const ScoreMatrix* pair);

} // namespace klas
