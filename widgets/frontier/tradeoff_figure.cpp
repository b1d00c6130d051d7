// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_figure.h"

#include "core/base/version.h"
#include "widgets/bridge/text.h"
#include "widgets/frontier/axis_ticks.h"
#include "widgets/frontier/budget.h"
#include "widgets/frontier/method_curves.h"
#include "widgets/plot/axis_style.h"
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
    m_choice = new ChoiceLayer(*m_layer);
    m_budget = new QCPItemLine(&canvas);
    m_budgetText = new QCPItemText(&canvas);
    for (QCPItemPosition* end : {m_budget->start, m_budget->end, m_budgetText->position}) {
        end->setAxes(m_x, m_y);
        end->setAxisRect(m_rect);
        end->setTypeX(QCPItemPosition::ptPlotCoords);
        end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    m_budget->setLayer(QStringLiteral("overlay"));
    m_budgetText->setLayer(QStringLiteral("overlay"));
    m_budgetText->setClipToAxisRect(false);
    m_budgetText->setSelectable(false);
    m_budget->setSelectable(false);
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
        styleAxis(*axis, theme);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLength(0, 4);
        axis->setLabelPadding(4);
    }
    m_layer->setTheme(theme);
    m_choice->setTheme(theme);
    m_legend->setTheme(theme);
    m_budgetText->setFont(theme.font);
    m_budgetText->setColor(theme.text);
    m_budgetText->setBrush(theme.background);
    m_budgetText->setTextAlignment(Qt::AlignLeft);
    m_budgetText->setPadding(QMargins(em / 4, 0, em / 4, 0));
    placeBudget();
    if (m_title) {
        m_title->setFont(theme.titleFont());
        m_title->setTextColor(theme.text);
        m_provenance->setFont(theme.smallFont());
        m_provenance->setTextColor(theme.mutedText);
    }
    paintLegend(m_legendLines);
}

void TradeoffFigure::showCaptions() {
    m_title = caption(m_canvas);
    m_provenance = caption(m_canvas);
    m_canvas.plotLayout()->insertRow(0);
    m_canvas.plotLayout()->addElement(0, 0, m_title);
    m_canvas.plotLayout()->addElement(3, 0, m_provenance);
    setTheme(m_theme);
}

void TradeoffFigure::setData(std::shared_ptr<const TradeoffData> data) {
    m_data = std::move(data);
    m_layer->setData(m_data.get());
    m_choice->setMarked({});
    m_choice->setRinged({});
    setShortlist(std::vector<NetworkKey>(m_shortlist));
    setHighlightedRun(std::string(m_run));
    if (!m_held) rescale();
    paintLegend(m_legendLines);
}

/// The axes hold every anchor and every network that matters: what lies far below the cheapest anchor (a stitch that has not
/// been trained) must not flatten the rest.
void TradeoffFigure::rescale() {
    double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY, worstAnchor = INFINITY;
    for (size_t s = 0; s < m_data->series.size(); ++s)
        for (size_t k = 0; k < m_data->series[s].points.size(); ++k) {
            const TradeoffPoint& p = m_data->point({s, k});
            if (!p.top1) continue;
            left = std::min(left, m_data->cost({s, k}));
            right = std::max(right, m_data->cost({s, k}));
            low = std::min(low, 100 * *p.top1);
            high = std::max(high, 100 * *p.top1);
            if (p.anchor) worstAnchor = std::min(worstAnchor, 100 * *p.top1);
        }
    if (!(left <= right)) return;
    for (const OverlayCurve& o : m_data->overlays)
        for (const auto& [cost, top1] : o.points) {
            left = std::min(left, cost), right = std::max(right, cost);
            low = std::min(low, 100 * top1), high = std::max(high, 100 * top1);
        }
    if (std::isfinite(worstAnchor)) low = std::max(low, worstAnchor - 2 * std::max(1.0, high - worstAnchor));
    const double wide = std::max(right - left, 0.1 * right), tall = std::max(high - low, 0.5);
    m_x->setRange(std::max(0.0, left - 0.06 * wide), right + 0.06 * wide);
    m_y->setRange(std::max(0.0, low - 0.08 * tall), std::min(100.5, high + 0.08 * tall));
}

