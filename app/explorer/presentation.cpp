// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/presentation.h"

#include "app/explorer/settings.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QStatusBar>
#include <QTableView>
#include <QToolBar>
#include <algorithm>
#include <cmath>
#include <utility>

namespace klas::ui {

namespace {

constexpr double kSmallestShare = 1.0 / 40; ///< of the window's height
constexpr double kSmallestOfFigures = 0.83; ///< of the font: legends and notes under plots
constexpr int kTick = 40;                   ///< milliseconds
constexpr int kReplayTicks = 300;           ///< 12 s at the usual speed
constexpr int kFastest = 4, kSlowest = -4;

QPalette blackOnWhite() {
    QPalette palette(Qt::white, Qt::white);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, Qt::black);
    palette.setColor(QPalette::Button, QColor(0xeeeeee));
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::AlternateBase, QColor(0xf2f2f2));
    palette.setColor(QPalette::ToolTipBase, Qt::white);
    palette.setColor(QPalette::Highlight, QColor(0x0b62a3));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::PlaceholderText, QColor(0x444444));
    palette.setColor(QPalette::Link, QColor(0x0b62a3));
    palette.setColor(QPalette::LinkVisited, QColor(0x0b62a3));
    return palette;
}

/// What a layout needs reaches the window a level at a time, and from hidden parts not at all.
void settleLayouts(QWidget& window) {
    for (QWidget* part : window.findChildren<QWidget*>())
        if (part->layout()) part->layout()->invalidate();
    window.layout()->invalidate();
    for (int level = 0; level < 8; ++level)
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    window.layout()->invalidate();
    window.layout()->activate(); // and how small the window may be
}

/// Widgets have it when this returns, not only later: what is asked of their sizes then holds.
void setProgramFont(const QFont& font) {
    if (QApplication::font() == font) return;
    QApplication::setFont(font);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::ApplicationFontChange);
}

/// A combo box remembers how small it may be, and a new font does not make it forget, a new style does.
void forgetSizes(QObject* object) {
    if (!qobject_cast<QComboBox*>(object)) return;
    QEvent style(QEvent::StyleChange);
    QCoreApplication::sendEvent(object, &style);
}

} // namespace

size_t resultsOfRuns(const ProjectState& project) {
    return size_t(std::count_if(project.evaluations.begin(), project.evaluations.end(), [](const Evaluation& e) { return !e.run.empty(); }));
}

ProjectState earlier(const ProjectState& project, size_t count) {
    ProjectState state;
    state.file = project.file;
    state.readOnly = project.readOnly;
    state.anchors = project.anchors;
    state.data = project.data;
    state.accuracies = project.accuracies;
    state.distances = project.distances;
    state.runs = project.runs;
    for (const Evaluation& e : project.evaluations) {
        if (!e.run.empty() && count == 0) continue;
        state.evaluations.push_back(e);
        if (!e.run.empty()) --count;
    }
    return state;
}

Presentation::Presentation(QMainWindow& window, std::vector<View> views, std::function<const ProjectState&()> project,
                           std::function<void(const ProjectState&)> show)
    : QObject(&window)
    , m_window(window)
    , m_views(std::move(views))
    , m_project(std::move(project))
    , m_show(std::move(show))
    , m_bar(new QToolBar(tr("Presentation")))
    , m_title(new QLabel)
    , m_hint(new QLabel) {
    m_bar->setObjectName("presentationBar");
    m_bar->setMovable(false);
    m_bar->toggleViewAction()->setVisible(false); // not in the window's own menu
    auto* line = new QWidget;
    auto* layout = new QHBoxLayout(line);
    layout->addWidget(m_title);
    layout->addStretch(1);
    layout->addWidget(m_hint);
    m_bar->addWidget(line);
    window.addToolBar(Qt::TopToolBarArea, m_bar);
    m_bar->hide();
    m_replay.setInterval(kTick);
    connect(&m_replay, &QTimer::timeout, this, &Presentation::tick);
}

