// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/score_matrix.h"
#include "core/records/selection.h"
#include "widgets/heatmap/cell_states.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klas::ui {

/// What the colour of a cell shows.
enum class Quantity {
    Score, ///< Ω: the measure itself
    Gamma, ///< Γ = Ω / Σ, for distances
};

/// The pair B that a heatmap A is held against; which cells meet is said in widgets/heatmap/difference.h.
struct Comparison {
    std::string source, target;
    bool crosswise = false;                ///< cell (i, j) meets cell (j, i)
    ScoreMatrix scores;                    ///< A's measure; m x n, or n x m crosswise
    std::optional<ScoreMatrix> targetSelf; ///< of B's target with itself: Σ of its Γ
};

/// Everything a heatmap shows, as a snapshot: the view keeps no reference to a project.
///
///     HeatmapData data;
///     data.source = "tiny", data.target = "base", data.rows = 6, data.columns = 6;
///     data.scores = project.matrix("tiny", "base", "kl");
///     data.targetSelf = project.matrix("base", "base", "kl");     // gives Σ and with it Γ
///     data.stitches = legalStitches(tinyCard, baseCard);
///     data.selections = {klas, snnet};
///     view.setData(data);
struct HeatmapData {
    std::string source, target;        ///< anchor names
    int rows = 0, columns = 0;         ///< m source blocks, n target blocks; 0 while no pair is chosen
    std::optional<ScoreMatrix> scores; ///< m x n; may be partial (`complete` false) or absent
    std::optional<ScoreMatrix>
        targetSelf; ///< n x n of the target with itself, same measure: Σ(j) = value(j, j + 1)
    std::optional<std::vector<CostedStitch>>
        stitches; ///< all legal stitches of the pair; absent: not known, only the last column is hatched
    /// FLOPs of the cheaper and of the dearer anchor: methods with buckets choose only between them
    std::optional<std::pair<std::int64_t, std::int64_t>> flopsRange;
    std::vector<Selection> selections; ///< overlaid by shape; stitches of other pairs are left out
    PairStates states; ///< of the work on stitches; may be empty
    Quantity quantity = Quantity::Score;
    std::optional<Comparison> against; ///< cells then show the difference
    std::string provenance; ///< one line under exports; empty: made from `scores`
};

/// Whether a stitch of that cost lies outside `flopsRange`; never while the range is not known.
inline bool outsideRange(const HeatmapData& data, const std::optional<Cost>& cost) {
    return data.flopsRange && cost &&
           (cost->flops < data.flopsRange->first || cost->flops > data.flopsRange->second);
}

} // namespace klas::ui
