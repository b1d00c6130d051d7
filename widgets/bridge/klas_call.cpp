// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/klas_call.h"

#include "widgets/bridge/last_sentence.h"
#include "widgets/bridge/text.h"
#include "widgets/bridge/worker_process.h"

#include <QProcess>
#include <utility>

namespace klas::ui {

KlasCall::~KlasCall() {
    forget();
}

void KlasCall::forget() {
    QProcess* process = std::exchange(m_process, nullptr);
    if (!process) return;
    process->disconnect(this);
    process->kill();
    process->deleteLater();
}

void KlasCall::start(const QStringList& arguments) {
    forget();
    const QString program = findWorker();
    if (program.isEmpty()) {
        Q_EMIT failed(Failure::NotFound, {});
        return;
    }
    auto* process = m_process = new QProcess(this);
    process->setStandardInputFile(QProcess::nullDevice());
    connect(process, &QProcess::finished, this, [this, process] { finished(process); });
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return; // finished() comes too
        const QString why = process->errorString();
        forget();
        Q_EMIT failed(Failure::NotStarted, why);
    });
    process->start(program, arguments);
}

void KlasCall::finished(QProcess* process) {
    m_process = nullptr;
    process->deleteLater();
    const bool ended = process->exitStatus() == QProcess::NormalExit;
    if (ended && process->exitCode() == 0) {
        Q_EMIT answered(process->readAllStandardOutput());
        return;
    }
    const QString why = qstr(lastSentence(process->readAllStandardError()));
    Q_EMIT failed(ended && process->exitCode() == 1 && !why.isEmpty() ? Failure::Refused : Failure::Stopped,
                  why);
}

} // namespace klas::ui
