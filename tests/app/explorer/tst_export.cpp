// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/scored_project.h"

#include <QProcess>
#include <QtTest>
#include <clocale>
#include <sys/resource.h>

using namespace klas;
using namespace klas::sample;

namespace {

struct Run {
    int code = -1;
    QByteArray out, err;
};

Run explorer(const QStringList& arguments, const char* locale = "C", const std::function<void()>& inChild = {}) {
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LC_ALL", locale);
    const QTemporaryDir runtime; // ours alone, or Qt complains
    environment.insert("XDG_RUNTIME_DIR", runtime.path());
    process.setProcessEnvironment(environment);
    if (inChild) process.setChildProcessModifier(inChild);
    process.start(KLAS_EXPLORER, arguments);
    if (!process.waitForFinished(120000)) process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

/// Two anchors, all scores between them.
void makeProject(const Folder& f) {
    makeScoredProject(f, [](const std::string& source, int i, int j) { return (source == "a" ? 0.02 : 0) + 0.15 * std::abs(i - j); });
}

QString text(const fs::path& path) {
    return QString::fromStdString(path.string());
}

QStringList arguments(const Folder& f, const std::string& out, const QStringList& more = {}) {
    return QStringList{"--export", "heatmap", "--out", text(f.path(out)), "--pair", "a:b", text(f.path("p.klas"))} + more;
}

} // namespace

/// `klas-explorer --export` as a shell meets it: exit codes, one sentence, the same file in every locale.
class TestExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFormat() {
        Folder f;
        makeProject(f);
        for (const auto& [name, start] : {std::pair{"h.svg", "<?xml"}, std::pair{"h.pdf", "%PDF"},
                                          std::pair{"h.png", "\x89PNG"}, std::pair{"h.csv", "source,target"},
                                          std::pair{"h.json", "{"}, std::pair{"h.tex", "% kl over 1000 images"}}) {
            const Run run = explorer(arguments(f, name));
            QVERIFY2(run.code == 0 && run.out.isEmpty(), run.err.constData());
            QVERIFY(readTextFile(f.path(name)).rfind(start, 0) == 0);
        }
    }

    void selectionForAPaper() {
        Folder f;
        makeProject(f);
        QStringList a = arguments(f, "s.tex");
        a[1] = "selection";
        const Run run = explorer(a);
        QVERIFY2(run.code == 0, run.err.constData());
        const std::string tex = readTextFile(f.path("s.tex"));
        QVERIFY2(tex.rfind("% selection klas:a:b", 0) == 0 && tex.find("\\toprule") != std::string::npos && tex.find("a:1 $\\to$ b:1") != std::string::npos, tex.c_str());
    }

    void report() {
        Folder f;
        makeProject(f);
        for (const char* name : {"r.html", "again.html", "r.pdf"}) {
            QStringList a = arguments(f, name);
            a[1] = "report";
            const Run run = explorer(a);
            QVERIFY2(run.code == 0, run.err.constData());
        }
        const std::string html = readTextFile(f.path("r.html"));
        QCOMPARE(html, readTextFile(f.path("again.html")));
        const QString page = QString::fromStdString(html);
        QVERIFY(page.startsWith("<!DOCTYPE html>"));
        QCOMPARE(page.count("<svg"), 1); // nothing is finetuned or measured: no trade-off
        QVERIFY(!page.contains("<?xml") && !page.contains(" src=") && !page.contains("href=\"http")); // it needs no other file
        QVERIFY(page.contains("<td>a:1 &gt; b:1</td>") && page.contains("klas select p.klas --pair a:b --method klas --tau 0.05"));
        QVERIFY(!page.contains(text(f.path("")))); // no path of this machine
        const std::string pdf = readTextFile(f.path("r.pdf"));
        QCOMPARE(QString::fromLatin1(pdf.data(), qsizetype(pdf.size())).count(QRegularExpression("/Type /Page\\b(?!s)")), 1);
        QVERIFY(pdf.find("/Subtype /Image") == std::string::npos);
    }