void TradeoffFigure::labelAxes(const QSize& size) {
    const double em = QFontMetricsF(m_theme.font).height();
    const auto label = [](QCPAxis* axis, const AxisTicks& ticks) {
        auto ticker = axis->ticker().dynamicCast<ListTicker>();
        ticker->clear();
        for (const auto& [at, text] : ticks.ticks)
            ticker->addTick(at, text);
    };
    const AxisTicks costs = axisTicks(m_x->range().lower, m_x->range().upper, int((size.width() - 8 * em) / (4 * em)), true);
    label(m_x, costs);
    label(m_y, axisTicks(m_y->range().lower, m_y->range().upper, int((size.height() - 8 * em) / (2.5 * em)), false));
    m_costUnit = costs.unit;
    m_x->setLabel(axisTitle(m_data->axis, costs.prefix));
    m_y->setLabel(tr("top-1, %"));
}

void TradeoffFigure::paintLegend(size_t lines) {
    m_legendLines = lines;
    std::vector<LegendEntry> entries;
    const QFontMetrics metrics(m_theme.font);
    // Methods first: what lies over them is told by the menu too. One line is kept for it.
    const size_t methods = std::min(m_data->curves.size(), lines - std::min<size_t>(m_data->overlays.size(), 1));
    const size_t overlays = std::min(m_data->overlays.size(), lines - methods);
    for (const TradeoffLegendLine& line : tradeoffLegend(*m_data, methods)) {
        if (line.more) {
            entries.push_back({QPen(Qt::NoPen), line.text});
            continue;
        }
        SeriesStyle style = m_data->series[line.series].style;
        if (m_data->series[line.series].run.empty()) style.shape = MarkerShape::Star;
        entries.push_back({style, line.text});
    }
    for (size_t k = 0; k < overlays; ++k)
        entries.push_back({SeriesLayer::overlayPen(m_theme, k), metrics.elidedText(m_data->overlays[k].title, Qt::ElideMiddle, m_legendWidth - 4 * metrics.height())});
    m_legend->setEntries(std::move(entries));
}

void TradeoffFigure::fitTo(const QSize& size) {
    const double lineHeight = 1.5 * QFontMetricsF(m_theme.font).height();
    constexpr double kRoomy = 9; // lines of text from which on the usual handful of methods is named whole
    const double least = size.height() > kRoomy * lineHeight ? 6 : 3;
    if (const auto lines = size_t(std::clamp(0.34 * size.height() / lineHeight, least, 9.0)); lines != m_legendLines || size.width() != m_legendWidth) {
        m_legendWidth = size.width();
        paintLegend(lines);
    }
    labelAxes(size);
    placeBudget();
    if (!m_title) return;
    const int width = size.width() - 2 * QFontMetrics(m_theme.font).height();
    m_title->setText(QFontMetrics(m_title->font()).elidedText(tradeoffTitle(*m_data), Qt::ElideRight, width));
    QString line = tr("KLAS Explorer %1").arg(QLatin1String(kVersion));
    if (m_data->range)
        line += tr(" · areas under the staircase of top-1 over %1 to %2").arg(costText(m_data->axis, m_data->range->low), costText(m_data->axis, m_data->range->high));
    if (const QString missing = unmeasuredText(*m_data); !missing.isEmpty()) line += QStringLiteral(" · ") + missing.chopped(1);
    m_provenance->setText(QFontMetrics(m_provenance->font()).elidedText(line + tr(" · 1 multiply-add = 1 FLOP"), Qt::ElideRight, width));
}

void TradeoffFigure::setMarked(std::optional<PointRef> point) {
    m_choice->setMarked(point);
}

void TradeoffFigure::setShortlist(const std::vector<NetworkKey>& networks) {
    m_shortlist = networks;
    std::vector<std::optional<PointRef>> points;
    for (const NetworkKey& key : m_shortlist)
        points.push_back(m_data->find(key));
    m_choice->setShortlist(std::move(points));
}

void TradeoffFigure::setHighlightedRun(const std::string& run) {
    m_run = run;
    std::vector<PointRef> points;
    for (size_t s = 0; s < m_data->series.size(); ++s)
        for (size_t k = 0; !run.empty() && m_data->series[s].run == run && k < m_data->series[s].points.size(); ++k)
            if (m_data->series[s].points[k].top1) points.push_back({s, k});
    m_choice->setHighlighted(std::move(points));
}

