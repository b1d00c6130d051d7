// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/export_process.h"

#include "widgets/bridge/last_sentence.h"
#include "widgets/bridge/text.h"

#include <QCoreApplication>

namespace klas::ui {

ExportProcess::ExportProcess(const QStringList& arguments, QObject* parent)
    : QObject(parent) {
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return;
        Q_EMIT failed(tr("Nothing was written: %1.").arg(m_process.errorString()));
        deleteLater();
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] {
        while (m_process.canReadLine())
            Q_EMIT told(QString::fromUtf8(m_process.readLine()).trimmed());
    });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        if (status == QProcess::NormalExit && code == 0)
            Q_EMIT succeeded();
        else
            Q_EMIT failed(qstr(lastSentence(m_process.readAllStandardError())));
        deleteLater();
    });
    const QString other = qEnvironmentVariable("KLAS_EXPLORER");
    m_process.start(other.isEmpty() ? QCoreApplication::applicationFilePath() : other, QStringList{QStringLiteral("--export")} + arguments);
}

void ExportProcess::cancel() { m_process.terminate(); }

} // namespace klas::ui
