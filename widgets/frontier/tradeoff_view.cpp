// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_view.h"

#include "core/base/error.h"
#include "widgets/frontier/method_curves.h"
#include "widgets/frontier/tradeoff_figure.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace klas::ui {

TradeoffView::TradeoffView(QWidget* parent)
    : Plot(parent)
    , m_figure(std::make_unique<TradeoffFigure>(*canvas()))
    , m_emptyLabel(new QLabel(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Trade-off plot"));
    m_emptyLabel->setAlignment(Qt::AlignCenter);
    m_emptyLabel->setWordWrap(true);
    m_emptyLabel->setAutoFillBackground(true);
    m_emptyLabel->setAttribute(Qt::WA_TransparentForMouseEvents);
    refresh();
}

TradeoffView::~TradeoffView() = default;

void TradeoffView::setData(TradeoffData data) {
    std::optional<NetworkKey> kept;
    if (m_marked) kept = this->data().key(*m_marked);
    const bool otherAxis = data.axis != this->data().axis;
    m_marked.reset();
    m_shortlist.clear();
    m_figure->setData(std::move(data));
    if (otherAxis) setBudget({}); // a number of FLOPs is no number of parameters
    if (kept) setMarked(this->data().find(*kept));
    if (kept && !m_marked) mark(kept->configuration);
    refresh();
}

const TradeoffData& TradeoffView::data() const {
    return m_figure->data();
}

void TradeoffView::setEmptyText(const QString& text) {
    m_emptyLabel->setText(text);
    refresh();
}

void TradeoffView::refresh() {
    const bool empty = data().empty();
    m_emptyLabel->setGeometry(rect());
    m_emptyLabel->setVisible(empty);
    canvas()->setVisible(!empty);
    const QString budget = m_budget && !empty ? budgetText(data(), *m_budget) : QString();
    setAccessibleDescription(empty                ? m_emptyLabel->text()
                             : !budget.isEmpty()  ? budget
                             : m_marked           ? pointText(data(), m_marked->series, m_marked->point)
                                                  : tradeoffTitle(data()));
    if (empty) return;
    m_figure->fitTo(canvas()->size());
    scheduleReplot();
}

void TradeoffView::setMarked(std::optional<PointRef> point) {
    if (point == m_marked) return;
    m_marked = point;
    m_figure->setMarked(point);
    refresh();
}

void TradeoffView::mark(const std::optional<Configuration>& configuration) {
    std::optional<PointRef> best;
    double top1 = -1;
    for (size_t s = 0; configuration && s < data().series.size(); ++s)
        for (size_t k = 0; k < data().series[s].points.size(); ++k)
            if (data().series[s].configurations[k] == *configuration && data().series[s].points[k].top1.value_or(0) > top1) {
                top1 = data().series[s].points[k].top1.value_or(0);
                best = PointRef{s, k};
            }
    // One of several runs of it may be marked already: that one was chosen.
    if (best && m_marked && data().series[m_marked->series].configurations[m_marked->point] == *configuration) return;
    setMarked(best);
}

void TradeoffView::setShortlist(std::vector<PointRef> points) {
    m_shortlist = std::move(points);
    m_figure->setShortlist(m_shortlist);
    scheduleReplot();
}

void TradeoffView::setCrossHair(bool on) {
    if (on == m_crossHair) return;
    m_crossHair = on;
    if (!on) setBudget({});
    Q_EMIT crossHairChanged(on);
}

void TradeoffView::setBudget(std::optional<double> cost, bool pinned) {
    m_budget = cost;
    m_pinned = cost && pinned;
    m_figure->setBudget(cost, m_pinned);
    refresh();
}

QPointF TradeoffView::pointPosition(PointRef point) {
    return canvas()->pos() + m_figure->pixel(point);
}

std::vector<PointRef> TradeoffView::stackOf(PointRef point) {
    auto stack = m_figure->stackAt(m_figure->pixel(point), fontMetrics().height());
    std::erase(stack, point);
    stack.insert(stack.begin(), point);
    return stack;
}

QString TradeoffView::stackText(const std::vector<PointRef>& stack) const {
    constexpr size_t kMost = 8;
    const auto chosen = m_marked ? std::find(stack.begin(), stack.end(), *m_marked) : stack.end();
    const PointRef current = chosen == stack.end() ? stack.front() : *chosen;
    QString text = pointText(data(), current.series, current.point);
    if (stack.size() < 2) return text;
    text += QStringLiteral("\n\n") + tr("%L1 networks lie here; click to go through them").arg(stack.size());
    for (size_t k = 0; k < std::min(kMost, stack.size()); ++k) {
        const TradeoffSeries& s = data().series[stack[k].series];
        text += QLatin1Char('\n') + (stack[k] == current ? QStringLiteral("▸ ") : QStringLiteral("   ")) +
                tr("%1: %2, %3").arg(s.title, s.names.value(int(stack[k].point)), percent(s.points[stack[k].point].top1.value_or(0), 2));
    }
    return stack.size() > kMost ? text + QLatin1Char('\n') + tr("and %L1 more").arg(stack.size() - kMost) : text;
}

size_t TradeoffView::below() const {
    return m_figure->below();
}

void TradeoffView::choose(PointRef point) {
    setMarked(point);
    Q_EMIT configurationActivated(data().series[point.series].configurations[point.point]);
}

void TradeoffView::choose(const NetworkKey& network) {
    if (const auto point = data().find(network)) choose(*point);
}

void TradeoffView::exportTo(const std::filesystem::path& file, const ExportFormat& format) const {
    exportTradeoff(data(), file, format);
}

QSize TradeoffView::sizeHint() const {
    return fontMetrics().height() * QSize(28, 20);
}

QSize TradeoffView::minimumSizeHint() const {
    return fontMetrics().height() * QSize(16, 11);
}

void TradeoffView::applyTheme(const Theme& theme) {
    Plot::applyTheme(theme);
    m_figure->setTheme(theme);
    QPalette colors = m_emptyLabel->palette();
    colors.setColor(QPalette::Window, theme.background);
    colors.setColor(QPalette::WindowText, theme.mutedText);
    m_emptyLabel->setPalette(colors);
    refresh();
}

void TradeoffView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position() - canvas()->pos();
    const auto stack = m_figure->stackAt(at, fontMetrics().height());
    if (m_crossHair && !m_pinned) setBudget(m_figure->costAt(at));
    if (!stack.empty())
        QToolTip::showText(event->globalPosition().toPoint(), stackText(stack), this);
    else
        QToolTip::hideText();
}

