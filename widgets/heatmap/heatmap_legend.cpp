// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/heatmap_legend.h"

#include "widgets/bridge/text.h"
#include "widgets/heatmap/heatmap_text.h"

#include <QCoreApplication>
#include <algorithm>

namespace klas::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("heatmap", text);
}

using Entries = std::vector<LegendEntry>;

void addMethods(Entries& entries, const HeatmapData& data, const PairTable& table) {
    for (size_t k = 0; k < data.selections.size(); ++k) {
        const auto stitches = std::count_if(table.cells.begin(), table.cells.end(), [&](const PairCell& cell) {
            return std::find(cell.selectedBy.begin(), cell.selectedBy.end(), static_cast<int>(k)) != cell.selectedBy.end();
        });
        entries.push_back({methodStyle(data.selections[k].method), selectionTitle(data.selections, k, static_cast<int>(stitches))});
    }
}

void addStates(Entries& entries, const HeatmapData& data, const PairTable& table) {
    for (const StitchState state : {StitchState::Queued, StitchState::Running, StitchState::Done, StitchState::Failed}) {
        const auto cells = std::count_if(table.cells.begin(), table.cells.end(),
                                         [&](const PairCell& cell) { return data.states.at(cell.i, cell.j).state == state; });
        if (cells > 0) entries.push_back({badgeOf(state), tr("%1 (%2)").arg(stateTitle(state), QLocale().toString(static_cast<qlonglong>(cells)))});
    }
}

} // namespace

BadgeShape badgeOf(StitchState state) {
    switch (state) {
    case StitchState::Running:
        return BadgeShape::Play;
    case StitchState::Done:
        return BadgeShape::Tick;
    case StitchState::Failed:
        return BadgeShape::Cross;
    default:
        return BadgeShape::Square;
    }
}

std::vector<LegendEntry> legendEntries(const HeatmapData& data, const PairTable& table, const DrawnFacts& drawn, const Theme& theme) {
    Entries entries;
    addMethods(entries, data, table);
    addStates(entries, data, table);
    if (data.against) {
        entries.push_back({Swatch{QColor(colorAt(drawn.map, 0.9)), {}, {}, false}, tr("larger in %1").arg(comparedName(data, false))});
        entries.push_back({Swatch{QColor(colorAt(drawn.map, 0.1)), {}, {}, false}, tr("larger in %1").arg(comparedName(data, true))});
    }
    const QColor middle(colorAt(drawn.map, 0.5));
    if (drawn.pending) entries.push_back({Swatch{theme.pending, theme.grid, {}, false}, data.against ? tr("not known in both") : tr("not computed yet")});
    if (drawn.blocked) entries.push_back({Swatch{theme.blocked, {}, theme.hatch, false}, tr("no legal stitch")});
    if (drawn.outside) entries.push_back({Swatch{middle, {}, {}, false, true}, tr("outside the anchors' FLOPs")});
    const bool up = largerOnTop(data);
    const auto clipped = [&](bool above, double end) {
        const QColor color(colorAt(drawn.map, above == up ? 1 : 0));
        entries.push_back({Swatch{color, {}, {}, false}, (above ? QStringLiteral("≥ ") : QStringLiteral("≤ ")) + number(end)});
    };
    if (drawn.values.clippedBelow) clipped(false, drawn.values.lower);
    if (drawn.values.clippedAbove) clipped(true, drawn.values.upper);
    if (drawn.unresolved) entries.push_back({Swatch{middle, {}, {}, true}, tr("Σ below twice its error")});
    return entries;
}

} // namespace klas::ui
