// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/queue_panel.h"

#include "widgets/bridge/buttons.h"
#include "widgets/bridge/tables.h"
#include "widgets/bridge/wrap_layout.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace klas::ui {

QueuePanel::QueuePanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new JobsModel(this))
    , m_table(rowTable(m_model, tr("Jobs")))
    , m_empty(new QLabel(tr("Nothing is queued. Choose Queue > Finetune Selection, or click a cell of the heatmap.")))
    , m_curve(new CurveView)
    , m_details(new JobDetails)
    , m_split(new QSplitter(Qt::Horizontal))
    , m_controls(new QWidget) {
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setStretchLastSection(true);
    const int letter = fontMetrics().averageCharWidth();
    fitColumns();
    m_table->viewport()->installEventFilter(this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);

    const int gap = fontMetrics().xHeight();
    auto* row = new WrapLayout(m_controls); // it must not decide how narrow the window may be
    row->setContentsMargins(gap, 0, gap, gap);
    const std::tuple<JobCommand, QString, QString, QKeySequence> commands[] = {
        {JobCommand::Pause, tr("&Pause"), tr("Stop after the next step and checkpoint; a waiting job is passed over"), {}},
        {JobCommand::Resume, tr("&Resume"), tr("Let it go on from its last checkpoint"), {}},
        {JobCommand::Cancel, tr("&Cancel Job"), tr("Stop it for good; what is finished is kept"), {}},
        {JobCommand::Up, tr("Move &Up"), tr("Run it before the one above; or drag it there"), Qt::ALT | Qt::Key_Up},
        {JobCommand::Down, tr("Move &Down"), tr("Run it after the one below; or drag it there"), Qt::ALT | Qt::Key_Down},
        {JobCommand::Duplicate, tr("D&uplicate"), tr("The same once more"), {}},
        {JobCommand::Change, tr("D&uplicate with Changes…"), tr("The same stitches once more, with another recipe"), {}},
        {JobCommand::Remove, tr("Re&move"), tr("Take it out of the list"), Qt::Key_Delete}};
    for (const auto& [command, text, tip, keys] : commands) {
        auto* action = new QAction(text, m_table);
        action->setToolTip(tip);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_table->addAction(action);
        auto* button = buttonFor(action);
        row->addWidget(button);
        connect(action, &QAction::triggered, this, [this, command = command] { this->command(command); });
        m_actions.push_back({command, action, button});
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_empty, 1);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_table);
    auto* tabs = new QTabWidget;
    tabs->setDocumentMode(true);
    tabs->addTab(m_curve, tr("Curve"));
    tabs->addTab(m_details, tr("Details and Log"));
    m_split->addWidget(tabs);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_curve->setMinimumWidth(28 * letter);
    m_split->setSizes({100 * letter, 60 * letter});
    layout->addWidget(m_split, 1);
    layout->addWidget(m_controls);
    m_table->setDragEnabled(true);
    m_table->setAcceptDrops(true);
    m_table->setDefaultDropAction(Qt::MoveAction);
    m_table->setDragDropOverwriteMode(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &QueuePanel::showMenu);
    connect(m_model, &JobsModel::moveWanted, this, &QueuePanel::moveWanted);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        refresh();
        const auto job = chosen();
        if (m_quiet || (job ? job->id : 0) == m_chosen) return;
        m_chosen = job ? job->id : 0;
        Q_EMIT jobChosen(m_chosen);
    });
    refresh();
}

/// What a job does may have what the others leave; a person's own widths hold until the type changes.
void QueuePanel::fitColumns() {
    const int letter = fontMetrics().averageCharWidth(), number = 7 * letter, state = 13 * letter, progress = 16 * letter;
    m_table->setColumnWidth(JobsModel::Number, number);
    m_table->setColumnWidth(JobsModel::What, std::clamp(m_table->viewport()->width() - number - state - progress, 24 * letter, 64 * letter));
    m_table->setColumnWidth(JobsModel::State, state);
    m_fitted = m_table->isVisible();
}

void QueuePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange) return;
    m_details->setSizeOf(font());
    m_fitted = false;
    fitColumns();
}

bool QueuePanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && !m_fitted) fitColumns();
    return QWidget::eventFilter(watched, event);
}

void QueuePanel::setJobs(const std::vector<Job>& jobs, bool writable) {
    m_writable = writable;
    const QScopedValueRollback quiet(m_quiet, true);
    m_model->setWritable(writable);
    m_model->setJobs(jobs);
    m_log.setJobs(jobs);
    selectRow(m_chosen == 0 ? -1 : m_model->rowOf(m_chosen), false);
    refresh();
}

void QueuePanel::choose(long job) {
    if (job == m_chosen) return;
    const QScopedValueRollback quiet(m_quiet, true);
    m_chosen = job;
    selectRow(job == 0 ? -1 : m_model->rowOf(job), true);
}