void TradeoffView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || data().empty()) return;
    const QPointF at = event->position() - canvas()->pos();
    const auto stack = m_figure->stackAt(at, m_crossHair ? fontMetrics().height() / 2 : fontMetrics().height());
    if (!stack.empty()) {
        const auto chosen = m_marked ? std::find(stack.begin(), stack.end(), *m_marked) : stack.end();
        choose(chosen == stack.end() || chosen + 1 == stack.end() ? stack.front() : *(chosen + 1));
        if (stack.size() > 1) QToolTip::showText(event->globalPosition().toPoint(), stackText(stack), this);
    } else if (m_crossHair) {
        if (const auto cost = m_figure->costAt(at)) setBudget(cost, true);
    } else {
        setMarked({});
    }
}

void TradeoffView::leaveEvent(QEvent*) {
    if (m_budget && !m_pinned) setBudget({});
}

void TradeoffView::step(int direction) {
    std::vector<PointRef> all;
    for (size_t s = 0; s < data().series.size(); ++s)
        for (size_t k = 0; k < data().series[s].points.size(); ++k)
            all.push_back({s, k});
    if (all.empty()) return;
    std::stable_sort(all.begin(), all.end(), [this](const PointRef& a, const PointRef& b) { return data().cost(a) < data().cost(b); });
    const auto at = m_marked ? std::find(all.begin(), all.end(), *m_marked) : all.end();
    const long index = at == all.end() ? (direction > 0 ? 0 : long(all.size()) - 1) : std::clamp(long(at - all.begin()) + direction, 0L, long(all.size()) - 1);
    setMarked(all[size_t(index)]);
    QToolTip::showText(mapToGlobal(pointPosition(*m_marked).toPoint()), pointText(data(), m_marked->series, m_marked->point), this);
}

