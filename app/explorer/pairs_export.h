// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/range_survey.h"
#include "widgets/heatmap/pair_grid.h"
#include "widgets/plot/export.h"

namespace klas::ui {

/// What the grid of all pairs says in words; the range is for who has looked at all of them.
PairGridSpec pairGridSpec(const ProjectState& project, const RangeQuestion& question);
/// The numbers of a finished matrix; Γ needs the target's own as well.
std::optional<StoredValues> pairValues(const ProjectState& project, const RangeQuestion& question, const std::string& source, const std::string& target);
/// All pairs as .svg, .pdf or .png, all in one range of colours. Throws Error.
void exportPairs(const ProjectState& project, const RangeQuestion& question, const std::filesystem::path& file, const ExportFormat& format);

} // namespace klas::ui
