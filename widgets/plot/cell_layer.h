// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/color_map.h"
#include "widgets/plot/painted_cell.h"
#include "widgets/plot/series_style.h"
#include "widgets/plot/theme.h"

#include <qcustomplot.h>
#include <vector>

namespace klas::ui {

/// Something drawn in axis coordinates that nobody selects or puts in QCustomPlot's own legend.
class PassivePlottable : public QCPAbstractPlottable {
    Q_OBJECT

public:
    using QCPAbstractPlottable::QCPAbstractPlottable;
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain) const override { return noRange(found); }
    QCPRange getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const override {
        return noRange(found);
    }

protected:
    void drawLegendIcon(QCPPainter*, const QRectF&) const override {}

private:
    static QCPRange noRange(bool& found) {
        found = false;
        return {};
    }
};

/// A grid of cells, each a filled rectangle: sharp on the screen, lossless in every file.
///
/// Cell (row r, column c), both from 0, lies around (firstColumn + c, firstRow + r) in axis coordinates.
class CellLayer : public PassivePlottable {
    Q_OBJECT

public:
    using PassivePlottable::PassivePlottable;
    /// `cells` holds rows x columns, row by row.
    void setCells(int rows, int columns, int firstRow, int firstColumn, std::vector<PaintedCell> cells);
    void setTheme(const Theme& theme) { m_theme = theme; }

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawOverFills(QCPPainter* painter, const std::vector<double>& x, const std::vector<double>& y,
                       double gap);

    int m_rows = 0, m_columns = 0, m_firstRow = 1, m_firstColumn = 1;
    std::vector<PaintedCell> m_cells;
    Theme m_theme;
};

/// The markers that several series put on the same grid; those of one cell stand side by side.
class MarkerLayer : public PassivePlottable {
    Q_OBJECT

public:
    struct Mark {
        int row = 0, column = 0; ///< axis coordinates
        std::vector<SeriesStyle> styles;
    };

    using PassivePlottable::PassivePlottable;
    void setMarks(std::vector<Mark> marks) { m_marks = std::move(marks); }

protected:
    void draw(QCPPainter* painter) override;

private:
    std::vector<Mark> m_marks;
};

/// A colour map laid along the whole axis rect, the bright end at the top.
class ColorBar : public PassivePlottable {
    Q_OBJECT

public:
    using PassivePlottable::PassivePlottable;
    void setColorMap(ColorMap map) { m_map = map; }

protected:
    void draw(QCPPainter* painter) override;

private:
    ColorMap m_map = ColorMap::Cividis;
};

} // namespace klas::ui
