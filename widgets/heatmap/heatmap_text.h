// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/pair_table.h"
#include "widgets/heatmap/heatmap_data.h"

#include <QString>
#include <utility>
#include <vector>

/// The words of a heatmap, apart from any drawing.
namespace klas::ui {

/// "10,000 images", "2,560 of 10,000 images" while it fills.
QString imagesText(const ScoreMatrix& matrix);
/// "tiny → base: KL divergence Θ", with the images counted while it still fills.
QString heatmapTitle(const HeatmapData& data);
/// "source block (tiny)", "target block (base)".
QString sourceAxisLabel(const HeatmapData& data);
QString targetAxisLabel(const HeatmapData& data);
/// "KL divergence Θ (nats)", "Γ = Ω / Σ", "Δ KL divergence Θ (nats) (A minus B)".
QString valueLabel(const HeatmapData& data);
/// What the upper end of the colour bar means: "more alike ▲", "A larger ▲".
QString directionLabel(const HeatmapData& data);
/// Whether values grow towards the upper end of the colour bar.
bool largerOnTop(const HeatmapData& data);
/// "B: base → tiny, crosswise"; A's name without `b`.
QString comparedName(const HeatmapData& data, bool b);
/// True when a larger value means more alike; Γ and distances: false.
bool largerIsCloser(const HeatmapData& data);
/// One line under exports: what was measured on how many images, with what, by which version.
QString provenanceLine(const HeatmapData& data);
/// "chosen by KLAS (9)": the selection's method, or its name where two selections share the method.
QString selectionTitle(const std::vector<Selection>& selections, size_t index, int stitches);

/// "queued", "running", "finetuned", "failed"; empty for None.
QString stateTitle(StitchState state);
/// "finetuning runs (job 12)", "finetuned; preview failed (job 13)"; empty for None.
QString stateText(const CellState& state);

/// What a cell is about ("tiny block 3 → base block 4") and what is known: labels and values, digits as the
/// error allows.
struct CellText {
    QString heading;
    std::vector<std::pair<QString, QString>> lines; ///< "Ω", "0.142 ± 0.006 nats"
    std::vector<QString> notes;                     ///< sentences

    QString plain() const; ///< one line per entry, for screen readers
    QString html() const;  ///< a small table
};
/// `other` is the table of what the cell is held against, otherTable(data).
CellText cellText(const HeatmapData& data, const PairTable& table, const PairTable& other, const PairCell& cell);

} // namespace klas::ui
