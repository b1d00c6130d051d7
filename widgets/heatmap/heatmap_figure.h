// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/pair_table.h"
#include "widgets/heatmap/heatmap_data.h"
#include "widgets/heatmap/heatmap_layout.h"
#include "widgets/heatmap/heatmap_legend.h"
#include "widgets/heatmap/stored_values.h"
#include "widgets/plot/color_map.h"
#include "widgets/plot/theme.h"
#include "widgets/plot/value_scale.h"

#include <QPoint>
#include <QSharedPointer>
#include <optional>

class QCPAxisRect;
class QCPItemRect;
class QCPItemText;
class QCPTextElement;
class QCustomPlot;

namespace klas::ui {

class BadgeLayer;
class CellLayer;
class ColorBar;
class FrameLayer;
class ListTicker;
class MarkerLayer;
class MarkerLegend;

/// The heatmap as a drawing on a canvas, the same for the window and for files: cells, axes, colour bar,
/// overlays, legend.
class HeatmapFigure {
public:
    /// Clears `canvas`, which must outlive the figure.
    explicit HeatmapFigure(QCustomPlot& canvas);
    ~HeatmapFigure();

    void setData(HeatmapData data);
    void setSelections(std::vector<Selection> selections);
    void setStates(PairStates states);
    void setQuantity(Quantity quantity);
    void setScale(Scale scale);
    /// Colours from one end of `range` to the other, with `why` beside the bar; nullopt: the range that suits the picture.
    void setRange(const std::optional<ColorRange>& range, const QString& why);
    void setColorMap(ColorMap map);
    void setTheme(const Theme& theme);
    /// Adds title and provenance, for files.
    void showCaptions();

    const HeatmapData& data() const { return m_data; }
    const PairTable& table() const { return m_table; }
    const PairTable& other() const { return m_other; }
    HeatmapExtent extent() const { return {m_table.rows, m_table.firstColumn, m_table.columns}; }
    Scale scale() const { return m_scale; }
    ColorMap colorMap() const { return m_map; }
    const ValueScale& values() const { return m_values; }

    /// Where the cells are, in pixels of the canvas.
    QRectF cellsArea() const;
    /// Frames a cell; (0, 0) none. Redraws only the layer of the frame.
    void setCursor(QPoint cell, bool focused);
    /// Frames cells, on the same layer.
    void setSelectedCells(std::vector<QPoint> cells);
    /// The chosen cell, (0, 0) none, and those of a run, on the same layer.
    void setChosenCells(QPoint chosen, std::vector<QPoint> ofRun);
    /// Sizes that follow from the canvas: which blocks are labelled, how wide the margins are. Call before
    /// each replot.
    void fitTo(const QSize& size);

private:
    void buildAxes();
    void buildColorBar();
    void rebuildTable();
    void paintCells();
    void paintMarks();
    void paintBadges();
    void raiseBadges();
    void paintLegend();
    void labelColorBar();
    QString barLabel() const;
    void fitBar();

    QCustomPlot& m_canvas;
    HeatmapData m_data;
    PairTable m_table;
    PairTable m_other; ///< of what the cells are held against
    Scale m_scale = Scale::Linear;
    ColorMap m_map = ColorMap::Cividis;
    ValueScale m_values;
    std::optional<ColorRange> m_range;
    QString m_rangeNote;
    Theme m_theme;
    DrawnFacts m_drawn;
    QPoint m_cursorCell;

    // All owned by the canvas.
    QCPAxisRect *m_cellsRect = nullptr, *m_barRect = nullptr;
    CellLayer* m_cells = nullptr;
    MarkerLayer* m_marks = nullptr;
    BadgeLayer *m_badges = nullptr, *m_raised = nullptr; ///< of all cells, and over the frames
    ColorBar* m_bar = nullptr;
    MarkerLegend* m_legend = nullptr;
    QCPItemText* m_direction = nullptr;
    FrameLayer* m_frames = nullptr;
    QCPItemRect *m_cursorRim = nullptr, *m_cursor = nullptr;
    QCPTextElement *m_title = nullptr, *m_provenance = nullptr;
    QSharedPointer<ListTicker> m_sourceTicker, m_targetTicker, m_valueTicker;
};

} // namespace klas::ui
