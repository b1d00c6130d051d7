// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/pair_table.h"
#include "widgets/heatmap/heatmap_data.h"
#include "widgets/plot/color_map.h"
#include "widgets/plot/legend_entry.h"
#include "widgets/plot/theme.h"
#include "widgets/plot/value_scale.h"

#include <vector>

namespace klas::ui {

/// What of a heatmap's drawing needs explaining.
struct DrawnFacts {
    bool pending = false, blocked = false, unresolved = false, outside = false;
    ValueScale values;
    ColorMap map = ColorMap::Cividis;
};

/// How the state of a stitch is drawn; not for None.
BadgeShape badgeOf(StitchState state);

/// Only what is there: methods, kinds of cells, states, ends of the colours that hide larger or smaller values.
std::vector<LegendEntry> legendEntries(const HeatmapData& data, const PairTable& table, const DrawnFacts& drawn, const Theme& theme);

} // namespace klas::ui
