// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/pair_table.h"

#include "core/base/error.h"
#include "core/records/csv.h"

#include <algorithm>
#include <cmath>

namespace klas {

namespace {

constexpr int kMaxBlocks = 10000;

std::string shape(int rows, int columns) {
    return std::to_string(rows) + " x " + std::to_string(columns);
}

void checkShape(const ScoreMatrix* matrix, int rows, int columns, const char* what) {
    if (matrix && (matrix->rows() != rows || matrix->columns() != columns))
        throw Error(std::string("The ") + what + " of " + matrix->source + " and " + matrix->target + " is " +
                    shape(matrix->rows(), matrix->columns()) + ", expected " + shape(rows, columns) + ".");
}

bool inTable(const PairTableInput& input, const Stitch& stitch) {
    return stitch.source == input.source && stitch.target == input.target && stitch.i >= 1 &&
           stitch.i <= input.rows && stitch.j >= 0 && stitch.j <= input.columns;
}

bool usesColumnZero(const PairTableInput& input) {
    const auto before = [&](const auto& item) {
        const Stitch& stitch = item.stitch;
        return stitch.j == 0 && inTable(input, stitch);
    };
    if (input.stitches && std::any_of(input.stitches->begin(), input.stitches->end(), before)) return true;
    if (!input.selections) return false;
    return std::any_of(input.selections->begin(), input.selections->end(), [&](const Selection& s) {
        return std::any_of(s.stitches.begin(), s.stitches.end(), before);
    });
}

/// Γ with Σ kept at or above the smallest positive double, and the quotient at or below the largest.
double guardedRatio(double omega, double sigma) {
    using Limits = std::numeric_limits<double>;
    if (std::isnan(omega) || std::isnan(sigma)) return PairCell::kUnknown;
    return std::min(omega / std::max(sigma, Limits::min()), Limits::max());
}

void fillScores(PairCell& cell, const PairTableInput& input) {
    if (cell.j == 0) return; // no block before it to compare with
    if (input.scores) {
        cell.omega = input.scores->value(cell.i, cell.j);
        cell.omegaError = input.scores->error(cell.i, cell.j);
    }
    if (!input.targetSelf || cell.j == input.columns) return;
    cell.sigma = input.targetSelf->value(cell.j, cell.j + 1);
    cell.sigmaError = input.targetSelf->error(cell.j, cell.j + 1);
    if (!input.scores || measureInfo(input.scores->measure).largerIsCloser) return;
    cell.gamma = guardedRatio(cell.omega, cell.sigma);
    cell.unresolved = cell.sigma < std::numeric_limits<double>::min() || cell.sigma < 2 * cell.sigmaError;
}

Json orNull(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

std::vector<std::string> names(const PairTable& table, const PairCell& cell) {
    std::vector<std::string> result;
    for (const int k : cell.selectedBy)
        result.push_back(table.selections[static_cast<size_t>(k)]);
    return result;
}

} // namespace

const PairCell& PairTable::cell(int i, int j) const {
    if (!contains(i, j))
        throw Error("There is no cell (" + std::to_string(i) + ", " + std::to_string(j) + ") between " +
                    source + " and " + target + ".");
    return cells[static_cast<size_t>(i - 1) * static_cast<size_t>(columns - firstColumn + 1) +
                 static_cast<size_t>(j - firstColumn)];
}

PairTable pairTable(const PairTableInput& input) {
    if (input.rows < 0 || input.columns < 0 || input.rows > kMaxBlocks || input.columns > kMaxBlocks)
        throw Error("A pair of " + shape(input.rows, input.columns) + " blocks is out of range.");
    checkShape(input.scores, input.rows, input.columns, "matrix");
    checkShape(input.targetSelf, input.columns, input.columns, "matrix");

    PairTable table;
    table.source = input.source;
    table.target = input.target;
    table.measure = input.scores ? input.scores->measure : std::string();
    table.rows = input.rows;
    table.columns = input.columns;
    table.firstColumn = usesColumnZero(input) ? 0 : 1;
    const bool legalityKnown = input.stitches != nullptr || table.self();
    const auto width = static_cast<size_t>(table.columns - table.firstColumn + 1);
    table.cells.reserve(static_cast<size_t>(table.rows) * width);
    for (int i = 1; i <= table.rows; ++i) {
        for (int j = table.firstColumn; j <= table.columns; ++j) {
            PairCell cell;
            cell.i = i;
            cell.j = j;
            cell.legal = !legalityKnown && j >= 1 && j < table.columns;
            fillScores(cell, input);
            table.cells.push_back(std::move(cell));
        }
    }
    const auto at = [&](const Stitch& s) -> PairCell& {
        return table
            .cells[static_cast<size_t>(s.i - 1) * width + static_cast<size_t>(s.j - table.firstColumn)];
    };
    if (input.stitches) {
        for (const CostedStitch& legal : *input.stitches) {
            if (!inTable(input, legal.stitch)) continue;
            at(legal.stitch).legal = true;
            at(legal.stitch).cost = legal.cost;
        }
    }
    if (!input.selections) return table;
    for (const Selection& selection : *input.selections) {
        const int index = static_cast<int>(table.selections.size());
        table.selections.push_back(selection.name);
        for (const SelectedStitch& chosen : selection.stitches) {
            if (!inTable(input, chosen.stitch)) continue;
            PairCell& cell = at(chosen.stitch);
            if (!cell.cost && chosen.cost.flops > 0) cell.cost = chosen.cost;
            if (cell.selectedBy.empty() || cell.selectedBy.back() != index) cell.selectedBy.push_back(index);
        }
    }
    return table;
}

std::string toCsv(const PairTable& table) {
    CsvWriter csv;
    csv.row("source", "target", "i", "j", "legal", "omega", "omega_error", "sigma", "gamma", "flops",
            "params", "selected_by");
    for (const PairCell& cell : table.cells) {
        std::string selectedBy;
        for (const std::string& name : names(table, cell))
            selectedBy += (selectedBy.empty() ? "" : "; ") + name;
        const std::string flops = cell.cost ? std::to_string(cell.cost->flops) : "";
        const std::string params = cell.cost ? std::to_string(cell.cost->params) : "";
        csv.row(table.source, table.target, cell.i, cell.j, cell.legal, cell.omega, cell.omegaError,
                cell.sigma, cell.gamma, flops, params, selectedBy);
    }
    return csv.text();
}

Json toJson(const PairTable& table) {
    Json cells = Json::array();
    for (const PairCell& cell : table.cells)
        cells.push_back({{"source", table.source},
                         {"target", table.target},
                         {"i", cell.i},
                         {"j", cell.j},
                         {"legal", cell.legal},
                         {"omega", orNull(cell.omega)},
                         {"omega_error", orNull(cell.omegaError)},
                         {"sigma", orNull(cell.sigma)},
                         {"gamma", orNull(cell.gamma)},
                         {"unresolved", cell.unresolved},
                         {"flops", cell.cost ? Json(cell.cost->flops) : Json(nullptr)},
                         {"params", cell.cost ? Json(cell.cost->params) : Json(nullptr)},
                         {"selected_by", names(table, cell)}});
    return {{"source", table.source},
            {"target", table.target},
            {"measure", table.measure},
            {"cells", std::move(cells)}};
}

std::string toCsv(const Selection& selection) {
    CsvWriter csv;
    csv.row("source", "target", "i", "j", "bucket", "flops", "params", "omega", "sigma", "gamma", "score",
            "layer", "stability", "unresolved");
    for (const SelectedStitch& s : selection.stitches)
        csv.row(s.stitch.source, s.stitch.target, s.stitch.i, s.stitch.j,
                s.bucket ? std::optional(*s.bucket + 1) : s.bucket, s.cost.flops, // people count from 1
                s.cost.params, s.omega, s.sigma, s.gamma, s.score, s.layer, s.stability, s.unresolved);
    return csv.text();
}

} // namespace klas