    void theSameFileInEveryLocale() {
        const char* before = std::setlocale(LC_ALL, nullptr);
        const std::string old = before ? before : "C";
        const char* comma = nullptr;
        for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8", "pt_BR.UTF-8"})
            if (!comma && std::setlocale(LC_ALL, name)) comma = name;
        std::setlocale(LC_ALL, old.c_str());
        if (!comma) QSKIP("no locale with a decimal comma is installed");
        Folder f;
        makeProject(f);
        for (const std::string type : {".svg", ".csv", ".json", ".html"}) {
            QStringList plain = arguments(f, "c" + type), other = arguments(f, "comma" + type);
            if (type == ".html") plain[1] = other[1] = "report";
            QCOMPARE(explorer(plain).code, 0);
            QCOMPARE(explorer(other, comma).code, 0);
            QVERIFY2(readTextFile(f.path("c" + type)) == readTextFile(f.path("comma" + type)), type.c_str());
        }
    }

    void exitCodes_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const QString& line, int code, const char* says) {
            QTest::newRow(qPrintable(line)) << line.split(' ') << code << QByteArray(says);
        };
        row("--export", 2, "--export");
        row("--export chart --out O P", 2, "knows heatmap");
        row("--export heatmap P", 2, "needs --out");
        row("--export heatmap --out O", 2, "needs a project");
        row("--export heatmap --out O P P", 2, "only one project");
        row("--export heatmap --out O --bake P", 2, "bake");
        row("--export heatmap --out O --pair ab P", 2, "SOURCE:TARGET");
        row("--export heatmap --out O --tau 1,5 P", 2, "--tau must be a number");
        row("--export heatmap --out O --tau -1 P", 1, "--tau must be a number");
        row("--export heatmap --out O --buckets 0 P", 1, "--buckets must be a number");
        row("--export heatmap --out O --measure cake P", 1, "no measure \"cake\"");
        row("--export heatmap --out O --methods cake P", 1, "no selection method \"cake\"");
        row("--export heatmap --out O --pair a:c P", 1, "c");
        row("--export heatmap --out O --pair a:b --measure js P", 1, "klas analyze");
        row("--export heatmap --out O nowhere.klas", 1, "no such file");
        row("--export heatmap --out O a", 1, "not a KLAS Explorer project");
        row("--export heatmap --out o.bmp P", 1, "o.bmp");
        row("--export frontier --out O --axis price P", 2, "--axis must be flops, params or latency");
        row("--export report --out o.bmp P", 1, ".html or .pdf");
        row("--export selection --out O --methods none P", 1, "--methods");
        row("--export heatmap --out no/where.svg --pair a:b P", 1, "where.svg");
    }
    void exitCodes() {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, says);
        Folder f;
        makeProject(f);
        for (QString& argument : arguments)
            for (const auto& [name, file] :
                 {std::pair{"P", "p.klas"}, std::pair{"O", "o.svg"}, std::pair{"a", "a"}, std::pair{"o.bmp", "o.bmp"},
                  std::pair{"no/where.svg", "no/where.svg"}, std::pair{"nowhere.klas", "nowhere.klas"}})
                if (argument == name) argument = text(f.path(file));
        const Run run = explorer(arguments);
        QVERIFY2(run.code == code, run.err.constData());
        QVERIFY(run.out.isEmpty() && !fs::exists(f.path("o.svg")));
        QVERIFY2(run.err.startsWith("klas-explorer: ") && run.err.count('\n') == 1 && run.err.contains(says),
                 run.err.constData());
    }

    void aFullDiskKeepsTheOldFigure() {
        Folder f;
        makeProject(f);
        // Held open, so that SQLite's shared memory is there already: the disk is full for the figure, not for the project.
        const Project held = Project::open(f.path("p.klas"), Project::Access::ReadOnly);
        QCOMPARE(held.anchors().size(), size_t(2));
        for (const char* name : {"h.svg", "h.pdf", "h.png", "h.json"}) {
            writeFileAtomically(f.path(name), "good");
            const Run run = explorer(arguments(f, name), "C", [] {
                const rlimit limit{100, 100};
                ::setrlimit(RLIMIT_FSIZE, &limit);
            });
            QVERIFY2(run.code == 1 && run.err.contains(name) && run.err.count('\n') == 1, run.err.constData());
            QCOMPARE(readTextFile(f.path(name)), std::string("good"));
        }
        for (const auto& entry : fs::directory_iterator(f.path("")))
            QVERIFY2(entry.path().filename().string().find(".tmp") == std::string::npos, entry.path().c_str());
    }
};

QTEST_APPLESS_MAIN(TestExport)
#include "tst_export.moc"
