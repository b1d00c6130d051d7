// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cascade.h"
#include "core/records/net_card.h"
#include "core/records/reference_curve.h"
#include "widgets/frontier/cost_axis.h"
#include <QString>
#include <utility>
#include <vector>

namespace klas::ui {

/// A curve beside the project's own networks, drawn thin and grey: nothing of it can be chosen or marked, and no area counts it.
struct OverlayCurve {
    QString id;    ///< "cascade", "reference:snnet-deit"
    QString title; ///< of its line in the legend
    std::vector<std::pair<double, double>> points; ///< cost and top-1 (0..1), ascending in both: steps lie between them
};

/// Where a project's anchors lie: what a published curve is laid over.
struct AnchorBox {
    double lowCost = 0, highCost = 0; ///< of the cheapest and the dearest anchor
    double lowTop1 = 0, highTop1 = 0; ///< 0..1, of the worst and the best anchor
};

/// A selection before anything of it is trained.
struct ExpectedFront {
    QString title;
    std::vector<std::pair<Cost, double>> networks; ///< stitches and the pair's anchors, with the top-1 that is expected
    bool operator==(const ExpectedFront&) const = default;
};
/// Its front along a cost; nothing along latencies, which only a run can tell.
std::optional<OverlayCurve> expectedOverlay(const ExpectedFront& expected, CostAxis axis);

/// The cascade of two anchors over average FLOPs; `title` names them.
OverlayCurve cascadeOverlay(const std::vector<CascadePoint>& points, const QString& title);

/// The front of a published curve. Where its costs and accuracies overlap the project's, it is drawn as it is; otherwise it was
/// measured on other data and networks, and cost and top-1 are scaled so that its anchors span what the project's span: the
/// shape can be compared, no number can, which its title says. Nothing where it lacks this cost, or its anchors span no range.
std::optional<OverlayCurve> referenceOverlay(const ReferenceCurve& curve, CostAxis axis, const AnchorBox& anchors);

} // namespace klas::ui
