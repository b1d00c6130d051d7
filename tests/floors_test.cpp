// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QtTest>

namespace {

/// Rooms of each floor; a room includes itself and rooms listed before it (docs/architecture.md).
const QStringList kLower{"base", "records", "analysis", "jobs", "store"};
const QStringList kEngine{"kernels", "",    "checkpoints", "nets",     "data",  "meters",
                          "probes", "similarity",  "stitching", "training", "jobs", "exports", "bench"};
const QStringList kWidgets{"", "bridge", "plot", "heatmap", "frontier", "queue", "inspector", "anchors", "trust", "cost"};

struct Place {
    QString floor; ///< "core", "core/engine", "widgets", "app/cli", "app/explorer"; empty = nowhere
    int room = -1; ///< position in the floor's order
};

Place placeOf(const QString& path) {
    const QStringList parts = path.split('/');
    // The folder below the floor, or "" for a file of the floor itself.
    const auto below = [&](int depth) { return parts.size() > depth + 1 ? parts[depth] : QString(); };
    if (path.startsWith("core/engine/")) return {"core/engine", int(kEngine.indexOf(below(2)))};
    if (path.startsWith("core/")) return {"core", int(kLower.indexOf(below(1)))};
    if (path.startsWith("widgets/")) return {"widgets", int(kWidgets.indexOf(below(1)))};
    if (path.startsWith("app/cli/")) return {"app/cli", 0};
    if (path.startsWith("app/explorer/")) return {"app/explorer", 0};
    return {};
}

bool isTorch(const QString& header) {
    static const QRegularExpression torch("^(torch|ATen|c10|caffe2)/");
    return torch.match(header).hasMatch();
}

bool isQt(const QString& header) {
    static const QRegularExpression qt("^(Q[A-Z]|Qt|qcustomplot)");
    return qt.match(header).hasMatch();
}

/// Why `file` must not include `header`, or an empty text.
QString breach(const QString& file, const QString& header, bool quoted) {
    const Place from = placeOf(file);
    if (from.floor.isEmpty() || from.room < 0) return "lies in no known room";
    if (!quoted) {
        const bool torchAllowed = from.floor == "core/engine" || from.floor == "app/cli";
        const bool qtAllowed = from.floor == "widgets" || from.floor == "app/explorer";
        if (isTorch(header) && !torchAllowed) return "LibTorch belongs to core/engine and app/cli";
        if (isQt(header) && !qtAllowed) return "Qt belongs to widgets and app/explorer";
        return {};
    }
    const Place to = placeOf(header);
    if (to.floor.isEmpty() || to.room < 0)
        return "project includes run from the root and end in a known room";
    if (to.floor == from.floor) return to.room <= from.room ? QString() : "that room comes later";
    if (to.floor == "core") return {};
    const bool allowed = (from.floor == "app/cli" && to.floor == "core/engine") ||
                         (from.floor == "app/explorer" && to.floor == "widgets");
    return allowed ? QString() : from.floor + " must not know " + to.floor;
}

QStringList sources() {
    QStringList files;
    const QDir root(KLAS_SOURCE_DIR);
    for (const char* floor : {"core", "widgets", "app"}) {
        QDirIterator it(root.filePath(floor), {"*.h", "*.cpp", "*.h.in"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext())
            files << root.relativeFilePath(it.next());
    }
    files.sort();
    return files;
}

QString contents(const QString& path) {
    QFile file(QString(KLAS_SOURCE_DIR) + '/' + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class FloorsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyIncludeKeepsTheOrder() {
        static const QRegularExpression include("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]",
                                                QRegularExpression::MultilineOption);
        QStringList breaches;
        int seen = 0;
        for (const QString& file : sources())
            for (auto it = include.globalMatch(contents(file)); it.hasNext(); ++seen) {
                const auto match = it.next();
                const bool quoted = match.captured(1) == "\"";
                // What Qt's tools make lies beside its source.
                if (quoted && (match.captured(2).endsWith(".moc") || match.captured(2).startsWith("ui_")))
                    continue;
                const QString why = breach(file, match.captured(2), quoted);
                if (!why.isEmpty()) breaches << file + " includes " + match.captured(2) + ": " + why;
            }
        QVERIFY2(breaches.isEmpty(), qPrintable(breaches.join('\n')));
        QVERIFY(seen > 100);
    }

    void everyFileNamesItsLicence() {
        QStringList without;
        for (const QString& file : sources())
            if (!contents(file).startsWith("// SPDX-License-Identifier: GPL-3.0-or-later\n")) without << file;
        QVERIFY2(without.isEmpty(), qPrintable(without.join('\n')));
    }

    void breachesAreSeen_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("header");
        QTest::addColumn<bool>("quoted");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* file, const char* header, bool quoted, bool allowed) {
            QTest::addRow("%s > %s", file, header) << file << header << quoted << allowed;
        };
        row("core/analysis/cost.h", "core/records/stitch.h", true, true);
        row("core/records/stitch.h", "core/analysis/cost.h", true, false);
        row("core/store/project.h", "core/jobs/job.h", true, true);
        row("core/jobs/job.h", "core/engine/jobs/analyze.h", true, false);
        row("core/base/log.cpp", "spdlog/spdlog.h", false, true);
        row("core/base/log.cpp", "torch/torch.h", false, false);
        row("core/base/log.cpp", "QString", false, false);
        row("core/base/log.cpp", "error.h", true, false);
        row("core/engine/nets/vit.cpp", "core/engine/device.h", true, true);
        row("core/engine/device.cpp", "core/engine/nets/net.h", true, false);
        row("core/engine/data/idx.cpp", "core/engine/probes/probe_net.h", true, false);
        row("core/engine/jobs/analyze.cpp", "core/engine/similarity/kl.h", true, true);
        row("core/engine/jobs/analyze.cpp", "QObject", false, false);
        row("widgets/heatmap/view.cpp", "widgets/plot/plot.h", true, true);
        row("widgets/plot/plot.cpp", "widgets/heatmap/view.h", true, false);
        row("widgets/plot/plot.cpp", "core/engine/device.h", true, false);
        row("widgets/plot/plot.cpp", "qcustomplot.h", false, true);
        row("app/cli/space.cpp", "core/engine/nets/net.h", true, true);
        row("app/cli/space.cpp", "widgets/plot/plot.h", true, false);
        row("app/explorer/main.cpp", "core/engine/device.h", true, false);
        row("app/explorer/main.cpp", "torch/torch.h", false, false);
        row("core/attic/old.cpp", "core/base/error.h", true, false);
    }
    void breachesAreSeen() {
        QFETCH(QString, file);
        QFETCH(QString, header);
        QFETCH(bool, quoted);
        QFETCH(bool, allowed);
        QCOMPARE(breach(file, header, quoted).isEmpty(), allowed);
    }
};

QTEST_APPLESS_MAIN(FloorsTest)
#include "floors_test.moc"
