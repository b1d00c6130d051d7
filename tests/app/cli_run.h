// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <QProcess>
#include <QTemporaryDir>

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
    /// One line that starts "klas: ": what every failure prints.
    bool oneSentence() const {
        return err.rfind("klas: ", 0) == 0 && std::count(err.begin(), err.end(), '\n') == 1;
    }
};

inline Run klasRun(const QStringList& arguments,
                   const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(KLAS_PROGRAM), arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000)) process.kill();
    Run run;
    run.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.out = process.readAllStandardOutput().toStdString();
    run.err = process.readAllStandardError().toStdString();
    return run;
}

} // namespace klas::sample
