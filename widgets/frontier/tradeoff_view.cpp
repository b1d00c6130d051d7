// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_view.h"

#include "core/base/error.h"
#include "widgets/frontier/budget.h"
#include "widgets/frontier/stack_list.h"
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
    , m_emptyLabel(new QLabel(this))
    , m_stackList(new StackList(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Trade-off plot"));
    m_emptyLabel->setAlignment(Qt::AlignCenter);
    m_emptyLabel->setWordWrap(true);
    m_emptyLabel->setAutoFillBackground(true);
    m_emptyLabel->setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(this, &Plot::replotted, this, [this] { m_drawn = true; });
    connect(m_stackList, &StackList::chosen, this, [this](int row) {
        if (row < 0 || size_t(row) >= m_stack.size()) return;
        setMarked(m_stack[size_t(row)]);
        activate();
    });
    connect(m_stackList, &StackList::starred, this, [this](int row) {
        if (row >= 0 && size_t(row) < m_stack.size()) Q_EMIT shortlistWanted(data().key(m_stack[size_t(row)]));
    });
    refresh();
}

TradeoffView::~TradeoffView() = default;

void TradeoffView::setData(std::shared_ptr<const TradeoffData> data) {
    std::optional<NetworkKey> kept;
    if (m_marked) kept = this->data().key(*m_marked);
    std::vector<NetworkKey> stacked;
    for (const PointRef& p : m_stackList->isHidden() ? std::vector<PointRef>() : m_stack)
        stacked.push_back(this->data().key(p));
    const bool otherAxis = data->axis != this->data().axis;
    m_marked.reset();
    m_figure->setData(std::move(data));
    followStack(stacked, otherAxis);
    if (otherAxis) { // a number of FLOPs is no number of parameters
        m_hovered.reset();
        m_figure->setBudget({});
        pinBudget({});
    }
    if (kept) setMarked(this->data().find(*kept));
    if (kept && !m_marked) mark(kept->configuration);
    refresh();
}

void TradeoffView::holdAxes(bool held) {
    m_figure->holdAxes(held);
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
    describe();
    if (empty) return;
    m_figure->fitTo(canvas()->size());
    scheduleReplot();
}

/// In words, for who cannot see it.
void TradeoffView::describe() {
    const bool empty = data().empty();
    QString description = empty ? m_emptyLabel->text() : m_marked ? pointText(data(), m_marked->series, m_marked->point) : tradeoffTitle(data());
    if (!empty && m_pinned) description += QLatin1Char('\n') + budgetList(data(), *m_pinned);
    setAccessibleDescription(description);
}

void TradeoffView::setMarked(std::optional<PointRef> point) {
    if (point == m_marked) return;
    m_marked = point;
    m_figure->setMarked(point);
    replotChoice();
    describe();
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

QPointF TradeoffView::pointPosition(PointRef point) {
    return canvas()->pos() + m_figure->pixel(point);
}

void TradeoffView::replotChoice() {
    m_drawn ? m_figure->replotChoice() : scheduleReplot();
}

double TradeoffView::costUnit() const {
    return m_figure->costUnit();
}

void TradeoffView::setShortlist(const std::vector<NetworkKey>& networks) {
    m_shortlist = networks;
    m_figure->setShortlist(networks);
    replotChoice();
}

void TradeoffView::highlightRun(const std::string& run) {
    if (run == m_run) return;
    m_run = run;
    m_figure->setHighlightedRun(run);
    replotChoice();
}

void TradeoffView::markNetwork(const NetworkKey& network) {
    setMarked(data().find(network));
}

void TradeoffView::pinBudget(std::optional<double> cost) {
    if (cost == m_pinned) return;
    m_pinned = cost;
    showBudget();
    describe();
    Q_EMIT budgetPinned(cost);
}

/// What is pinned stays in view; the mouse moves a line where nothing is.
void TradeoffView::showBudget() {
    m_figure->setBudget(m_pinned ? m_pinned : m_hovered, m_pinned.has_value());
    replotChoice();
}

QString TradeoffView::stackRow(PointRef p) const {
    const TradeoffSeries& s = data().series[p.series];
    const QString method = s.style.title.isEmpty() || s.style.title == s.title ? s.title : tr("%1 (%2)").arg(s.title, s.style.title);
    return tr("%1  %2  %3").arg(s.names.value(qsizetype(p.point)), percent(data().point(p).top1.value_or(0), 2), method);
}

/// The list beside its place; what it shows already stays as it is.
void TradeoffView::openStack(std::vector<PointRef> stack, bool withKeys) {
    const auto top1 = [this](const PointRef& p) { return data().point(p).top1.value_or(0); };
    const QPoint at = pointPosition(stack.front()).toPoint();
    std::stable_sort(stack.begin(), stack.end(), [&](const PointRef& a, const PointRef& b) { return top1(a) > top1(b); });
    if (!m_stackList->isHidden() && stack == m_stack && !withKeys) return;
    m_stack = std::move(stack);
    QStringList rows;
    for (const PointRef& p : m_stack)
        rows << stackRow(p);
    QToolTip::hideText();
    const auto current = m_marked ? std::find(m_stack.begin(), m_stack.end(), *m_marked) : m_stack.end();
    m_stackList->open(rows, at, int(std::ceil(1.5 * m_figure->markerRadius())), current == m_stack.end() ? 0 : int(current - m_stack.begin()), withKeys);
}

/// An open list stays open while results arrive, as long as all of its networks are there.
void TradeoffView::followStack(const std::vector<NetworkKey>& networks, bool otherPlace) {
    std::vector<PointRef> stack;
    for (const NetworkKey& network : networks)
        if (const auto at = data().find(network)) stack.push_back(*at);
    if (networks.empty()) return;
    if (otherPlace || stack.size() < networks.size()) return m_stackList->close();
    m_stack = std::move(stack);
    for (size_t k = 0; k < m_stack.size(); ++k)
        m_stackList->item(int(k))->setText(stackRow(m_stack[k]));
}

void TradeoffView::activate() {
    if (m_marked) Q_EMIT configurationActivated(data().series[m_marked->series].configurations[m_marked->point]);
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
    m_hovered = stack.empty() ? m_figure->budgetAt(at) : std::nullopt;
    showBudget();
    if (stack.size() > 1)
        openStack(stack, false);
    else if (!m_stackList->hasFocus())
        m_stackList->close();
    if (stack.size() == 1)
        QToolTip::showText(event->globalPosition().toPoint(), pointText(data(), stack[0].series, stack[0].point), this);
    else
        QToolTip::hideText();
}

void TradeoffView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const QPointF at = event->position() - canvas()->pos();
    if (const auto stack = m_figure->stackAt(at, fontMetrics().height()); !stack.empty()) {
        setMarked(stack.front());
        activate();
    } else if (const auto cost = m_figure->budgetAt(at)) {
        pinBudget(cost);
    }
}

void TradeoffView::leaveEvent(QEvent*) {
    if (!m_stackList->hasFocus() && !m_stackList->underMouse()) m_stackList->close();
    m_hovered.reset();
    showBudget();
}

/// Through all networks by cost.
void TradeoffView::step(int direction) {
    const std::vector<PointRef>& all = data().byCost;
    if (all.empty()) return;
    const auto at = m_marked ? std::find(all.begin(), all.end(), *m_marked) : all.end();
    const long last = long(all.size()) - 1;
    const long index = at == all.end() ? (direction > 0 ? 0 : last) : std::clamp(long(at - all.begin()) + direction, 0L, last);
    setMarked(all[size_t(index)]);
    QToolTip::showText(mapToGlobal(pointPosition(*m_marked).toPoint()), pointText(data(), m_marked->series, m_marked->point), this);
}

/// By hundredths of the axis.
void TradeoffView::moveBudget(int steps) {
    const QCPRange costs = m_figure->costs();
    pinBudget(std::clamp(*m_pinned + steps * costs.size() / 100, costs.lower, costs.upper));
}

void TradeoffView::keyPressEvent(QKeyEvent* event) {
    const int direction = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (data().empty())
        Plot::keyPressEvent(event);
    else if (direction != 0 && m_pinned && (event->modifiers() & Qt::ShiftModifier))
        moveBudget(direction);
    else if (direction != 0)
        step(direction);
    else if (m_marked && event->key() == Qt::Key_Down)
        openStack(m_figure->stackAt(m_figure->pixel(*m_marked), m_figure->markerRadius()), true);
    else if (m_marked && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space))
        activate();
    else if (m_marked && event->key() == Qt::Key_S && event->modifiers() == Qt::NoModifier)
        Q_EMIT shortlistWanted(data().key(*m_marked));
    else if (event->key() == Qt::Key_B && event->modifiers() == Qt::NoModifier)
        pinBudget(m_hovered ? *m_hovered : m_marked ? data().cost(*m_marked) : m_figure->costs().center());
    else if (event->key() == Qt::Key_Escape && m_pinned)
        pinBudget({});
    else if (event->key() == Qt::Key_Escape && m_marked)
        setMarked({});
    else
        Plot::keyPressEvent(event);
}

