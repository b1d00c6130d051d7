// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/main_window.h"
#include "core/base/files.h"
#include "tests/widgets/small_anchor.h"

#include <QFloat16> // QTest only declares it, and a comparison of records looks into it
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

namespace klas::ui::sample {

/// A safetensors file without tensors, and an anchor of that shape: enough for all that needs no forward
/// pass.
inline Anchor makeAnchor(const QTemporaryDir& folder, const std::string& name, int width) {
    Anchor anchor = smallAnchor(name, width, 6);
    anchor.weights = folder.path().toStdString() + "/" + name + ".safetensors";
    Json header;
    header["__metadata__"]["klas.arch"] = toJson(anchor.arch).dump();
    const std::string text = header.dump();
    std::string bytes(8, '\0');
    for (size_t k = 0; k < 8; ++k)
        bytes[k] = static_cast<char>(text.size() >> (8 * k));
    writeFileAtomically(anchor.weights, bytes + text);
    return anchor;
}

/// Θ that is small near the diagonal, as between networks of one family.
inline ScoreMatrix makeMatrix(const std::string& source, const std::string& target, bool complete = true) {
    ScoreMatrix matrix(6, 6, true);
    matrix.source = source;
    matrix.target = target;
    matrix.images = matrix.imagesInAll = 1000;
    matrix.complete = complete;
    matrix.key = source + target;
    for (int i = 1; i <= 6; ++i)
        for (int j = 1; j <= 6; ++j) {
            matrix.setValue(i, j, source == target && i == j ? 0 : 0.02 + 0.05 * std::abs(i - j) + 0.01 * i);
            matrix.setError(i, j, 0.001);
        }
    return matrix;
}

/// What a network reaches on 1000 images, in a run or, where that has no name, as it came.
inline Evaluation reached(const std::string& run, const Configuration& configuration, const Cost& cost, double top1, const char* split = "test") {
    Evaluation e;
    e.configuration = configuration;
    e.run = run;
    e.step = run.empty() ? 0 : 100;
    e.split = split;
    e.images = 1000;
    e.top1 = top1;
    e.top5 = 1;
    e.cost = cost;
    e.key = run + split + text(configuration);
    return e;
}

/// What tests of the window share: settings of their own, a worker that plays a part, projects to open.
class ExplorerFixture {
protected:
    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    /// A project of anchors (name, width) with these matrices, closed again.
    QString projectOf(const char* name, std::initializer_list<std::pair<const char*, int>> anchors, const std::vector<ScoreMatrix>& matrices) {
        const QString file = path(name);
        Project project = Project::create(file.toStdString());
        project.setData(DataSpec{});
        for (const auto& [anchor, width] : anchors)
            project.addAnchor(makeAnchor(m_folder, anchor, width));
        for (const ScoreMatrix& matrix : matrices)
            project.save(matrix);
        return file;
    }

    /// Two anchors and all matrices.
    QString analysedProject(const char* name) {
        return projectOf(name, {{"tiny", 8}, {"base", 24}}, {makeMatrix("tiny", "base"), makeMatrix("base", "base")});
    }

    /// The same, with one run whose results lie between the anchors'.
    QString finetunedProject(const char* name) {
        const QString file = analysedProject(name);
        Project project = Project::open(file.toStdString(), Project::Access::ReadWrite);
        FinetuneRun run;
        run.name = "first";
        run.selection = "klas";
        project.save(run);
        const auto save = [&](const std::string& of, const Configuration& configuration, std::int64_t flops, double top1) {
            project.save(reached(of, configuration, {flops, 1000}, top1));
        };
        save("", Configuration::of("tiny"), 100'000, 0.5);
        save("", Configuration::of("base"), 900'000, 0.8);
        for (int i = 2; i <= 5; ++i)
            save("first", Configuration::of(Stitch{"tiny", i, "base", i}), 1'000'000 - 160'000 * i, 0.85 - 0.05 * i);
        const Job job = project.addJob(JobKind::Finetune, {{"run", "first"}}, "finetune first", 0);
        project.setJobState(job.id, JobState::Running);
        project.setJobState(job.id, JobState::Done);
        return file;
    }

    static bool opened(MainWindow& window, const QString& file) {
        QSignalSpy spy(&window.work().session(), &ProjectSession::opened);
        window.work().open(file);
        return spy.wait(5000);
    }

    void prepare() {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CONFIG_HOME", m_folder.path().toUtf8());
        qputenv("KLAS_WORKER", KLAS_SOURCE_DIR "/tests/support/fake_worker");
        QLocale::setDefault(QLocale::c());
    }
};

} // namespace klas::ui::sample
