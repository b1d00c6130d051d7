// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/heatmap_figure.h"

#include "widgets/heatmap/badge_layer.h"
#include "widgets/heatmap/cell_painting.h"
#include "widgets/heatmap/frame_layer.h"
#include "widgets/heatmap/heatmap_text.h"
#include "widgets/plot/axis_style.h"
#include "widgets/plot/cell_layer.h"
#include "widgets/plot/list_ticker.h"
#include "widgets/plot/marker_legend.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace klas::ui {

namespace {

constexpr const char* kCursorLayer = "cursor";

QString tr(const char* text) {
    return QCoreApplication::translate("heatmap", text);
}

/// Breaks a line at its separators so that it fits the width.
QString wrapped(const QString& line, const QFont& font, int width) {
    const QString separator = QStringLiteral(" · ");
    const QFontMetrics metrics(font);
    QString text, current;
    for (const QString& part : line.split(separator)) {
        const QString longer = current.isEmpty() ? part : current + separator + part;
        if (!current.isEmpty() && metrics.horizontalAdvance(longer) > width) {
            text += current + QLatin1Char('\n');
            current = part;
        } else {
            current = longer;
        }
    }
    return text + current;
}

QCPTextElement* caption(QCustomPlot& canvas) {
    auto* element = new QCPTextElement(&canvas);
    element->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    element->setMargins({});
    return element;
}

void style(QCPAxis& axis, const Theme& theme) {
    styleAxis(axis, theme);
    axis.setBasePen(Qt::NoPen);
}

void setUp(QCPAxis& axis, const QSharedPointer<ListTicker>& ticker) {
    axis.setTicker(ticker);
    axis.grid()->setVisible(false);
    axis.setTickLength(0, 3);
    axis.setSubTickLength(0, 2);
    axis.setLabelPadding(6);
    axis.setTickLabelPadding(4);
}

} // namespace

HeatmapFigure::HeatmapFigure(QCustomPlot& canvas)
    : m_canvas(canvas) {
    canvas.plotLayout()->clear();
    canvas.plotLayout()->setRowSpacing(0);
    auto* panels = new QCPLayoutGrid;
    panels->setColumnSpacing(0);
    m_cellsRect = new QCPAxisRect(&canvas, false);
    m_barRect = new QCPAxisRect(&canvas, false);
    panels->addElement(0, 0, m_cellsRect);
    panels->addElement(0, 1, m_barRect);
    m_legend = new MarkerLegend(&canvas);
    m_legend->setLayer(QStringLiteral("legend"));
    canvas.plotLayout()->addElement(0, 0, panels);
    canvas.plotLayout()->addElement(1, 0, m_legend);

    auto* group = new QCPMarginGroup(&canvas);
    m_cellsRect->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    m_barRect->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    buildAxes();
    buildColorBar();
    setTheme(Theme::light(canvas.font()));
}

HeatmapFigure::~HeatmapFigure() = default;

void HeatmapFigure::buildAxes() {
    auto* x = m_cellsRect->addAxis(QCPAxis::atTop);
    auto* y = m_cellsRect->addAxis(QCPAxis::atLeft);
    y->setRangeReversed(true); // source block 1 on top
    m_targetTicker.reset(new ListTicker);
    m_sourceTicker.reset(new ListTicker);
    setUp(*x, m_targetTicker);
    setUp(*y, m_sourceTicker);
    m_cells = new CellLayer(x, y);
    m_marks = new MarkerLayer(x, y);
    m_marks->setLayer(QStringLiteral("axes"));
    m_badges = new BadgeLayer(x, y);
    m_badges->setLayer(QStringLiteral("axes"));

    m_canvas.addLayer(QString::fromLatin1(kCursorLayer), m_canvas.layer(QStringLiteral("legend")));
    m_canvas.layer(QString::fromLatin1(kCursorLayer))->setMode(QCPLayer::lmBuffered);
    m_frames = new FrameLayer(x, y, QString::fromLatin1(kCursorLayer));
    for (QCPItemRect** frame : {&m_cursorRim, &m_cursor}) {
        *frame = new QCPItemRect(&m_canvas);
        (*frame)->setLayer(QString::fromLatin1(kCursorLayer));
        (*frame)->setClipToAxisRect(false);
        (*frame)->setSelectable(false);
        (*frame)->setVisible(false);
        for (QCPItemPosition* corner : {(*frame)->topLeft, (*frame)->bottomRight}) {
            corner->setAxisRect(m_cellsRect);
            corner->setAxes(x, y);
        }
    }
    m_raised = new BadgeLayer(x, y);
    m_raised->setLayer(QString::fromLatin1(kCursorLayer));
}

