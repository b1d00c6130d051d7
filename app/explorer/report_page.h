// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/records/selection.h"
#include "widgets/plot/figure.h"

#include <QSize>
#include <QString>
#include <QStringList>
#include <vector>

namespace klas::ui {

/// What one page shows; a figure may be empty.
struct ReportPage {
    QString title, data;
    FigureDrawing heatmap, tradeoff;
    QSize figure;                      ///< of both, in their own points
    std::vector<Selection> selections; ///< the first is listed, as far as the page goes
    std::vector<QStringList> cost;     ///< what it all has cost, a heading and a row a part; may be empty
};

/// One A4 page, landscape: both figures side by side, the selection and the cost below. Vectors and text all through. Throws Error.
void writeReportPage(const fs::path& file, const ReportPage& page);

} // namespace klas::ui