/// A hundredth of the axis, or a tenth.
void TradeoffView::stepBudget(int direction, bool far) {
    const QCPRange costs = m_figure->costs();
    const double from = m_budget.value_or(costs.center());
    setBudget(m_budget ? std::clamp(from + direction * costs.size() / (far ? 10 : 100), costs.lower, costs.upper) : from, m_pinned);
}

/// The latest thing first: the pinned budget, the cross-hair, the mark.
void TradeoffView::letGo() {
    if (m_pinned)
        setBudget({});
    else if (m_crossHair)
        setCrossHair(false);
    else
        setMarked({});
}

void TradeoffView::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    const int direction = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (data().empty() || (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)))
        Plot::keyPressEvent(event);
    else if (direction != 0)
        m_crossHair ? stepBudget(direction, event->modifiers() & Qt::ShiftModifier) : step(direction);
    else if (m_crossHair && enter && m_budget)
        setBudget(m_budget, true);
    else if (m_marked && enter)
        choose(*m_marked);
    else if (m_marked && event->key() == Qt::Key_S)
        Q_EMIT shortlistWanted(data().key(*m_marked));
    else if (event->key() == Qt::Key_B)
        setCrossHair(!m_crossHair);
    else if (event->key() == Qt::Key_Escape && (m_marked || m_crossHair))
        letGo();
    else
        Plot::keyPressEvent(event);
}

QMenu* TradeoffView::menuOf(const std::vector<PointRef>& stack) {
    constexpr size_t kMost = 12;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (size_t k = 0; k < std::min(kMost, stack.size()); ++k) {
        const PointRef point = stack[k];
        const TradeoffSeries& s = data().series[point.series];
        QString text = tr("%1: %2, %3").arg(s.title, s.names.value(int(point.point)), percent(s.points[point.point].top1.value_or(0), 2));
        QMenu* one = menu->addMenu(text.replace(QLatin1Char('&'), QStringLiteral("&&")));
        const NetworkKey network = data().key(point); // results may arrive while the menu is open
        one->addAction(tr("&Show"), this, [this, network] { choose(network); });
        const bool listed = std::find(m_shortlist.begin(), m_shortlist.end(), point) != m_shortlist.end();
        one->addAction(listed ? tr("Remove From &Shortlist") : tr("Add to &Shortlist"), this, [this, network] { Q_EMIT shortlistWanted(network); });
    }
    if (stack.size() > kMost) menu->addAction(tr("%L1 more are in the table").arg(stack.size() - kMost))->setEnabled(false);
    return menu;
}

void TradeoffView::contextMenuEvent(QContextMenuEvent* event) {
    if (data().empty()) return;
    const bool keys = event->reason() == QContextMenuEvent::Keyboard;
    const auto stack = !keys      ? m_figure->stackAt(QPointF(event->pos()) - canvas()->pos(), fontMetrics().height())
                       : m_marked ? stackOf(*m_marked)
                                  : std::vector<PointRef>();
    if (!stack.empty()) menuOf(stack)->popup(keys ? mapToGlobal(pointPosition(stack.front()).toPoint()) : event->globalPos());
}

void TradeoffView::resizeEvent(QResizeEvent* event) {
    Plot::resizeEvent(event);
    refresh();
}

FigureDrawing tradeoffDrawing(const TradeoffData& data, const ExportFormat& format) {
    if (data.empty()) throw Error("There is no trade-off to export yet: analyse the anchors, or finetune a selection first.");
    const QSize size = format.size;
    auto canvas = std::make_shared<QCustomPlot>();
    canvas->resize(size);
    auto figure = std::make_shared<TradeoffFigure>(*canvas);
    figure->showCaptions();
    figure->setTheme(fileTheme(format.dark));
    figure->setData(data);
    canvas->plotLayout()->update(QCPLayoutElement::upLayout);
    figure->fitTo(size);
    return [canvas, figure, size](QCPPainter& painter) { canvas->toPainter(&painter, size.width(), size.height()); };
}

void exportTradeoff(const TradeoffData& data, const std::filesystem::path& file, const ExportFormat& format) {
    writeFigure(file, format, tradeoffTitle(data), onDevice(tradeoffDrawing(data, format), format));
}

} // namespace klas::ui