void HeatmapFigure::buildColorBar() {
    auto* axis = m_barRect->addAxis(QCPAxis::atRight);
    auto* across = m_barRect->addAxis(QCPAxis::atBottom);
    across->setVisible(false);
    across->grid()->setVisible(false);
    m_valueTicker.reset(new ListTicker);
    setUp(*axis, m_valueTicker);
    m_bar = new ColorBar(across, axis);
    m_barRect->setSizeConstraintRect(QCPLayoutElement::scrInnerRect);

    m_direction = new QCPItemText(&m_canvas);
    m_direction->setClipToAxisRect(false);
    m_direction->setSelectable(false);
    m_direction->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_direction->position->setAxisRect(m_barRect);
    m_direction->position->setCoords(0, 0);
    m_direction->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    m_direction->setText(directionLabel(m_data));
}

void HeatmapFigure::setTheme(const Theme& theme) {
    m_theme = theme;
    const int em = QFontMetrics(theme.font).height();
    m_canvas.setBackground(theme.background);
    m_canvas.setFont(theme.font);
    m_canvas.plotLayout()->setMargins({});
    m_canvas.plotLayout()->setAutoMargins(QCP::msNone);
    m_canvas.plotLayout()->setMargins(QMargins(em, em / 2, em, em / 2));
    for (QCPAxisRect* rect : {m_cellsRect, m_barRect})
        for (QCPAxis* axis : rect->axes())
            style(*axis, theme);
    m_cells->setTheme(theme);
    m_legend->setTheme(theme);
    m_direction->setFont(theme.font);
    m_direction->setColor(theme.text);
    m_direction->setPadding(QMargins(0, 0, 0, em / 2));
    m_cursorRim->setPen(QPen(QColor(20, 20, 20), 5, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    m_cursor->setPen(QPen(Qt::white, 2.5, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));

    fitBar();
    m_cellsRect->setMinimumMargins(QMargins(em, em, 0, 2));
    if (m_title) {
        m_title->setFont(theme.titleFont());
        m_title->setTextColor(theme.text);
        m_provenance->setFont(theme.smallFont());
        m_provenance->setTextColor(theme.mutedText);
    }
    paintCells();
    paintLegend();
}

/// The words above the bar may be wider than bar and numbers together.
void HeatmapFigure::fitBar() {
    const QFontMetrics metrics(m_theme.font);
    const int em = metrics.height(), words = metrics.horizontalAdvance(m_direction->text());
    m_barRect->setMinimumSize(em, 50);
    m_barRect->setMaximumSize(em, QWIDGETSIZE_MAX);
    m_barRect->setMinimumMargins(QMargins(em * 3 / 2, em, std::max(0, words - em) + 2, 2));
}

void HeatmapFigure::showCaptions() {
    m_title = caption(m_canvas);
    m_provenance = caption(m_canvas);
    m_canvas.plotLayout()->insertRow(0);
    m_canvas.plotLayout()->addElement(0, 0, m_title);
    m_canvas.plotLayout()->addElement(3, 0, m_provenance);
    setTheme(m_theme);
}

void HeatmapFigure::setData(HeatmapData data) {
    m_data = std::move(data);
    rebuildTable();
}

void HeatmapFigure::setSelections(std::vector<Selection> selections) {
    m_data.selections = std::move(selections);
    rebuildTable();
}

void HeatmapFigure::setStates(PairStates states) {
    m_data.states = std::move(states);
    paintBadges();
    paintLegend();
}

void HeatmapFigure::setQuantity(Quantity quantity) {
    m_data.quantity = quantity;
    paintCells();
    paintLegend();
}

void HeatmapFigure::setScale(Scale scale) {
    m_scale = scale;
    paintCells();
    paintLegend();
}

void HeatmapFigure::setRange(const std::optional<ColorRange>& range, const QString& why) {
    m_range = range;
    m_rangeNote = why;
    paintCells();
    paintLegend();
}

void HeatmapFigure::setColorMap(ColorMap map) {
    m_map = map;
    paintCells();
    paintLegend();
}

void HeatmapFigure::rebuildTable() {
    m_table = pairTable(
        {m_data.source, m_data.target, m_data.rows, m_data.columns, m_data.scores ? &*m_data.scores : nullptr,
         m_data.targetSelf ? &*m_data.targetSelf : nullptr, m_data.stitches ? &*m_data.stitches : nullptr, &m_data.selections});
    m_other = otherTable(m_data);
    paintCells();
    paintMarks();
    paintBadges();
    paintLegend();
}

void HeatmapFigure::paintCells() {
    std::vector<double> values = rangedValues(m_data, m_table, m_other);
    m_values = m_range ? fixedScale(m_range->lower, m_range->upper, m_data.against ? Scale::Linear : m_scale, values)
                       : ownScale(m_data, std::move(values), m_scale);
    m_drawn = {false, false, false, false, m_values, mapOf(m_data, m_map)};
    std::vector<PaintedCell> painted = paintedCells(m_data, m_table, m_other, m_drawn);
    const HeatmapExtent blocks = extent();
    if (blocks.isEmpty()) return;
    m_cells->setCells(blocks.rows, blocks.columns(), 1, blocks.firstColumn, std::move(painted));
    m_cells->keyAxis()->setRange(blocks.firstColumn - 0.5, blocks.lastColumn + 0.5);
    m_cells->valueAxis()->setRange(0.5, blocks.rows + 0.5);
    labelColorBar();
}

QString HeatmapFigure::barLabel() const {
    return m_range ? tr("%1, %2").arg(valueLabel(m_data), m_rangeNote) : valueLabel(m_data);
}

void HeatmapFigure::labelColorBar() {
    QCPAxis& axis = *m_bar->valueAxis();
    m_bar->setColorMap(m_drawn.map);
    axis.setScaleType(m_values.scale == Scale::Log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis.setRange(m_values.lower, m_values.upper);
    axis.setRangeReversed(!largerOnTop(m_data));
    axis.setLabel(barLabel());
    m_direction->setText(directionLabel(m_data));
    fitBar();
    m_valueTicker->clear();
    for (const ScaleTick& tick : scaleTicks(m_values)) {
        if (tick.major)
            m_valueTicker->addTick(tick.value, tickText(tick.value));
        else
            m_valueTicker->addSubTick(tick.value);
    }
}

void HeatmapFigure::paintMarks() {
    std::vector<MarkerLayer::Mark> marks;
    for (const PairCell& cell : m_table.cells) {
        if (cell.selectedBy.empty()) continue;
        MarkerLayer::Mark mark{cell.i, cell.j, {}};
        for (const int k : cell.selectedBy)
            mark.styles.push_back(methodStyle(m_data.selections[static_cast<size_t>(k)].method));
        marks.push_back(std::move(mark));
    }
    m_marks->setMarks(std::move(marks));
}

void HeatmapFigure::paintBadges() {
    std::vector<BadgeLayer::Badge> badges;
    for (const PairCell& cell : m_table.cells)
        if (const StitchState state = m_data.states.at(cell.i, cell.j).state; state != StitchState::None)
            badges.push_back({{cell.j, cell.i}, badgeOf(state)});
    m_badges->setBadges(std::move(badges));
    raiseBadges();
}

/// The frames of a cell must not cut into its badge.
void HeatmapFigure::raiseBadges() {
    std::vector<QPoint> framed = m_frames->framed();
    framed.push_back(m_cursorCell);
    std::vector<BadgeLayer::Badge> raised;
    for (const QPoint& cell : framed)
        if (const StitchState state = m_data.states.at(cell.y(), cell.x()).state; state != StitchState::None) raised.push_back({cell, badgeOf(state)});
    m_raised->setBadges(std::move(raised));
}

void HeatmapFigure::paintLegend() {
    m_legend->setEntries(legendEntries(m_data, m_table, m_drawn, m_theme));
}

QRectF HeatmapFigure::cellsArea() const {
    return m_cellsRect->rect();
}

void HeatmapFigure::setSelectedCells(std::vector<QPoint> cells) {
    m_frames->setCells(std::move(cells));
    raiseBadges();
    m_canvas.layer(QString::fromLatin1(kCursorLayer))->replot();
}

void HeatmapFigure::setChosenCells(QPoint chosen, std::vector<QPoint> ofRun) {
    m_frames->setChosen(chosen);
    m_frames->setRunCells(std::move(ofRun));
    raiseBadges();
    m_canvas.layer(QString::fromLatin1(kCursorLayer))->replot();
}

void HeatmapFigure::setCursor(QPoint cell, bool focused) {
    const bool visible = extent().contains(cell);
    m_cursorCell = visible ? cell : QPoint();
    raiseBadges();
    for (QCPItemRect* frame : {m_cursorRim, m_cursor}) {
        frame->setVisible(visible);
        frame->topLeft->setCoords(cell.x() - 0.5, cell.y() - 0.5);
        frame->bottomRight->setCoords(cell.x() + 0.5, cell.y() + 0.5);
    }
    // The frame of a cell with the keyboard behind it takes the highlight colour.
    m_cursor->setPen(
        QPen(focused ? m_theme.focus : QColor(Qt::white), 2.5, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    m_cursorRim->setPen(QPen(focused ? QColor(Qt::white) : QColor(20, 20, 20), focused ? 6 : 4.5,
                             Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    m_canvas.layer(QString::fromLatin1(kCursorLayer))->replot();
}

void HeatmapFigure::fitTo(const QSize& size) {
    const QFontMetricsF metrics(m_theme.font);
    const double em = metrics.height();
    const HeatmapExtent blocks = extent();
    if (blocks.isEmpty()) return;
    const auto label = [&](QSharedPointer<ListTicker>& ticker, int first, int last, double pixels,
                           double labelPixels) {
        ticker->clear();
        const std::vector<int> labelled = labelledBlocks(first, last, pixels, labelPixels);
        for (int block = first; block <= last; ++block) {
            if (std::binary_search(labelled.begin(), labelled.end(), block))
                ticker->addTick(block, QString::number(block));
            else if (pixels >= 5)
                ticker->addSubTick(block);
        }
    };
    const double digits = metrics.horizontalAdvance(QString::number(blocks.lastColumn));
    label(m_targetTicker, blocks.firstColumn, blocks.lastColumn, (size.width() - 12 * em) / blocks.columns(),
          digits + 0.7 * em);
    label(m_sourceTicker, 1, blocks.rows, (size.height() - 6 * em) / blocks.rows, 1.25 * em);
    // A name that is longer than its axis gives way to the plain words.
    const auto axisLabel = [&](QCPAxis* axis, const QString& full, const QString& plain, double room) {
        axis->setLabel(metrics.horizontalAdvance(full) <= room ? full : plain);
    };
    axisLabel(m_cells->keyAxis(), targetAxisLabel(m_data), tr("target block"), size.width() - 12 * em);
    axisLabel(m_cells->valueAxis(), sourceAxisLabel(m_data), tr("source block"), size.height() - 6 * em);
    m_bar->valueAxis()->setLabel(metrics.elidedText(barLabel(), Qt::ElideRight, size.height() - 7 * em));
    if (!m_title) return;
    const int width = size.width() - static_cast<int>(2.5 * em);
    m_title->setText(QFontMetrics(m_title->font()).elidedText(heatmapTitle(m_data), Qt::ElideRight, width));
    m_provenance->setText(wrapped(provenanceLine(m_data), m_provenance->font(), width));
}

} // namespace klas::ui
