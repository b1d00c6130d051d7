// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/status_line.h"

#include "widgets/bridge/text.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>
#include <algorithm>

namespace klas::ui {

static QLabel* cell() {
    auto* label = new QLabel;
    label->setContentsMargins(label->fontMetrics().xHeight(), 0, label->fontMetrics().xHeight(), 0);
    return label;
}

StatusLine::StatusLine(const Workbench& work, QWidget* parent)
    : QStatusBar(parent)
    , m_work(work)
    , m_text(cell())
    , m_bar(new QProgressBar)
    , m_left(cell())
    , m_device(new QToolButton)
    , m_worker(cell()) {
    setSizeGripEnabled(false);
    setStyleSheet(QStringLiteral("QStatusBar::item { border: none; }"));
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(16 * fontMetrics().averageCharWidth(), fontMetrics().height() * 2 / 3);
    m_bar->setAccessibleName(tr("Progress of the job"));
    m_worker->setAccessibleName(tr("Worker"));
    m_device->setAutoRaise(true);
    m_device->setFixedHeight(m_text->sizeHint().height()); // no taller than its neighbours
    m_device->setToolTip(tr("Where the worker computes and how much memory it holds. Click to choose another device."));
    addWidget(m_text);
    addWidget(m_bar);
    addWidget(m_left);
    addPermanentWidget(m_device);
    addPermanentWidget(m_worker);

    connect(&work, &Workbench::changed, this, &StatusLine::showRest);
    connect(&work.session(), &ProjectSession::saved, this, &StatusLine::showRest);
    connect(&work, &Workbench::progressed, this, &StatusLine::showProgress);
    connect(&work.runner(), &JobRunner::workerStateChanged, this, &StatusLine::showWorker);
    connect(&work.runner(), &JobRunner::deviceKnown, this, &StatusLine::showDevice);
    connect(&work.runner(), &JobRunner::memoryKnown, this, [this](qint64 bytes) {
        m_memory = bytes;
        showDevice();
    });
    connect(m_device, &QToolButton::clicked, this, &StatusLine::deviceClicked);
    showWorker(WorkerState::Stopped);
    showRest();
}

void StatusLine::showProgress(qlonglong id, const ProgressReport& report) {
    const auto& jobs = m_work.session().state().jobs;
    const auto job = std::find_if(jobs.begin(), jobs.end(), [&](const Job& j) { return j.id == id; });
    const JobKind kind = job == jobs.end() ? JobKind::Analyze : job->kind;
    if (isQuick(kind) && m_work.runner().running() && m_work.runner().job() != id)
        return; // of seconds, beside something longer
    const QString what = kind == JobKind::Analyze    ? tr("Analysing")
                         : kind == JobKind::Finetune ? tr("Finetuning")
                         : kind == JobKind::Evaluate ? tr("Evaluating")
                         : kind == JobKind::Export   ? tr("Exporting")
                                                     : tr("Measuring");
    QString text = report.step.empty() ? what : tr("%1: %2").arg(what, qstr(report.step));
    if (report.total > 0) text += tr(", %L1 of %L2").arg(report.done).arg(report.total);
    m_text->setText(text);
    m_bar->setValue(static_cast<int>(1000 * report.fraction));
    m_left->setText(timeLeft(report.secondsLeft));
}

void StatusLine::showRest() {
    const bool busy = m_work.busy();
    m_bar->setVisible(busy);
    m_left->setVisible(busy);
    if (busy) {
        if (m_work.runner().workerState() != WorkerState::Ready) m_text->setText(tr("Starting the worker"));
        return;
    }
    m_bar->setValue(0);
    m_left->clear();
    const ProjectSession& session = m_work.session();
    if (!session.isOpen()) {
        m_text->setText(tr("No project open"));
        return;
    }
    const int count = session.state().finishedMatrices();
    QString text = count == 1 ? tr("1 matrix") : tr("%L1 matrices").arg(count);
    if (session.state().readOnly)
        text += tr(", read-only");
    else if (session.lastSaved().isValid())
        text += tr(", saved %1").arg(session.lastSaved().toString(QStringLiteral("HH:mm")));
    m_text->setText(text);
}

void StatusLine::showDevice() {
    const QString device = m_work.runner().workerState() == WorkerState::Ready ? m_work.runner().device() : tr("not started");
    QString text = tr("Device: %1").arg(device);
    if (m_memory > 0) text += tr(", %1").arg(QLocale().formattedDataSize(m_memory, m_memory < (1 << 30) ? 0 : 1));
    m_device->setText(text);
}

/// A dot whose shape says the same as its word.
void StatusLine::showWorker(WorkerState state) {
    m_worker->setText(state == WorkerState::Ready      ? tr("Worker ready ●")
                      : state == WorkerState::Starting ? tr("Worker starting ◐")
                                                       : tr("Worker off ○"));
    m_worker->setToolTip(tr("Computing runs in a process of its own, started when it is needed"));
    if (state != WorkerState::Ready) m_memory = 0;
    showDevice();
}

} // namespace klas::ui