void TradeoffView::contextMenuEvent(QContextMenuEvent* event) {
    std::optional<PointRef> point = m_marked;
    if (event->reason() == QContextMenuEvent::Mouse) {
        const auto stack = m_figure->stackAt(QPointF(event->pos()) - canvas()->pos(), fontMetrics().height());
        point = stack.empty() ? std::nullopt : std::optional(stack.front());
    }
    if (data().empty()) return event->ignore();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (point) {
        const NetworkKey network = data().key(*point); // results may arrive while the menu is open
        const bool listed = std::find(m_shortlist.begin(), m_shortlist.end(), network) != m_shortlist.end();
        menu->addAction(listed ? tr("Remove From &Shortlist") : tr("Add to &Shortlist"), this, [this, network] { Q_EMIT shortlistWanted(network); })
            ->setShortcut(Qt::Key_S);
    }
    Q_EMIT menuOpening(menu);
    if (menu->isEmpty()) return delete menu;
    const QPoint place = point ? pointPosition(*point).toPoint() : rect().center();
    menu->popup(event->reason() == QContextMenuEvent::Mouse ? event->globalPos() : mapToGlobal(place));
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
    figure->setData(std::make_shared<const TradeoffData>(data));
    canvas->plotLayout()->update(QCPLayoutElement::upLayout);
    figure->fitTo(size);
    return [canvas, figure, size](QCPPainter& painter) { canvas->toPainter(&painter, size.width(), size.height()); };
}

void exportTradeoff(const TradeoffData& data, const std::filesystem::path& file, const ExportFormat& format) {
    writeFigure(file, format, tradeoffTitle(data), onDevice(tradeoffDrawing(data, format), format));
}

} // namespace klas::ui
