// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/exports/export_stitch.h"
#include "tests/core/engine/striped_jobs.h"

#include <QtTest>

using namespace klas;
using namespace klas::engine;

/// Exports as a worker does them: checked, credited, stopped between whole files.
class ExportJobsTest : public QObject, StripedJobs {
    Q_OBJECT
private Q_SLOTS:
    void exportsAreCheckedAndCredited() {
        ExportRequest request;
        request.networks = inFolder("export");
        request.stitches = {m_request.stitches[0].stitch, m_request.stitches[1].stitch};
        request.initImages = 100;
        request.out = (m_folder.path() + "/net").toStdString();
        std::vector<ExportedFile> files;
        const RecordSink sink = [&](const Record& r) { files.push_back(std::get<ExportedFile>(r)); };
        const auto reports = exportStitches(request, sink, {});
        QCOMPARE(reports.size(), size_t(2));
        QCOMPARE(files.size(), size_t(6));
        for (const ExportedFile& file : files) {
            QCOMPARE(sha256File(file.path), file.sha256);
            QVERIFY(file.format == "config" ? file.images == 0 : file.images == 32 && file.difference < 1e-5);
            request.networks.knownKeys.push_back(file.key);
        }
        files.clear();
        QVERIFY(exportStitches(request, sink, {}).empty() && files.empty());
        fs::remove(exportedPath(request, request.stitches[1], "safetensors"));
        writeFileAtomically(exportedPath(request, request.stitches[0], "torchscript"), "changed");
        QCOMPARE(exportStitches(request, sink, {}).size(), size_t(2));
        QCOMPARE(files.size(), size_t(2));
        QCOMPARE(files[0].format, std::string("torchscript"));
        QCOMPARE(files[1].format, std::string("safetensors"));
        for (const ExportedFile& file : files)
            request.networks.knownKeys.push_back(file.key);
        request.top1 = {0.75, std::nullopt}; // what is said of the first has changed
        files.clear();
        exportStitches(request, sink, {});
        QCOMPARE(files.size(), size_t(3));
        const Json config = Json::parse(readTextFile(exportedPath(request, request.stitches[0], "config")));
        QCOMPARE(config["top1"], 0.75);
        QCOMPARE(config["provenance"]["init_images"], 100);
    }

    void anExportThatIsStoppedLeavesWholeFiles() {
        ExportRequest request;
        request.networks = inFolder("stopped");
        request.stitches = {m_request.stitches[0].stitch};
        request.initImages = 100;
        request.out = (m_folder.path() + "/stopped-net").toStdString();
        Progress progress;
        std::vector<ExportedFile> files;
        const RecordSink sink = [&](const Record& r) {
            files.push_back(std::get<ExportedFile>(r));
            progress.cancel();
        };
        QVERIFY_EXCEPTION_THROWN(exportStitches(request, sink, progress), Cancelled);
        QCOMPARE(files.size(), size_t(1));
        QVERIFY(fs::exists(files[0].path) &&
                !fs::exists(exportedPath(request, request.stitches[0], "torchscript")));
        request.run = "nothing";
        QVERIFY_EXCEPTION_THROWN(exportStitches(request, sink, {}), Error);
    }
};

QTEST_APPLESS_MAIN(ExportJobsTest)
#include "export_jobs_test.moc"
