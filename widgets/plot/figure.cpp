// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/figure.h"

#include <QApplication>
#include <cmath>
#include <qcustomplot.h>

namespace klas::ui {

Theme fileTheme(bool dark) {
    QFont font = tabular(QApplication::font());
    font.setPixelSize(font.pointSizeF() > 0 ? static_cast<int>(std::lround(font.pointSizeF() * 96 / 72)) : font.pixelSize());
    return dark ? Theme::darkTheme(font) : Theme::light(font);
}

std::function<void(QPaintDevice&)> onDevice(FigureDrawing draw, const ExportFormat& format) {
    return [draw = std::move(draw), vectors = format.isVector()](QPaintDevice& device) {
        QCPPainter painter(&device);
        painter.setMode(QCPPainter::pmVectorized, vectors);
        draw(painter);
    };
}

} // namespace klas::ui