void TradeoffFigure::setBudget(std::optional<double> cost, bool pinned) {
    m_budgetCost = cost;
    m_pinned = cost && pinned;
    placeBudget();
}

/// Two thirds of the plot stay free; 0: there is no room for a list.
size_t TradeoffFigure::budgetLines() const {
    const double lines = m_rect->height() / 3.0 / QFontMetricsF(m_theme.font).height() - 2; // the first and the last are no methods
    return size_t(std::clamp(lines, 0.0, 6.0));
}

/// A line below the cursor stands beside its line; a pinned list in the lower corner away from it: fronts rise to the upper one.
void TradeoffFigure::placeBudget() {
    const QString text = !m_budgetCost ? QString() : m_pinned && budgetLines() > 0 ? budgetList(*m_data, *m_budgetCost, budgetLines()) : budgetLine(*m_data, *m_budgetCost);
    m_budget->setVisible(!text.isEmpty());
    m_budgetText->setVisible(!text.isEmpty());
    std::vector<PointRef> ringed;
    if (!text.isEmpty()) {
        m_budget->setPen(QPen(m_pinned ? m_theme.focus : m_theme.mutedText, m_pinned ? 1.6 : 1, m_pinned ? Qt::SolidLine : Qt::DotLine));
        m_budget->start->setCoords(*m_budgetCost, 0);
        m_budget->end->setCoords(*m_budgetCost, 1);
        const bool right = *m_budgetCost < m_x->range().center();
        m_budgetText->position->setTypeX(m_pinned ? QCPItemPosition::ptAxisRectRatio : QCPItemPosition::ptPlotCoords);
        m_budgetText->setPositionAlignment((right && !m_pinned ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignBottom);
        m_budgetText->position->setCoords(m_pinned ? 0.99 : *m_budgetCost, m_pinned ? 0.98 : 1);
        m_budgetText->setPen(m_pinned ? QPen(m_theme.grid, 1) : QPen(Qt::NoPen));
        const QFontMetrics metrics(m_theme.font);
        QStringList lines = text.split(QLatin1Char('\n'));
        for (QString& line : lines)
            line = metrics.elidedText(line, Qt::ElideMiddle, std::max(8 * metrics.height(), m_rect->width() - 2 * metrics.height()));
        m_budgetText->setText(lines.join(QLatin1Char('\n')));
        for (const WithinBudget& best : m_pinned ? bestWithin(*m_data, *m_budgetCost) : std::vector<WithinBudget>())
            ringed.push_back(best.point);
    }
    m_choice->setRinged(std::move(ringed));
}

void TradeoffFigure::replotChoice() {
    m_choice->layer()->replot();
}

QPointF TradeoffFigure::pixel(PointRef p) const {
    return m_layer->pixel(p);
}

std::vector<PointRef> TradeoffFigure::stackAt(QPointF at, double reach) const {
    std::vector<std::pair<QPointF, PointRef>> near;
    const auto away = [](QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); };
    const auto cheaper = [this](const PointRef& p, double cost) { return m_data->cost(p) < cost; };
    const double last = m_x->pixelToCoord(at.x() + reach);
    for (auto p = std::lower_bound(m_data->byCost.begin(), m_data->byCost.end(), m_x->pixelToCoord(at.x() - reach), cheaper); p != m_data->byCost.end() && m_data->cost(*p) <= last; ++p)
        if (const auto& top1 = m_data->point(*p).top1; top1 && m_y->range().contains(100 * *top1) && away(pixel(*p), at) <= reach) near.emplace_back(pixel(*p), *p);
    std::stable_sort(near.begin(), near.end(), [&](const auto& a, const auto& b) { return away(a.first, at) < away(b.first, at); });
    std::vector<PointRef> stack;
    for (const auto& [p, point] : near)
        if (away(p, near.front().first) <= markerRadius()) stack.push_back(point);
    return stack;
}

std::optional<double> TradeoffFigure::budgetAt(QPointF at) const {
    if (m_data->empty() || !m_rect->rect().contains(at.toPoint())) return std::nullopt;
    return m_x->pixelToCoord(at.x());
}

} // namespace klas::ui
