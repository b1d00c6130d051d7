// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/records/selection.h"
#include "widgets/heatmap/heatmap_data.h"

namespace klas::ui {

/// Every cell of a pair as .csv or .json, by the ending; JSON carries the provenance as well. Throws Error.
void exportCells(const HeatmapData& data, const fs::path& file);
/// A selection as .csv or .json, by the ending. Throws Error.
void exportSelection(const Selection& selection, const fs::path& file);

} // namespace klas::ui
