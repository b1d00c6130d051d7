// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/heatmap/heatmap_data.h"
#include "widgets/heatmap/stored_values.h"
#include "widgets/plot/color_map.h"
#include "widgets/plot/figure.h"
#include "widgets/plot/plot.h"
#include "widgets/plot/value_scale.h"

#include <memory>

class QAction;
class QLabel;

namespace klas::ui {

class HeatmapFigure;

/// The similarity of every source block (rows, block 1 on top) with every target block (columns): bright =
/// more alike.
///
///     auto* view = new HeatmapView(parent);
///     toolBar->addAction(view->logScaleAction());
///     view->setData(data);                          // as often as wanted; drawn at most 30 times a second
///     connect(view, &HeatmapView::cellActivated, inspector, &Inspector::showStitch);
///     view->exportTo("heatmap.svg", ExportFormat::forFile("heatmap.svg"));
///
/// Mouse and arrow keys move a cell cursor; Enter, Space or a click activates its cell, Escape lets it go.
class HeatmapView : public Plot {
    Q_OBJECT

public:
    explicit HeatmapView(QWidget* parent = nullptr);
    ~HeatmapView() override;

    void setData(HeatmapData data);
    const HeatmapData& data() const;
    /// Only the overlays change (sliders for τ and buckets).
    void setSelections(std::vector<Selection> selections);
    /// Only the badges change (jobs come and go).
    void setStates(PairStates states);
    void setQuantity(Quantity quantity);

    Scale scale() const;
    void setScale(Scale scale);
    QAction* logScaleAction() const {
        return m_logAction;
    } ///< checkable, "Logarithmic colours"; a menu or button may show it
    /// The ends of the colours as they are shown.
    ColorRange range() const;
    /// Holds them, and says `why` beside the colour bar ("range locked"); nullopt: the range that suits what is shown.
    void setRange(const std::optional<ColorRange>& range, const QString& why = {});
    const QString& rangeNote() const { return m_rangeNote; } ///< what stands beside the bar; empty where nothing is held
    ColorMap colorMap() const;
    void setColorMap(ColorMap map);

    /// What a view without any score says: the next step. Default: "Add two anchors, then Analyse"; with an
    /// empty text the cells are drawn as waiting.
    void setEmptyText(const QString& text);

    /// The cell of the keyboard cursor, (0, 0) when there is none.
    QPoint currentCell() const; ///< x = target block j, y = source block i
    void setCurrentCell(int i, int j);

    /// Cells of stitches that are selected together: by dragging, Shift and a click (a range), Ctrl and a click (one more or
    /// less), Shift and arrow keys, Ctrl+A.
    /// x = target block j, y = source block i; row by row.
    const std::vector<QPoint>& selectedCells() const { return m_selected; }
    void selectCells(std::vector<QPoint> cells); ///< those that are stitches
    bool isStitch(QPoint cell) const;

    /// What is chosen here or elsewhere, framed until this is called again: a cell, (0, 0) none, and the cells of a run.
    void showChosen(QPoint cell, std::vector<QPoint> ofRun);
    QPoint chosenCell() const { return m_chosen; }
    const std::vector<QPoint>& runCells() const { return m_runCells; }

    /// The cell's middle in this widget's coordinates; after the first paint.
    QPointF cellCenter(int i, int j);
    /// Text of the hover card for a cell, plain.
    QString cellText(int i, int j) const;

    /// Writes what is shown, in light colours unless `format.dark`, with title, legend, colour bar and
    /// provenance. Throws klas::Error.
    void exportTo(const std::filesystem::path& file, const ExportFormat& format) const;
    /// The same as pixels.
    QImage image(const ExportFormat& format) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void cellHovered(int i, int j);   ///< by mouse or cursor; (0, 0) when it leaves the cells
    void cellActivated(int i, int j); ///< click, Enter or Space
    void selectedCellsChanged();
    void queueWanted(); ///< Ctrl+Enter: the selected cells, or the cursor's where none is
    /// Right click, Menu key or Shift+F10; the cursor is on the cell it is about, or nowhere.
    void menuWanted(const QPoint& globalPosition);
    void copyWanted(); ///< Ctrl+C
    void scaleChanged(klas::ui::Scale scale);

protected:
    void applyTheme(const Theme& theme) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    std::optional<QPoint> left() const;
    void moveCursor(QPoint cell);
    void describeCell();
    void selectBetween(QPoint from, QPoint to);
    void askForMenu();
    void showHoverCard(const QPoint& globalPosition);

    std::unique_ptr<HeatmapFigure> m_figure;
    std::optional<ColorRange> m_range;
    QString m_rangeNote;
    QAction* m_logAction = nullptr;
    QLabel* m_emptyLabel = nullptr;
    QPoint m_cell; ///< of the cursor; (0, 0) none
    QPoint m_left; ///< where it was when it was let go of: the keys go on from there
    std::vector<QPoint> m_selected;
    QPoint m_chosen; ///< (0, 0) none
    std::vector<QPoint> m_runCells;
    QPoint m_last;           ///< clicked last: where a range that Shift and a click close begins
    QPoint m_from;           ///< where a drag or a row of Shift and arrows began; (0, 0) none
    bool m_dragging = false; ///< the button is down since it was pressed on m_from
};

/// How the command line and the menu write a heatmap; needs a QApplication (the offscreen platform will do).
struct HeatmapExport {
    ExportFormat format;
    Scale scale = Scale::Log;
    ColorMap colorMap = ColorMap::Cividis;
    std::optional<ColorRange> range = {}; ///< else the one that suits the data
    QString rangeNote = {};
};
/// Throws klas::Error: no cells to draw.
FigureDrawing heatmapDrawing(const HeatmapData& data, const HeatmapExport& options);
/// Throws klas::Error: no cells to draw, or the file cannot be written.
QImage heatmapImage(const HeatmapData& data, const HeatmapExport& options);
/// Throws klas::Error: no cells to draw, or the file cannot be written.
void exportHeatmap(const HeatmapData& data, const std::filesystem::path& file, const HeatmapExport& options);

} // namespace klas::ui
