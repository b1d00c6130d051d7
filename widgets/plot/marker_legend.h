// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/series_style.h"
#include "widgets/plot/theme.h"

#include <qcustomplot.h>
#include <variant>
#include <vector>

namespace klas::ui {

/// A small picture of a cell: its fill and what lies over it.
struct Swatch {
    QColor fill;
    QColor outline; ///< invalid: none
    QColor hatch;   ///< invalid: none
    bool slashed = false;
    bool small = false; ///< the fill leaves a margin
};

struct LegendEntry {
    std::variant<SeriesStyle, Swatch, QPen> symbol; ///< a pen: a piece of a line
    QString text;
};

/// A legend that flows from left to right and wraps; as high as it needs to be, nothing when it has no
/// entries.
class MarkerLegend : public QCPLayoutElement {
    Q_OBJECT

public:
    explicit MarkerLegend(QCustomPlot* plot)
        : QCPLayoutElement(plot) {}

    void setEntries(std::vector<LegendEntry> entries) { m_entries = std::move(entries); }
    const std::vector<LegendEntry>& entries() const { return m_entries; }
    void setTheme(const Theme& theme) { m_theme = theme; }

    void update(UpdatePhase phase) override;

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter* painter) override;

private:
    /// Left top corner of every entry for a legend of that width, and the height it takes.
    std::pair<std::vector<QPointF>, int> place(int width) const;

    std::vector<LegendEntry> m_entries;
    Theme m_theme;
};

/// Diagonal lines about `spacing` apart across `area`, without a clip: they line up between neighbouring
/// areas.
QVector<QLineF> hatchLines(const QRectF& area, double spacing);

} // namespace klas::ui
