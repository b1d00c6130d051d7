// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/cascade_question.h"

#include "core/base/json.h"
#include "widgets/bridge/last_sentence.h"
#include "widgets/bridge/text.h"
#include "widgets/bridge/worker_process.h"

#include <QProcess>
#include <utility>

namespace klas::ui {

static std::vector<CascadePoint> pointsFrom(const QByteArray& text) {
    const std::string what = "What klas says of the cascade";
    std::vector<CascadePoint> points;
    for (const Json& p : requiredField<Json>(parseJson(text.toStdString(), what), "points", what))
        points.push_back({requiredField<double>(p, "threshold", what), requiredField<double>(p, "average_flops", what),
                          requiredField<double>(p, "worst_flops", what), requiredField<double>(p, "top1", what)});
    return points;
}

CascadeQuestion::CascadeQuestion(QObject* parent)
    : QObject(parent) {}

CascadeQuestion::~CascadeQuestion() {
    forget();
}

void CascadeQuestion::forget() {
    QProcess* process = std::exchange(m_process, nullptr);
    if (!process) return;
    process->disconnect(this);
    process->kill();
    process->deleteLater();
}

void CascadeQuestion::ask(const QString& project, const QString& source, const QString& target, const QString& split) {
    forget();
    const QString program = findWorker();
    if (program.isEmpty()) {
        Q_EMIT refused(tr("The cascade was not computed: the program klas was not found."));
        return;
    }
    auto* process = m_process = new QProcess(this);
    process->setStandardInputFile(QProcess::nullDevice());
    connect(process, &QProcess::finished, this, [this, process] { finished(process); });
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return; // finished() comes too
        const QString why = process->errorString();
        forget();
        Q_EMIT refused(tr("The cascade was not computed: %1.").arg(why));
    });
    process->start(program, {QStringLiteral("cascade"), project, QStringLiteral("--pair"), source + QLatin1Char(':') + target, QStringLiteral("--split"),
                             split, QStringLiteral("--points"), QStringLiteral("100"), QStringLiteral("--json")});
}

void CascadeQuestion::finished(QProcess* process) {
    m_process = nullptr;
    process->deleteLater();
    if (process->exitStatus() != QProcess::NormalExit || process->exitCode() != 0) {
        const QString why = qstr(lastSentence(process->readAllStandardError()));
        Q_EMIT refused(tr("The cascade was not computed. %1").arg(why));
        return;
    }
    try {
        Q_EMIT found(pointsFrom(process->readAllStandardOutput()));
    } catch (const Error& e) {
        Q_EMIT refused(QString::fromUtf8(e.what()));
    }
}

} // namespace klas::ui
