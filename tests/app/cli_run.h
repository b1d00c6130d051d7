// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/base/json.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>
#include <functional>

/// Runs the klas program as a shell would.
namespace klas::sample {

struct Run {
    int code = -1;
    std::string out, err;
    /// stdout as the one JSON document it must be; null when it is not.
    Json json() const {
        Json parsed = Json::parse(out, nullptr, false);
        return parsed.is_discarded() ? Json() : parsed;
    }
    /// One line that starts "klas: ", at the end: what every failure prints. Before it there may be only the
    /// progress of what had begun, "22 %  features", "epoch 1/3".
    bool oneSentence() const {
        QStringList lines = QString::fromStdString(err).split('\n');
        if (lines.size() < 2 || !lines.takeLast().isEmpty() || !lines.takeLast().startsWith("klas: ")) return false;
        return std::all_of(lines.begin(), lines.end(), [](const QString& line) {
            static const QRegularExpression progress("^(\\d+ %  |epoch \\d)");
            return progress.match(line).hasMatch();
        });
    }
};

/// `inChild` runs in the new process before klas does, to narrow what it may do.
inline Run klasRun(const QStringList& arguments,
                   const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment(),
                   const std::function<void()>& inChild = {}, const QString& stdoutFile = {}) {
    QProcess process;
    process.setProcessEnvironment(environment);
    if (inChild) process.setChildProcessModifier(inChild);
    if (!stdoutFile.isEmpty()) process.setStandardOutputFile(stdoutFile);
    process.start(QStringLiteral(KLAS_PROGRAM), arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000)) process.kill();
    Run run;
    run.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.out = process.readAllStandardOutput().toStdString();
    run.err = process.readAllStandardError().toStdString();
    return run;
}

inline QString q(const fs::path& path) {
    return QString::fromStdString(path.string());
}

/// Exit 1, nothing on stdout, one sentence on stderr that says `part`.
inline void verifyRefusal(const Run& run, const QString& part) {
    QVERIFY2(run.code == 1, qPrintable(QString("exit %1: %2").arg(run.code).arg(run.err.c_str())));
    QVERIFY2(run.out.empty(), run.out.c_str());
    QVERIFY2(run.oneSentence() && QString::fromStdString(run.err).contains(part), run.err.c_str());
}

/// The same with JSON asked for: even then stdout stays empty.
inline void verifyRefused(const QStringList& arguments, const QString& part) {
    verifyRefusal(klasRun(arguments + QStringList{"--json"}), part);
}

} // namespace klas::sample
