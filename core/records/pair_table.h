// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/score_matrix.h"
#include "core/records/selection.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace klas {

/// What is known about joining source block i to target block j; NaN where a score is not known (yet) or not
/// defined.
struct PairCell {
    static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

    int i = 0; ///< source block, 1..m
    int j = 0; ///< target block, 0..n; 0 is before its first block
    bool legal = false;
    std::optional<Cost> cost; ///< of the stitched network
    double omega = kUnknown;  ///< Ω: the measure between block i and block j, in its unit
    double omegaError = kUnknown;
    double sigma = kUnknown; ///< Σ: the same measure between target blocks j and j+1
    double sigmaError = kUnknown;
    double gamma = kUnknown;     ///< Γ = Ω / Σ, for distances; smaller is better
    bool unresolved = false;     ///< Σ is below twice its standard error: Γ means nothing
    std::vector<int> selectedBy; ///< indices into PairTable::selections
};

/// All cells of a pair of anchors in one place: what hover texts, CSV and JSON files show (KLAS, arXiv
/// 2605.29259, sections 3.2 and 3.3).
struct PairTable {
    std::string source, target;
    std::string measure;       ///< "kl"; empty while nothing is computed
    int rows = 0, columns = 0; ///< m, n
    int firstColumn = 1;       ///< 0 when stitches before the target's first block are legal or chosen
    std::vector<std::string> selections; ///< names
    std::vector<PairCell> cells;         ///< rows x (columns - firstColumn + 1), row by row

    /// An anchor against itself: nothing is a stitch, everything can be read.
    bool self() const { return source == target; }
    bool contains(int i, int j) const { return i >= 1 && i <= rows && j >= firstColumn && j <= columns; }
    /// Throws Error when there is no such cell.
    const PairCell& cell(int i, int j) const;
};

/// What a table is made from; the pointers may be null and are not kept.
struct PairTableInput {
    std::string source, target;
    int rows = 0, columns = 0;
    const ScoreMatrix* scores = nullptr;     ///< m x n
    const ScoreMatrix* targetSelf = nullptr; ///< n x n, the same measure
    const std::vector<CostedStitch>* stitches =
        nullptr; ///< all legal ones; null: not known, 1 <= j < n counts as legal
    const std::vector<Selection>* selections = nullptr; ///< stitches of other pairs are ignored
};

/// Throws Error when a matrix has another shape than rows x columns (columns x columns for `targetSelf`), or
/// when the shape is out of 0..10 000.
PairTable pairTable(const PairTableInput& input);

/// Columns source, target, i, j, legal, omega, omega_error, sigma, gamma, flops, params, selected_by (names
/// joined by "; "). RFC 4180 with a header line; numbers in the C locale, shortest form that reads back
/// exactly; unknown values are empty.
std::string toCsv(const PairTable& table);
/// The same as {source, target, measure, cells: [...]}; unknown values are null.
Json toJson(const PairTable& table);

/// Columns source, target, i, j, bucket, flops, params, omega, sigma, gamma, score, layer, stability,
/// unresolved.
std::string toCsv(const Selection& selection);

} // namespace klas
