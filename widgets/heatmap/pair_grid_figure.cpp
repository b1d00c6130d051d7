// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/pair_grid_figure.h"

#include "core/base/error.h"
#include "widgets/heatmap/pair_grid_layout.h"

#include <cmath>
#include <map>
#include <qcustomplot.h>

namespace klas::ui {

namespace {

void drawCells(QPainter& painter, const QRectF& area, const StoredValues& stored, const ValueScale& scale, bool largerIsCloser) {
    const double width = area.width() / stored.columns, height = area.height() / stored.rows;
    for (int i = 0; i < stored.rows; ++i)
        for (int j = 0; j < stored.columns; ++j) {
            const double fraction = scale.fraction(stored.values[size_t(i) * size_t(stored.columns) + size_t(j)]);
            if (std::isnan(fraction)) continue;
            painter.fillRect(QRectF(area.left() + j * width, area.top() + i * height, width, height), QColor(colorAt(ColorMap::Cividis, largerIsCloser ? fraction : 1 - fraction)));
        }
}

} // namespace

FigureDrawing pairGridDrawing(const PairGridSpec& spec, const PairGrid::Values& values, const ExportFormat& format) {
    if (spec.anchors.size() < 2) throw Error("There are no pairs to export yet: add two anchors, then analyse them.");
    if (!spec.range) throw Error("No pair has been analysed with this measure yet. Analyse the project first.");
    std::map<std::pair<size_t, size_t>, StoredValues> known;
    for (size_t s = 0; s < spec.anchors.size(); ++s)
        for (size_t t = 0; t < spec.anchors.size(); ++t)
            if (auto stored = values(spec.anchors[s], spec.anchors[t])) known[{s, t}] = std::move(*stored);
    const Theme theme = fileTheme(format.dark);
    return [spec, known = std::move(known), theme, layout = PairGridLayout(format.size, spec.names, theme.font), size = format.size](QCPPainter& painter) {
        const ValueScale scale = fixedScale(spec.range->lower, spec.range->upper, spec.scale, {});
        painter.fillRect(QRect(QPoint(), size), theme.background);
        for (size_t s = 0; s < spec.anchors.size(); ++s)
            for (size_t t = 0; t < spec.anchors.size(); ++t) {
                const QRectF tile = layout.tile(int(s) + 1, int(t) + 1);
                if (const auto at = known.find({s, t}); at != known.end()) {
                    drawCells(painter, tile, at->second, scale, spec.largerIsCloser);
                    continue;
                }
                painter.setFont(theme.font);
                painter.setPen(theme.mutedText);
                painter.drawText(tile, Qt::AlignCenter, QStringLiteral("–"));
            }
        drawNames(painter, layout, spec.names, theme);
        drawColorBar(painter, layout.bar, scale, ColorMap::Cividis, spec.largerIsCloser, spec.label, spec.top, theme);
    };
}

} // namespace klas::ui
