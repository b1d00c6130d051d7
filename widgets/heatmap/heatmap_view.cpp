// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/heatmap_view.h"

#include "core/base/error.h"
#include "widgets/heatmap/heatmap_figure.h"
#include "widgets/heatmap/heatmap_text.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace klas::ui {

HeatmapView::HeatmapView(QWidget* parent)
    : Plot(parent)
    , m_figure(std::make_unique<HeatmapFigure>(*canvas()))
    , m_logAction(new QAction(tr("Logarithmic colours"), this))
    , m_emptyLabel(new QLabel(tr("Add two anchors, then Analyse"), this)) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Similarity heatmap"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_emptyLabel->setAlignment(Qt::AlignCenter);
    m_emptyLabel->setWordWrap(true);
    m_emptyLabel->setAutoFillBackground(true);
    m_emptyLabel->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_logAction->setCheckable(true);
    m_logAction->setChecked(true);
    m_logAction->setToolTip(tr("Equal steps of colour for equal factors"));
    m_figure->setScale(Scale::Log);
    connect(m_logAction, &QAction::toggled, this,
            [this](bool log) { setScale(log ? Scale::Log : Scale::Linear); });
    refresh();
}

HeatmapView::~HeatmapView() = default;

void HeatmapView::setData(HeatmapData data) {
    const HeatmapExtent before = m_figure->extent();
    const bool samePair = this->data().source == data.source && this->data().target == data.target, compares = data.against.has_value();
    m_figure->setData(std::move(data));
    m_logAction->setEnabled(!compares); // differences lie on both sides of zero
    selectCells(samePair ? m_selected : std::vector<QPoint>());
    if (before != m_figure->extent() && !m_figure->extent().contains(m_cell)) moveCursor({});
    refresh();
}

const HeatmapData& HeatmapView::data() const {
    return m_figure->data();
}

void HeatmapView::setSelections(std::vector<Selection> selections) {
    m_figure->setSelections(std::move(selections));
    refresh();
}

void HeatmapView::setStates(PairStates states) {
    if (states == data().states) return;
    m_figure->setStates(std::move(states));
    if (!m_cell.isNull()) describeCell();
    refresh();
}

void HeatmapView::setQuantity(Quantity quantity) {
    m_figure->setQuantity(quantity);
    refresh();
}

Scale HeatmapView::scale() const {
    return m_figure->scale();
}

void HeatmapView::setScale(Scale scale) {
    if (scale == m_figure->scale()) return;
    m_figure->setScale(scale);
    m_logAction->setChecked(scale == Scale::Log);
    refresh();
    Q_EMIT scaleChanged(scale);
}

ColorRange HeatmapView::range() const {
    return {m_figure->values().lower, m_figure->values().upper};
}

void HeatmapView::setRange(const std::optional<ColorRange>& range, const QString& why) {
    if (range == m_range && why == m_rangeNote) return;
    m_range = range;
    m_rangeNote = why;
    m_figure->setRange(range, why);
    refresh();
}

ColorMap HeatmapView::colorMap() const {
    return m_figure->colorMap();
}

void HeatmapView::setColorMap(ColorMap map) {
    m_figure->setColorMap(map);
    refresh();
}

void HeatmapView::setEmptyText(const QString& text) {
    m_emptyLabel->setText(text);
    refresh();
}

void HeatmapView::refresh() {
    const bool empty = m_figure->extent().isEmpty() || (!data().scores && !m_emptyLabel->text().isEmpty());
    m_emptyLabel->setGeometry(rect());
    m_emptyLabel->setVisible(empty);
    canvas()->setVisible(!empty);
    if (empty) {
        setAccessibleDescription(m_emptyLabel->text());
        return;
    }
    if (m_cell.isNull()) setAccessibleDescription(heatmapTitle(data()));
    m_figure->fitTo(canvas()->size());
    scheduleReplot();
}

QPoint HeatmapView::currentCell() const {
    return m_cell;
}

void HeatmapView::setCurrentCell(int i, int j) {
    const QPoint cell(j, i);
    if (cell.isNull() && !m_cell.isNull()) m_left = m_cell;
    moveCursor(m_figure->extent().contains(cell) ? cell : QPoint());
}

QPointF HeatmapView::cellCenter(int i, int j) {
    return canvas()->pos() + cellArea({j, i}, m_figure->cellsArea(), m_figure->extent()).center();
}

QString HeatmapView::cellText(int i, int j) const {
    return ui::cellText(data(), m_figure->table(), m_figure->other(), m_figure->table().cell(i, j)).plain();
}

