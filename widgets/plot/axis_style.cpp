// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/axis_style.h"

#include <qcustomplot.h>

namespace klas::ui {

void styleAxis(QCPAxis& axis, const Theme& theme) {
    axis.setBasePen(QPen(theme.axis, 1));
    axis.setTickPen(QPen(theme.axis, 1));
    axis.setSubTickPen(QPen(theme.axis, 1));
    axis.setTickLabelColor(theme.text);
    axis.setLabelColor(theme.text);
    axis.setTickLabelFont(theme.font);
    axis.setLabelFont(theme.font);
    axis.grid()->setPen(QPen(theme.grid, 1));
    axis.grid()->setZeroLinePen(QPen(theme.grid, 1));
}

} // namespace klas::ui