/// The view itself would scroll to the row, sideways as well, whenever jobs come and go.
void QueuePanel::selectRow(int row, bool scroll) {
    const int across = m_table->horizontalScrollBar()->value();
    m_table->setAutoScroll(false);
    if (row >= 0)
        m_table->selectRow(row);
    else
        m_table->selectionModel()->clear();
    m_table->setAutoScroll(true);
    if (row >= 0 && scroll) m_table->scrollTo(m_model->index(row, 0), QAbstractItemView::EnsureVisible);
    m_table->horizontalScrollBar()->setValue(across);
}

std::optional<Job> QueuePanel::chosen() const {
    const auto rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty()) return std::nullopt;
    return m_model->job(rows.first().row());
}

bool QueuePanel::suits(JobCommand command, const Job& job) {
    const JobState s = job.state;
    switch (command) {
    case JobCommand::Pause:
        return s == JobState::Running || s == JobState::Pending;
    case JobCommand::Resume:
        return s == JobState::Paused || s == JobState::Interrupted || s == JobState::Failed || s == JobState::Cancelled;
    case JobCommand::Cancel:
        return isOpen(s);
    case JobCommand::Up:
    case JobCommand::Down:
        return s == JobState::Pending;
    case JobCommand::Duplicate: // the same finetuning again would find its run there and do nothing
        return job.kind != JobKind::Finetune;
    case JobCommand::Change:
        return job.kind == JobKind::Finetune;
    case JobCommand::Remove:
        return s != JobState::Running;
    }
    return false;
}

std::optional<long> QueuePanel::neighbour(long job, bool up) const {
    const int row = m_model->rowOf(job);
    const auto waits = [&](int r) {
        return r >= 0 && r < m_model->rowCount() && m_model->job(r).state == JobState::Pending && m_model->job(r).priority == m_model->job(row).priority;
    };
    if (row < 0 || !waits(row)) return std::nullopt;
    if (up) return waits(row - 1) ? std::optional(m_model->job(row - 1).id) : std::nullopt;
    if (!waits(row + 1)) return std::nullopt;
    return waits(row + 2) ? m_model->job(row + 2).id : 0;
}

void QueuePanel::refresh() {
    const bool any = m_model->rowCount() > 0;
    m_split->setVisible(any);
    m_empty->setVisible(!any);
    const auto job = chosen();
    const bool finetuning = job && job->kind == JobKind::Finetune;
    for (const auto& [command, action, button] : m_actions) {
        action->setEnabled(possible(command));
        if (command != JobCommand::Change && command != JobCommand::Duplicate) continue;
        action->setVisible((command == JobCommand::Change) == finetuning);
        button->setVisible(action->isVisible());
    }
    showDetails();
    followCurve();
}

bool QueuePanel::possible(JobCommand command) const {
    const auto job = chosen();
    if (!m_writable || !job || !suits(command, *job)) return false;
    const bool moves = command == JobCommand::Up || command == JobCommand::Down;
    return !moves || neighbour(job->id, command == JobCommand::Up).has_value();
}

void QueuePanel::command(JobCommand command) {
    const auto job = chosen();
    if (!job || !possible(command)) return;
    if (command == JobCommand::Up || command == JobCommand::Down) return Q_EMIT moveWanted(job->id, *neighbour(job->id, command == JobCommand::Up));
    Q_EMIT commanded(job->id, command);
}

void QueuePanel::showMenu(const QPoint& at) {
    if (!chosen()) return;
    auto* menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Entry& entry : m_actions)
        menu->addAction(entry.action); // what does not suit is not visible, or grey
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void QueuePanel::progressed(qlonglong job, const ProgressReport& report) {
    m_model->setProgress(job, report);
    m_log.progressed(long(job), report);
    if (const auto shown = chosen(); shown && shown->id == job) showDetails();
}

void QueuePanel::showDetails() {
    if (const auto job = chosen())
        m_details->show(*job, m_log.lines(job->id));
    else
        m_details->clear(tr("Choose a job to see what it is and what happened to it."));
}

void QueuePanel::followCurve() {
    const auto job = chosen();
    if (job && job->id == m_shown) return;
    m_shown = job ? job->id : 0;
    if (!job || job->kind != JobKind::Finetune || !job->request.contains("run") || !job->request["run"].is_string()) {
        m_curve->clear(job ? tr("Only finetunings have a training curve.") : tr("Choose a finetuning to see its training curve."));
        return;
    }
    m_curve->clear(tr("No step is done yet."));
    const Json recipe = job->request.value("recipe", Json::object());
    const bool joint = recipe.value("mode", std::string("joint")) == "joint";
    const long stitches = joint ? 1 : long(job->request.value("stitches", Json::array()).size());
    Q_EMIT curveWanted(job->request["run"].get<std::string>(), recipe.value("steps", 0L) * stitches);
}

} // namespace klas::ui