void Presentation::setActive(bool active) {
    if (active == m_active) return;
    active ? enter() : leave();
    Q_EMIT activeChanged(m_active);
}

void Presentation::enter() {
    m_state = m_window.saveState();
    m_geometry = m_window.geometry();
    m_windowState = m_window.windowState();
    m_font = QApplication::font();
    for (auto* table : m_window.findChildren<QTableView*>())
        m_tables.push_back({table, table->verticalHeader()->defaultSectionSize(),
                            table->model() && table->model()->rowCount() > 0 ? table->horizontalHeader()->saveState() : QByteArray()});
    m_focus = QApplication::focusWidget();
    m_menuBar = !m_window.menuBar()->isHidden();
    m_statusBar = !m_window.statusBar()->isHidden();
    m_centre = !m_window.centralWidget()->isHidden();
    m_active = true;
    qApp->installEventFilter(this);
    m_window.menuBar()->hide();
    m_window.statusBar()->hide();
    for (auto* dock : m_window.findChildren<QDockWidget*>())
        dock->setTitleBarWidget(new QWidget(dock)); // no title bar
    QApplication::setPalette(blackOnWhite());
    m_bar->show();
    m_window.setWindowState(m_windowState | Qt::WindowFullScreen); // showFullScreen() would forget that it is maximised
    fitType();
    showView(0);
}

/// Type and styles first: what they need decides how small the window may be, and thereby whether it gets its size back.
void Presentation::leave() {
    stopReplay();
    showHidden();
    m_active = false;
    m_bar->hide();
    for (auto* dock : m_window.findChildren<QDockWidget*>()) {
        delete dock->titleBarWidget();
        dock->setTitleBarWidget(nullptr);
    }
    for (const auto& [table, row, columns] : m_tables)
        if (table) table->verticalHeader()->setDefaultSectionSize(row);
    setProgramFont(m_font);
    m_title->setFont({});
    m_hint->setFont({});
    apply(settings::appearance());
    qApp->removeEventFilter(this);
    for (const auto& [table, row, columns] : std::exchange(m_tables, {}))
        if (table && !columns.isEmpty()) table->horizontalHeader()->restoreState(columns);
    m_window.menuBar()->setVisible(m_menuBar);
    m_window.statusBar()->setVisible(m_statusBar);
    m_window.centralWidget()->setVisible(m_centre);
    m_show(m_project());
    settleLayouts(m_window);
    const bool fills = m_windowState & (Qt::WindowMaximized | Qt::WindowFullScreen);
    if (!fills) m_window.restoreState(m_state); // docks that come back may push the window apart: before it gets its size
    settleLayouts(m_window);
    m_window.setWindowState(m_windowState);
    if (!fills) m_window.setGeometry(m_geometry);
    m_window.restoreState(m_state);
    if (m_focus) m_focus->setFocus();
}

/// The smallest type, under the plots, is 1/40 of the height.
void Presentation::fitType() {
    const int pixels = std::max(9, int(std::ceil(m_window.height() * kSmallestShare / kSmallestOfFigures)));
    QFont font = m_font;
    font.setPixelSize(pixels);
    for (const TableSizes& sizes : m_tables) // first, as panels fit their tables to the new type
        if (sizes.table) sizes.table->verticalHeader()->setDefaultSectionSize(QFontMetrics(font).height() * 3 / 2);
    setProgramFont(font);
    QFont title = font;
    title.setPixelSize(pixels * 3 / 2);
    title.setBold(true);
    m_title->setFont(title);
    m_hint->setFont(font);
}