void HeatmapView::describeCell() {
    setAccessibleDescription(m_cell.isNull() ? heatmapTitle(data()) : cellText(m_cell.y(), m_cell.x()));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void HeatmapView::moveCursor(QPoint cell) {
    if (cell == m_cell) return;
    m_cell = cell;
    m_figure->setCursor(cell, hasFocus());
    describeCell();
    if (cell.isNull()) QToolTip::hideText();
    Q_EMIT cellHovered(cell.y(), cell.x());
}

void HeatmapView::showHoverCard(const QPoint& globalPosition) {
    if (m_cell.isNull()) return;
    const CellText text = ui::cellText(data(), m_figure->table(), m_figure->other(), m_figure->table().cell(m_cell.y(), m_cell.x()));
    const QRectF area =
        cellArea(m_cell, m_figure->cellsArea(), m_figure->extent()).translated(canvas()->pos());
    QToolTip::showText(globalPosition, text.html(), this, area.toAlignedRect());
}

void HeatmapView::exportTo(const std::filesystem::path& file, const ExportFormat& format) const {
    exportHeatmap(data(), file, {format, scale(), colorMap(), m_range, m_rangeNote});
}

QImage HeatmapView::image(const ExportFormat& format) const {
    return heatmapImage(data(), {format, scale(), colorMap(), m_range, m_rangeNote});
}

QSize HeatmapView::sizeHint() const {
    return fontMetrics().height() * QSize(38, 28);
}

QSize HeatmapView::minimumSizeHint() const {
    return fontMetrics().height() * QSize(18, 13);
}

void HeatmapView::applyTheme(const Theme& theme) {
    Plot::applyTheme(theme);
    m_figure->setTheme(theme);
    QPalette colors = m_emptyLabel->palette();
    colors.setColor(QPalette::Window, theme.background);
    colors.setColor(QPalette::WindowText, theme.mutedText);
    m_emptyLabel->setPalette(colors);
    m_figure->setCursor(m_cell, hasFocus());
    refresh();
}

bool HeatmapView::isStitch(QPoint cell) const {
    const PairTable& table = m_figure->table();
    return !table.self() && table.contains(cell.y(), cell.x()) && table.cell(cell.y(), cell.x()).legal;
}

void HeatmapView::selectCells(std::vector<QPoint> cells) {
    std::erase_if(cells, [this](const QPoint& cell) { return !isStitch(cell); });
    const auto rowByRow = [](const QPoint& a, const QPoint& b) { return std::pair(a.y(), a.x()) < std::pair(b.y(), b.x()); };
    std::sort(cells.begin(), cells.end(), rowByRow);
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    m_figure->setSelectedCells(cells); // also where they are the same: the cells may have moved
    if (cells == m_selected) return;
    m_selected = std::move(cells);
    Q_EMIT selectedCellsChanged();
}

void HeatmapView::showChosen(QPoint cell, std::vector<QPoint> ofRun) {
    const HeatmapExtent all = m_figure->extent();
    if (!all.contains(cell)) cell = {};
    std::erase_if(ofRun, [&](const QPoint& c) { return !all.contains(c); });
    if (cell == m_chosen && ofRun == m_runCells) return;
    m_chosen = cell;
    m_runCells = std::move(ofRun);
    m_figure->setChosenCells(m_chosen, m_runCells);
}

void HeatmapView::selectBetween(QPoint from, QPoint to) {
    std::vector<QPoint> cells;
    for (int i = std::min(from.y(), to.y()); i <= std::max(from.y(), to.y()); ++i)
        for (int j = std::min(from.x(), to.x()); j <= std::max(from.x(), to.x()); ++j)
            cells.emplace_back(j, i);
    selectCells(std::move(cells));
}

void HeatmapView::mouseMoveEvent(QMouseEvent* event) {
    const QRectF area = m_figure->cellsArea();
    QPointF at = event->position() - canvas()->pos();
    if (m_dragging) // a drag goes on beyond the edge
        at = {std::clamp(at.x(), area.left() + 0.5, area.right() - 0.5), std::clamp(at.y(), area.top() + 0.5, area.bottom() - 0.5)};
    const auto cell = cellAt(at, area, m_figure->extent());
    moveCursor(cell.value_or(QPoint()));
    if (m_dragging && cell && (*cell != m_from || !m_selected.empty())) {
        selectBetween(m_from, *cell);
        return QToolTip::hideText();
    }
    showHoverCard(event->globalPosition().toPoint());
}

void HeatmapView::mousePressEvent(QMouseEvent* event) {
    mouseMoveEvent(event);
    if (event->button() != Qt::LeftButton || m_cell.isNull()) return;
    if (event->modifiers() & Qt::ShiftModifier && !m_last.isNull()) return selectBetween(m_last, m_cell);
    m_last = m_cell;
    if (event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier)) { // one more, or one less
        std::vector<QPoint> cells = m_selected;
        if (std::erase(cells, m_cell) == 0) cells.push_back(m_cell);
        return selectCells(std::move(cells));
    }
    selectCells({});
    m_from = m_cell;
    m_dragging = true;
}

