// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/queue_panel.h"

#include "widgets/bridge/tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace klas::ui {

QueuePanel::QueuePanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new JobsModel(this))
    , m_table(rowTable(m_model, tr("Jobs")))
    , m_empty(new QLabel(tr("Nothing is queued. Choose Queue > Finetune Selection, or click a cell of the heatmap.")))
    , m_curve(new CurveView)
    , m_split(new QSplitter(Qt::Horizontal)) {
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setStretchLastSection(true);
    const int letter = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(JobsModel::Number, 7 * letter);
    m_table->setColumnWidth(JobsModel::What, 64 * letter);
    m_table->setColumnWidth(JobsModel::State, 13 * letter);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);

    const int gap = fontMetrics().xHeight();
    auto* row = new QHBoxLayout;
    row->setContentsMargins(gap, 0, gap, gap);
    row->setSpacing(gap);
    const std::tuple<JobCommand, QString, QString> buttons[] = {
        {JobCommand::Pause, tr("&Pause"), tr("Stop after the next step and checkpoint; a waiting job is passed over")},
        {JobCommand::Resume, tr("&Resume"), tr("Let it go on from its last checkpoint")},
        {JobCommand::Cancel, tr("&Cancel Job"), tr("Stop it for good; what is finished is kept")},
        {JobCommand::Up, tr("Move &Up"), tr("Run it before the one above")},
        {JobCommand::Down, tr("Move &Down"), tr("Run it after the one below")},
        {JobCommand::Duplicate, tr("D&uplicate"), tr("The same once more")},
        {JobCommand::Remove, tr("Re&move"), tr("Take it out of the list")}};
    for (const auto& [command, text, tip] : buttons) {
        auto* button = new QPushButton(text);
        button->setToolTip(tip);
        connect(button, &QPushButton::clicked, this, [this, command = command] {
            if (const auto job = chosen()) Q_EMIT commanded(job->id, command);
        });
        row->addWidget(button);
        m_buttons.emplace_back(command, button);
    }
    row->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_empty, 1);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_table);
    m_split->addWidget(m_curve);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_curve->setMinimumWidth(28 * letter);
    m_split->setSizes({100 * letter, 60 * letter});
    layout->addWidget(m_split, 1);
    layout->addLayout(row);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueuePanel::refresh);
    refresh();
}

void QueuePanel::setJobs(const std::vector<Job>& jobs, bool writable) {
    m_writable = writable;
    const auto before = chosen();
    m_model->setJobs(jobs);
    if (const int row = before ? m_model->rowOf(before->id) : -1; row >= 0) m_table->selectRow(row);
    refresh();
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
    case JobCommand::Duplicate:
        return true;
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
    for (const auto& [command, button] : m_buttons) {
        bool possible = m_writable && job && suits(command, *job);
        if (possible && (command == JobCommand::Up || command == JobCommand::Down)) possible = neighbour(job->id, command == JobCommand::Up).has_value();
        button->setEnabled(possible);
    }
    followCurve();
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
