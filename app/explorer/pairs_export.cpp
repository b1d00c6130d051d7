// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/pairs_export.h"

#include "app/explorer/pair_view.h"
#include "widgets/bridge/short_names.h"
#include "widgets/heatmap/heatmap_text.h"
#include "widgets/heatmap/pair_grid_figure.h"

#include <QCoreApplication>

namespace klas::ui {

PairGridSpec pairGridSpec(const ProjectState& project, const RangeQuestion& question) {
    HeatmapData words; // only what the words depend on
    words.quantity = question.quantity;
    words.scores.emplace();
    words.scores->measure = question.measure;
    PairGridSpec spec;
    for (const auto& [source, target] : pairsOf(project))
        if (source == target) spec.anchors.push_back(source);
    const ShortNames names(spec.anchors);
    for (const std::string& anchor : spec.anchors)
        spec.names << names(anchor);
    spec.label = valueLabel(words);
    spec.top = directionLabel(words);
    spec.largerIsCloser = largerIsCloser(words);
    spec.scale = question.scale;
    return spec;
}

std::optional<StoredValues> pairValues(const ProjectState& project, const RangeQuestion& question, const std::string& source, const std::string& target) {
    const ScoreMatrix *matrix = project.matrix(source, target, question.measure), *self = project.matrix(target, target, question.measure);
    if (!matrix || !matrix->complete) return {};
    if (question.quantity == Quantity::Gamma && (!self || !self->complete)) return {};
    return storedValues(*matrix, self && self->complete ? self : nullptr, question.quantity);
}

void exportPairs(const ProjectState& project, const RangeQuestion& question, const std::filesystem::path& file, const ExportFormat& format) {
    PairGridSpec spec = pairGridSpec(project, question);
    const auto values = [&](const std::string& source, const std::string& target) { return pairValues(project, question, source, target); };
    RangeOfPairs all;
    for (const std::string& source : spec.anchors)
        for (const std::string& target : spec.anchors)
            if (const auto stored = values(source, target)) all.add(source, target, rangeOf(*stored, question.scale));
    spec.range = all.range();
    writeFigure(file, format, QCoreApplication::translate("pairs", "All pairs: %1").arg(spec.label), onDevice(pairGridDrawing(spec, values, format), format));
}

} // namespace klas::ui
