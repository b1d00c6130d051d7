// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/theme.h"

#include <QPoint>
#include <qcustomplot.h>
#include <vector>

namespace klas::ui {

/// Frames around cells, legible on any colour: of those that are selected, with corners of those of a run, and a solid one of the
/// chosen one.
class FrameLayer : public QCPLayerable {
    Q_OBJECT
public:
    FrameLayer(QCPAxis* x, QCPAxis* y, const QString& layer);

    void setCells(std::vector<QPoint> cells) { m_cells = std::move(cells); } ///< x = target block, y = source block
    void setRunCells(std::vector<QPoint> cells) { m_runCells = std::move(cells); }
    void setChosen(QPoint cell) { m_chosen = cell; } ///< (0, 0) none
    /// All that have a frame.
    std::vector<QPoint> framed() const;
    void setTheme(const Theme& theme) { m_theme = theme; }

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter* painter) override;

private:
    QRectF inside(QPoint cell, double margin) const;

    QCPAxis *m_x, *m_y;
    std::vector<QPoint> m_cells, m_runCells;
    QPoint m_chosen;
    Theme m_theme;
};

} // namespace klas::ui