void Presentation::showView(int view) {
    stopReplay();
    m_view = std::clamp(view, 0, int(m_views.size()) - 1);
    const View& now = m_views[size_t(m_view)];
    showHidden();
    for (QWidget* part : now.hidden) {
        if (part->isHidden()) continue;
        part->hide();
        m_hidden.emplace_back(part);
    }
    m_window.centralWidget()->setVisible(now.centre);
    for (auto* dock : m_window.findChildren<QDockWidget*>())
        dock->setVisible(std::find(now.docks.begin(), now.docks.end(), dock) != now.docks.end());
    if (now.share > 0)
        for (QDockWidget* dock : now.docks)
            m_window.resizeDocks({dock}, {int(now.share * m_window.width())}, Qt::Horizontal);
    m_show(m_project());
    label();
    QTimer::singleShot(0, this, &Presentation::fitRows); // when the tables have their place
}

/// Rows are closer together where a table has no room for all of them.
void Presentation::fitRows() {
    if (!m_active) return;
    for (const TableSizes& sizes : m_tables) {
        QTableView* table = sizes.table;
        if (!table || !table->isVisible() || table->model()->rowCount() == 0) continue;
        const int line = table->fontMetrics().height(), each = table->viewport()->height() / table->model()->rowCount();
        table->verticalHeader()->setDefaultSectionSize(std::clamp(each, line * 9 / 8, line * 3 / 2));
    }
}

void Presentation::showHidden() {
    for (const auto& part : m_hidden)
        if (part) part->show();
    m_hidden.clear();
}

void Presentation::label() {
    const View& now = m_views[size_t(m_view)];
    m_title->setText(now.title);
    QString hint = tr("%1 of %2").arg(m_view + 1).arg(m_views.size());
    if (now.replays && resultsOfRuns(m_project()) > 0)
        hint = replaying() ? tr("%L1 of %L2 results  ·  %3").arg(m_shown).arg(resultsOfRuns(m_project())).arg(hint) : tr("R: grow again  ·  %1").arg(hint);
    m_hint->setText(hint);
}

void Presentation::startReplay() {
    if (!m_views[size_t(m_view)].replays || resultsOfRuns(m_project()) == 0) return;
    stopReplay();
    m_show(m_project()); // all of it gives the axes
    m_replay.start();
    m_show(earlier(m_project(), 0));
    label();
}

void Presentation::stopReplay() {
    m_replay.stop();
    m_shown = 0;
    m_pending = 0;
}

void Presentation::tick() {
    const size_t all = resultsOfRuns(m_project());
    const double step = double(all) / kReplayTicks * std::pow(2.0, m_speed);
    // Small steps wait until a whole result is due.
    m_pending += step;
    const auto due = size_t(m_pending);
    m_pending -= double(due);
    if (due == 0) return;
    m_shown = std::min(all, m_shown + due);
    if (m_shown == all) {
        m_replay.stop();
        m_show(m_project());
    } else {
        m_show(earlier(m_project(), m_shown));
    }
    label();
}

bool Presentation::key(int key) {
    switch (key) {
    case Qt::Key_Right:
    case Qt::Key_PageDown: showView(m_view + 1); return true;
    case Qt::Key_Left:
    case Qt::Key_PageUp: showView(m_view - 1); return true;
    case Qt::Key_Home: showView(0); return true;
    case Qt::Key_End: showView(int(m_views.size()) - 1); return true;
    case Qt::Key_R: startReplay(); return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal: m_speed = std::min(kFastest, m_speed + 1); return true;
    case Qt::Key_Minus: m_speed = std::max(kSlowest, m_speed - 1); return true;
    case Qt::Key_Escape: setActive(false); return true;
    default: return false;
    }
}

bool Presentation::eventFilter(QObject* object, QEvent* event) {
    if (object == &m_window && m_active && event->type() == QEvent::Resize) fitType();
    if (event->type() == QEvent::FontChange) forgetSizes(object);
    const auto* widget = qobject_cast<QWidget*>(object);
    if (widget && widget->window() == &m_window && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        const auto* press = static_cast<QKeyEvent*>(event);
        const bool plain = !(press->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
        const bool types = qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget);
        if (plain && event->type() == QEvent::KeyPress && (!types || press->key() == Qt::Key_Escape) && key(press->key())) return true;
    }
    return QObject::eventFilter(object, event);
}

} // namespace klas::ui
