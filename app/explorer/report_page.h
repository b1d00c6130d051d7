// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/records/selection.h"
#include "widgets/plot/figure.h"

#include <QSize>
#include <QString>
#include <vector>

namespace klas::ui {

/// What one page shows; a figure may be empty.
struct ReportPage {
    QString title, data;
    FigureDrawing heatmap, tradeoff;
    QSize figure;                      ///< of both, in their own points
    std::vector<Selection> selections; ///< the first is listed, as far as the page goes
};

/// One A4 page, landscape: both figures side by side, the selection below. Vectors and text all through. Throws Error.
void writeReportPage(const fs::path& file, const ReportPage& page);

} // namespace klas::ui
