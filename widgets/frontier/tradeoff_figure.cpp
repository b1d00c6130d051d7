// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_figure.h"

#include "core/base/version.h"
#include "widgets/bridge/text.h"
#include "widgets/frontier/axis_ticks.h"
#include "widgets/plot/list_ticker.h"
#include "widgets/plot/marker_legend.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace klas::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("frontier", text); }

QCPTextElement* caption(QCustomPlot& canvas) {
    auto* element = new QCPTextElement(&canvas);
    element->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    element->setMargins({});
    return element;
}

} // namespace

TradeoffFigure::TradeoffFigure(QCustomPlot& canvas)
    : m_canvas(canvas) {
    canvas.plotLayout()->clear();
    m_rect = new QCPAxisRect(&canvas, false);
    m_x = m_rect->addAxis(QCPAxis::atBottom);
    m_y = m_rect->addAxis(QCPAxis::atLeft);
    m_legend = new MarkerLegend(&canvas);
    m_legend->setLayer(QStringLiteral("legend"));
    canvas.plotLayout()->addElement(0, 0, m_rect);
    canvas.plotLayout()->addElement(1, 0, m_legend);
    canvas.plotLayout()->setRowSpacing(0);
    for (QCPAxis* axis : {m_x, m_y})
        axis->setTicker(QSharedPointer<ListTicker>(new ListTicker));
    m_layer = new SeriesLayer(m_x, m_y);
    m_budget = new QCPItemLine(&canvas);
    m_budgetText = new QCPItemText(&canvas);
    for (QCPItemPosition* end : {m_budget->start, m_budget->end, m_budgetText->position}) {
        end->setAxes(m_x, m_y);
        end->setAxisRect(m_rect);
        end->setTypeX(end == m_budgetText->position ? QCPItemPosition::ptAxisRectRatio : QCPItemPosition::ptPlotCoords);
        end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    m_budgetText->setTextAlignment(Qt::AlignLeft);
    m_budgetText->setSelectable(false);
    m_budget->setSelectable(false);
    setBudget({});
    setTheme(Theme::light(canvas.font()));
}

void TradeoffFigure::setTheme(const Theme& theme) {
    m_theme = theme;
    const int em = QFontMetrics(theme.font).height();
    m_canvas.setBackground(theme.background);
    m_canvas.setFont(theme.font);
    m_canvas.plotLayout()->setAutoMargins(QCP::msNone);
    m_canvas.plotLayout()->setMargins(QMargins(em / 2, em / 2, em, em / 2));
    for (QCPAxis* axis : {m_x, m_y}) {
        axis->setBasePen(QPen(theme.axis, 1));
        axis->setTickPen(QPen(theme.axis, 1));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(theme.text);
        axis->setLabelColor(theme.text);
        axis->setTickLabelFont(theme.font);
        axis->setLabelFont(theme.font);
        axis->setTickLength(0, 4);
        axis->setLabelPadding(4);
        axis->grid()->setPen(QPen(theme.grid, 1));
        axis->grid()->setZeroLinePen(QPen(theme.grid, 1));
    }
    m_layer->setTheme(theme);
    m_legend->setTheme(theme);
    m_budgetText->setFont(theme.font);
    m_budgetText->setColor(theme.text);
    QColor paper = theme.background;
    paper.setAlphaF(0.9f);
    m_budgetText->setBrush(paper);
    m_budgetText->setPen(QPen(theme.grid, 1));
    m_budgetText->setPadding(QMargins(em / 3, em / 4, em / 3, em / 4));
    if (m_title) {
        m_title->setFont(theme.titleFont());
        m_title->setTextColor(theme.text);
        m_provenance->setFont(theme.smallFont());
        m_provenance->setTextColor(theme.mutedText);
    }
    paintLegend(m_legendLines, m_legendWidth);
}

void TradeoffFigure::showCaptions() {
    m_title = caption(m_canvas);
    m_provenance = caption(m_canvas);
    m_canvas.plotLayout()->insertRow(0);
    m_canvas.plotLayout()->addElement(0, 0, m_title);
    m_canvas.plotLayout()->addElement(3, 0, m_provenance);
    setTheme(m_theme);
}

void TradeoffFigure::setData(TradeoffData data) {
    m_data = std::move(data);
    m_layer->setData(&m_data);
    rescale();
    paintLegend(m_legendLines, m_legendWidth);
}

/// The axes hold every anchor, every front and every overlay. What lies far below the lowest of them (a stitch that was hardly
/// trained) must not flatten the rest: it is counted instead.
void TradeoffFigure::rescale() {
    double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY, all = INFINITY;
    const auto take = [&](double cost, double top1) {
        left = std::min(left, cost), right = std::max(right, cost);
        low = std::min(low, 100 * top1), high = std::max(high, 100 * top1);
    };
    for (size_t s = 0; s < m_data.series.size(); ++s)
        for (size_t k = 0; k < m_data.series[s].points.size(); ++k) {
            const TradeoffPoint& p = m_data.series[s].points[k];
            if (!p.top1) continue;
            all = std::min(all, 100 * *p.top1);
            if (p.anchor || m_data.series[s].onFront(k)) take(m_data.cost({s, k}), *p.top1);
            left = std::min(left, m_data.cost({s, k})), right = std::max(right, m_data.cost({s, k}));
        }
    m_below = 0;
    if (!(left <= right) || !(low <= high)) return;
    for (const OverlayCurve& o : m_data.overlays)
        for (const auto& [cost, top1] : o.points)
            take(cost, top1);
    const double best = high - low;
    low = std::max(all, low - 0.3 * std::max(best, 1.0));
    const double wide = std::max(right - left, 0.1 * right), tall = std::max(high - low, 0.5);
    m_x->setRange(std::max(0.0, left - 0.06 * wide), right + 0.06 * wide);
    m_y->setRange(std::max(0.0, low - 0.08 * tall), std::min(100.5, high + 0.1 * tall));
    for (const TradeoffSeries& s : m_data.series)
        m_below += size_t(std::count_if(s.points.begin(), s.points.end(), [&](const TradeoffPoint& p) { return p.top1 && 100 * *p.top1 < m_y->range().lower; }));
}

void TradeoffFigure::labelAxes(const QSize& size) {
    const double em = QFontMetricsF(m_theme.font).height();
    const auto label = [](QCPAxis* axis, const AxisTicks& ticks) {
        auto ticker = axis->ticker().dynamicCast<ListTicker>();
        ticker->clear();
        for (const auto& [at, text] : ticks.ticks)
            ticker->addTick(at, text);
    };
    const AxisTicks costs = axisTicks(m_x->range(), int((size.width() - 5 * em) / (3.5 * em)), true);
    label(m_x, costs);
    label(m_y, axisTicks(m_y->range(), int((size.height() - (4 + 1.35 * double(m_legendLines)) * em) / (2 * em)), false));
    m_x->setLabel(axisTitle(m_data.axis, costs.prefix));
    m_y->setLabel(tr("top-1, %"));
}

void TradeoffFigure::paintLegend(size_t lines, int width) {
    m_legendLines = lines;
    m_legendWidth = width;
    const QFontMetrics metrics(m_theme.font);
    std::vector<LegendEntry> entries;
    const auto add = [&](const SeriesStyle& style, const QString& text) {
        entries.push_back({style, metrics.elidedText(text, Qt::ElideMiddle, std::max(0, width - 4 * metrics.height()))});
    };
    const size_t overlays = std::min(m_data.overlays.size(), lines / 2);
    for (const TradeoffLegendLine& line : tradeoffLegend(m_data, lines - overlays)) {
        SeriesStyle style = m_data.series[line.series].style;
        if (m_data.series[line.series].run.empty()) style.shape = MarkerShape::Star;
        add(style, line.text);
    }
    for (size_t k = 0; k < overlays; ++k)
        add(m_data.overlays[k].style, m_data.overlays[k].title);
    m_legend->setEntries(std::move(entries));
}

void TradeoffFigure::fitTo(const QSize& size) {
    const double lineHeight = 1.35 * QFontMetricsF(m_theme.font).height();
    const auto lines = size_t(std::clamp(0.3 * size.height() / lineHeight, 3.0, 9.0));
    if (lines != m_legendLines || size.width() != m_legendWidth) paintLegend(lines, size.width());
    labelAxes(size);
    placeBudget();
    if (!m_title) return;
    const int width = size.width() - 2 * QFontMetrics(m_theme.font).height();
    m_title->setText(QFontMetrics(m_title->font()).elidedText(tradeoffTitle(m_data), Qt::ElideRight, width));
    QString line = tr("KLAS Explorer %1").arg(QLatin1String(kVersion));
    if (m_data.range)
        line += tr(" · areas under the staircase of top-1 over %1 to %2").arg(costText(m_data.axis, m_data.range->low), costText(m_data.axis, m_data.range->high));
    if (m_below > 0) line += tr(" · %L1 networks below the axis").arg(m_below);
    m_provenance->setText(QFontMetrics(m_provenance->font()).elidedText(line + tr(" · 1 multiply-add = 1 FLOP"), Qt::ElideRight, width));
}

void TradeoffFigure::setMarked(std::optional<PointRef> point) {
    m_layer->setMarked(point);
}

void TradeoffFigure::setShortlist(std::vector<PointRef> points) {
    m_layer->setShortlist(std::move(points));
}

void TradeoffFigure::setBudget(std::optional<double> cost, bool pinned) {
    m_budgetCost = cost;
    m_budget->setVisible(cost.has_value());
    m_budget->setPen(QPen(pinned ? m_theme.focus : m_theme.text, pinned ? 1.6 : 1, pinned ? Qt::SolidLine : Qt::DashLine));
    placeBudget();
}

/// In the lower corner away from the line: fronts rise to the upper one.
void TradeoffFigure::placeBudget() {
    std::vector<PointRef> ringed;
    if (m_budgetCost) {
        for (const WithinBudget& b : bestWithin(m_data, *m_budgetCost))
            ringed.push_back(b.point);
        m_budget->start->setCoords(*m_budgetCost, 0);
        m_budget->end->setCoords(*m_budgetCost, 1);
        const bool right = *m_budgetCost < m_x->range().center();
        m_budgetText->setPositionAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignBottom);
        m_budgetText->position->setCoords(right ? 0.99 : 0.01, 0.98);
        const QFontMetrics metrics(m_theme.font);
        QStringList lines = budgetText(m_data, *m_budgetCost, m_legendLines > 5 ? 6 : 3).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        for (QString& line : lines)
            line = metrics.elidedText(line, Qt::ElideMiddle, std::max(8 * metrics.height(), m_rect->width() - 2 * metrics.height()));
        m_budgetText->setText(lines.join(QLatin1Char('\n')));
    }
    m_budgetText->setVisible(!ringed.empty());
    m_layer->setRinged(std::move(ringed));
}

QPointF TradeoffFigure::pixel(PointRef p) const {
    return m_layer->pixel(p);
}

std::vector<PointRef> TradeoffFigure::stackAt(QPointF at, double reach) const {
    std::vector<std::pair<double, PointRef>> near;
    for (size_t s = 0; s < m_data.series.size(); ++s)
        for (size_t k = 0; k < m_data.series[s].points.size(); ++k) {
            const QPointF away = pixel({s, k}) - at;
            const double distance = std::hypot(away.x(), away.y());
            if (distance <= reach && m_layer->shows({s, k})) near.emplace_back(distance, PointRef{s, k});
        }
    std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<PointRef> stack;
    for (const auto& [distance, point] : near) {
        const QPointF away = pixel(point) - pixel(near.front().second);
        if (std::hypot(away.x(), away.y()) <= m_layer->markerRadius()) stack.push_back(point);
    }
    return stack;
}

std::optional<double> TradeoffFigure::costAt(QPointF at) const {
    if (m_data.empty() || !m_rect->rect().contains(at.toPoint())) return std::nullopt;
    return m_x->pixelToCoord(at.x());
}

QCPRange TradeoffFigure::costs() const {
    return m_x->range();
}

} // namespace klas::ui