void HeatmapView::mouseReleaseEvent(QMouseEvent* event) {
    Plot::mouseReleaseEvent(event);
    const QPoint pressed = m_dragging ? m_from : QPoint();
    m_dragging = false;
    m_from = {};
    // A drag selects; a click without one shows the cell.
    if (!pressed.isNull() && pressed == m_cell && m_selected.empty()) Q_EMIT cellActivated(pressed.y(), pressed.x());
}

void HeatmapView::leaveEvent(QEvent*) {
    if (!hasFocus()) moveCursor({});
}

/// Below the cell's middle, so that the menu leaves it in sight.
void HeatmapView::askForMenu() {
    QPointF at = rect().center();
    if (!m_cell.isNull()) at = cellArea(m_cell, m_figure->cellsArea(), m_figure->extent()).translated(canvas()->pos()).bottomRight();
    QToolTip::hideText();
    Q_EMIT menuWanted(mapToGlobal(at.toPoint()));
}

void HeatmapView::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() != QContextMenuEvent::Mouse) return askForMenu();
    moveCursor(cellAt(event->pos() - canvas()->pos(), m_figure->cellsArea(), m_figure->extent()).value_or(QPoint()));
    QToolTip::hideText();
    Q_EMIT menuWanted(event->globalPos());
}

std::optional<QPoint> HeatmapView::left() const {
    return m_figure->extent().contains(m_left) ? std::optional(m_left) : std::nullopt;
}

void HeatmapView::keyPressEvent(QKeyEvent* event) {
    const auto key = static_cast<Qt::Key>(event->key());
    const auto current = m_cell.isNull() ? std::nullopt : std::optional(m_cell);
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (key == Qt::Key_Escape) m_dragging = false;
    if (!m_dragging && key != Qt::Key_Shift && !(event->modifiers() & Qt::ShiftModifier)) m_from = {};
    if (key == Qt::Key_Menu || (key == Qt::Key_F10 && event->modifiers() == Qt::ShiftModifier)) {
        askForMenu();
    } else if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyWanted();
    } else if (enter && event->modifiers() & Qt::ControlModifier) {
        Q_EMIT queueWanted();
    } else if (event->matches(QKeySequence::SelectAll)) {
        const HeatmapExtent all = m_figure->extent();
        selectBetween({all.firstColumn, 1}, {all.lastColumn, all.rows});
    } else if (key == Qt::Key_Escape && !m_selected.empty()) {
        selectCells({});
    } else if (const auto next = movedCell(current ? current : left(), key, m_figure->extent())) {
        if (event->modifiers() & Qt::ShiftModifier && current) {
            if (m_from.isNull()) m_from = *current;
            selectBetween(m_from, *next);
        }
        moveCursor(*next);
        showHoverCard(mapToGlobal(cellCenter(next->y(), next->x()).toPoint()));
    } else if (current && (enter || key == Qt::Key_Space)) {
        Q_EMIT cellActivated(m_cell.y(), m_cell.x());
    } else if (current && key == Qt::Key_Escape) {
        setCurrentCell(0, 0);
    } else {
        Plot::keyPressEvent(event);
    }
}

void HeatmapView::focusInEvent(QFocusEvent* event) {
    Plot::focusInEvent(event);
    const bool byKey = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    if (byKey && m_cell.isNull() && !m_figure->extent().isEmpty())
        moveCursor({m_figure->extent().firstColumn, 1});
    m_figure->setCursor(m_cell, true);
}

void HeatmapView::focusOutEvent(QFocusEvent* event) {
    Plot::focusOutEvent(event);
    m_figure->setCursor(m_cell, false);
}

void HeatmapView::resizeEvent(QResizeEvent* event) {
    Plot::resizeEvent(event);
    refresh();
}

FigureDrawing heatmapDrawing(const HeatmapData& data, const HeatmapExport& options) {
    if (data.rows < 1 || data.columns < 1)
        throw Error("There is no heatmap to export yet: add two anchors and analyse them first.");
    const QSize size = options.format.size;
    auto canvas = std::make_shared<QCustomPlot>();
    canvas->resize(size);
    auto figure = std::make_shared<HeatmapFigure>(*canvas);
    figure->showCaptions();
    figure->setTheme(fileTheme(options.format.dark));
    figure->setScale(options.scale);
    figure->setColorMap(options.colorMap);
    figure->setRange(options.range, options.rangeNote);
    figure->setData(data);
    figure->fitTo(size);
    return [canvas, figure, size](QCPPainter& painter) { canvas->toPainter(&painter, size.width(), size.height()); };
}

QImage heatmapImage(const HeatmapData& data, const HeatmapExport& options) {
    return figureImage(options.format, heatmapTitle(data), onDevice(heatmapDrawing(data, options), options.format));
}

void exportHeatmap(const HeatmapData& data, const std::filesystem::path& file, const HeatmapExport& options) {
    writeFigure(file, options.format, heatmapTitle(data), onDevice(heatmapDrawing(data, options), options.format));
}

} // namespace klas::ui
