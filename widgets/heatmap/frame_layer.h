// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/theme.h"

#include <QPoint>
#include <qcustomplot.h>
#include <vector>

namespace klas::ui {

/// Frames around selected cells: legible on any colour, thinner than the cursor.
class FrameLayer : public QCPLayerable {
    Q_OBJECT
public:
    FrameLayer(QCPAxis* x, QCPAxis* y, const QString& layer);

    void setCells(std::vector<QPoint> cells) { m_cells = std::move(cells); } ///< x = target block, y = source block
    void setTheme(const Theme& theme) { m_theme = theme; }

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter* painter) override;

private:
    QCPAxis *m_x, *m_y;
    std::vector<QPoint> m_cells;
    Theme m_theme;
};

} // namespace klas::ui
