// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/cli_run.h"
#include "tests/app/raw_files.h"
#include "tests/core/store/sample.h"

/// A project of two small networks that klas itself has trained for an epoch.
namespace klas::sample {

/// Trains a network of this width on f/data for an epoch, into f/NAME.st.
inline void makeWeights(const Folder& f, const std::string& name, const Json& arch) {
    writeFileAtomically(f.path(name + ".json"), arch.dump());
    const Run run = klasRun({"train-anchor", "--config", q(f.path(name + ".json")), "--data", q(f.path("data")),
                             "--validation-images", "30", "--epochs", "1", "--warmup", "0", "--out",
                             q(f.path(name + ".st"))});
    QVERIFY2(run.code == 0, run.err.c_str());
}

inline QStringList newProject(const Folder& f) {
    return {"project", "new", q(f.path("p.klas")), "--data", q(f.path("data")), "--validation-images", "30",
            "--anchor", "a=" + q(f.path("a.st")), "--anchor", "b=" + q(f.path("b.st"))};
}

inline void makeProject(const Folder& f) {
    writeImages(f.path("data"));
    makeWeights(f, "a", tinyArch(8));
    makeWeights(f, "b", tinyArch(12));
    const Run run = klasRun(newProject(f));
    QVERIFY2(run.code == 0, run.err.c_str());
}

} // namespace klas::sample
