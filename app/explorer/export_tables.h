// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/records/selection.h"
#include "widgets/cost/ledger_data.h"
#include "widgets/frontier/tradeoff_data.h"
#include "widgets/heatmap/heatmap_data.h"

namespace klas::ui {

/// Every cell of a pair as .csv or .json, or what the heatmap shows as a matrix in .tex (booktabs), by the
/// ending; JSON carries the provenance as well. Throws Error.
void exportCells(const HeatmapData& data, const fs::path& file);
/// A selection as .csv, .json or .tex (booktabs), by the ending. Throws Error.
void exportSelection(const Selection& selection, const fs::path& file);
/// A trade-off by the file's ending: .svg, .pdf and .png as a plot, .csv, .json and .tex as a table. Throws Error.
void exportTradeoffFile(const TradeoffData& data, const fs::path& file, double scale, bool dark);

/// What a project has cost as .csv, .json or .tex, by the ending; JSON carries what it comes to for KLAS as well. Throws Error.
void exportCost(const LedgerAnswer& cost, const fs::path& file);

} // namespace klas::ui
