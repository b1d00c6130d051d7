// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/checkpoint_inspection.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "widgets/bridge/last_sentence.h"
#include "widgets/bridge/worker_process.h"

#include <QProcess>

namespace klas::ui {

static constexpr int kWaitMs = 10 * 60 * 1000; ///< a network drive may take its time

static Json inspect(const fs::path& weights) {
    QProcess process;
    process.setProgram(findWorker());
    process.setArguments({QStringLiteral("checkpoint"), QStringLiteral("inspect"), QStringLiteral("--json"), QStringLiteral("--"),
                          QString::fromStdString(weights.string())});
    process.setStandardInputFile(QProcess::nullDevice());
    process.start();
    if (!process.waitForStarted() || !process.waitForFinished(kWaitMs)) {
        const std::string why = process.errorString().toStdString();
        process.kill();
        process.waitForFinished(1000);
        throw Error("The weights " + weights.string() + " could not be looked into: the program klas did not answer.", why);
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        const std::string why = lastSentence(process.readAllStandardError());
        throw Error(why.empty() ? "The weights " + weights.string() + " could not be looked into." : why);
    }
    return parseJson(process.readAllStandardOutput().toStdString(), "What klas says of " + weights.string());
}

ArchConfig inspectArchitecture(const fs::path& weights) {
    const std::string what = weights.filename().string();
    const Json found = optionalField<Json>(inspect(weights), "architecture", Json(), what);
    if (found.is_null() || !optionalField<bool>(found, "certain", false, what))
        throw Error(what + " does not say its architecture. Add it with a JSON file that does (embed_dim, depth, …).");
    return archFromJson(requiredField<Json>(found, "config", what), what);
}

void requireReadable(const fs::path& weights) {
    inspect(weights);
}

} // namespace klas::ui
