// SPDX-License-Identifier: GPL-3.0-or-later
// Everything into one folder: what is written, where, and that nothing half-written stays.
#include "app/explorer/commands_export.h"
#include "app/explorer/export_all.h"
#include "tests/app/explorer/analysed_project.h"

#include <QDir>
#include <QFileDialog>
#include <QImage>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QXmlStreamReader>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestExportAll : public QObject, ExplorerFixture {
    Q_OBJECT

    static std::pair<int, QStringList> explorer(const QStringList& arguments) {
        QProcess process;
        process.start(KLAS_EXPLORER, QStringList{"--export"} + arguments);
        process.waitForFinished(120000);
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardError() + process.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts)};
    }
    static QString content(const QDir& folder, const QString& name) { return QString::fromStdString(readTextFile(folder.filePath(name).toStdString())); }
    /// All that the text elements of an SVG say; fails on what is no XML.
    static QString textOf(const QString& svg) {
        QXmlStreamReader xml(svg);
        QString text;
        while (!xml.atEnd())
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String("text")) text += xml.readElementText(QXmlStreamReader::IncludeChildElements) + '\n';
        return xml.hasError() ? QString() : text;
    }

private Q_SLOTS:
    void initTestCase() {
        prepare();
        qputenv("KLAS_EXPLORER", KLAS_EXPLORER);
    }

    void everythingIsThere() {
        const QString file = finetunedProject("all.klas");
        const auto [code, lines] = explorer({"all", "--out", path("out"), file});
        QVERIFY2(code == 0, qPrintable(lines.join('\n')));
        const QDir folder(path("out"));
        QCOMPARE(lines.last(), folder.path());
        QStringList wanted;
        for (const char* figure : {"heatmap", "all-pairs", "trade-off", "scores"})
            for (const char* ending : {".svg", ".pdf", ".png"})
                wanted << QString::fromLatin1(figure) + ending;
        for (const char* table : {"matrix", "cost", "trade-off", "scores", "selection-klas", "selection-snnet"})
            for (const char* ending : {".csv", ".json", ".tex"})
                wanted << QString::fromLatin1(table) + ending;
        wanted << "report.html" << "report.pdf";
        QStringList found = folder.entryList(QDir::Files);
        wanted.sort();
        found.sort();
        QCOMPARE(found, wanted);
        QVERIFY(lines.contains(QString("1/%1 heatmap.svg").arg(wanted.size())));

        QVERIFY(textOf(content(folder, "heatmap.svg")).contains("KL divergence"));
        QVERIFY(textOf(content(folder, "all-pairs.svg")).contains("base"));
        QVERIFY(content(folder, "all-pairs.svg").count("<rect") >= 2 * 36); // two matrices of six blocks, cell by cell
        QVERIFY(textOf(content(folder, "trade-off.svg")).contains("Anchors as they came"));
        QVERIFY(textOf(content(folder, "scores.svg")).contains("top-1, %"));
        for (const QString& name : found) {
            if (name.endsWith(".pdf")) QVERIFY2(content(folder, name).startsWith("%PDF") && !content(folder, name).contains("/Subtype /Image"), qPrintable(name)); // vectors
            if (name.endsWith(".png")) QCOMPARE(QImage(folder.filePath(name)).size(), QSize(1760, 1280));
            if (name.endsWith(".json")) QVERIFY(!Json::parse(content(folder, name).toStdString()).empty());
            if (name.endsWith(".csv")) QVERIFY2(content(folder, name).count("\r\n") >= 2, qPrintable(name));
            if (name.endsWith(".tex")) QVERIFY2(content(folder, name).contains("\\toprule"), qPrintable(name));
        }
        // By hand: 6 x 6 cells and a header; four stitches with at least Θ.
        QCOMPARE(content(folder, "matrix.csv").split("\r\n", Qt::SkipEmptyParts).size() >= 37, true);
        QVERIFY(content(folder, "scores.csv").contains("first,test,") && content(folder, "scores.csv").contains("tiny:2 > base:2"));
    }

    void anotherFolderWhereThereIsSomething() {
        const QString file = analysedProject("again.klas");
        QDir().mkpath(path("twice"));
        QCOMPARE(explorer({"all", "--out", path("twice"), file}).second.last(), path("twice")); // empty
        const QDir folder(path("twice"));
        QVERIFY(!folder.exists("trade-off.svg") || folder.exists("heatmap.svg"));
        QVERIFY(!folder.exists("scores.svg")); // nothing was finetuned
        QVERIFY(QFile::remove(folder.filePath("report.pdf")));
        QCOMPARE(explorer({"all", "--out", path("twice"), file}).second.last(), path("twice-2"));
        QVERIFY(!folder.exists("report.pdf")); // nothing was written over
        QCOMPARE(explorer({"all", "--out", path("twice") + "/", file}).second.last(), path("twice-3"));
        QVERIFY(explorer({"all", "--out", path("no/such"), file}).first == 0); // made with all above it
        QFile blocked(path("blocked"));
        QVERIFY(blocked.open(QFile::WriteOnly));
        const auto [code, lines] = explorer({"all", "--out", path("blocked/inside"), file});
        QVERIFY2(code == 1 && lines.join(QLatin1Char(10)).contains("blocked"), qPrintable(lines.join('\n')));
    }

    void nothingStaysOfAnUnfinishedOne() {
        std::atomic<bool> cancelled{false};
        const fs::path folder = path("unfinished/inside").toStdString();
        std::vector<std::string> begun;
        const auto began = [&](size_t, const std::string& name) { begun.push_back(name); };
        const std::vector<ExportPart> parts{{"a", [](const fs::path& file) { writeFileAtomically(file, "a"); }},
                                            {"b", [&](const fs::path& file) {
                                                 writeFileAtomically(file, "b");
                                                 cancelled = true;
                                             }},
                                            {"c", [](const fs::path&) { throw Error("c cannot be written."); }}};
        QVERIFY_EXCEPTION_THROWN(exportAll(parts, folder, began, cancelled), Error);
        QCOMPARE(begun, (std::vector<std::string>{"a", "b"}));
        cancelled = false;
        QVERIFY_EXCEPTION_THROWN(exportAll({parts[0], parts[2]}, folder, began, cancelled), Error);
        QVERIFY(QDir(path("unfinished")).isEmpty());
        QCOMPARE(exportAll({parts[0]}, folder, began, cancelled), folder);
        QCOMPARE(QDir(path("unfinished")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden), QStringList("inside"));
    }

    void fromTheMenu() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, finetunedProject("menu.klas")));
        QDir().mkpath(path("chosen"));
        auto* command = window.findChild<ExportAll*>();
        QVERIFY(command && command->action()->isEnabled());
        command->action()->trigger();
        auto* dialog = window.findChild<QFileDialog*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->fileMode(), QFileDialog::Directory);
        Q_EMIT dialog->fileSelected(path("chosen"));
        dialog->close();
        QVERIFY(!command->action()->isEnabled()); // one at a time
        QTRY_VERIFY_WITH_TIMEOUT(window.messages().text().contains(QRegularExpression("^Exporting \\d+ of \\d+: .")), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(window.messages().text().startsWith("Exported ") && window.messages().text().contains("menu-export"), 60000);
        QVERIFY(QFile::exists(path("chosen/menu-export/report.html")));
        QVERIFY(command->action()->isEnabled());

        command->write(path("chosen/cancelled"));
        QTRY_VERIFY_WITH_TIMEOUT(window.messages().text().contains(QRegularExpression("^Exporting \\d+ of \\d+: .")), 20000);
        for (QPushButton* button : window.messages().findChildren<QPushButton*>())
            if (button->text() == "Cancel") QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.messages().text().contains("cancelled"), 20000);
        QCOMPARE(QDir(path("chosen")).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden), QStringList("menu-export"));
    }
};

QTEST_MAIN(TestExportAll)
#include "tst_export_all.moc"
