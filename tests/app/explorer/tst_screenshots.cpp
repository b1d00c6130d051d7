// SPDX-License-Identifier: GPL-3.0-or-later
// `klas-explorer --screenshots` as a shell meets it, and how it waits.
#include "app/explorer/at_rest.h"
#include "app/explorer/screenshot_scenes.h"
#include "app/explorer/screenshots.h"
#include "tests/app/explorer/analysed_project.h"

#include <QImage>
#include <QProcess>
#include <QThreadPool>
#include <QTimer>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

struct Run {
    int code = -1;
    QStringList out;
    QByteArray err;
};

Run explorer(const QStringList& arguments) {
    QProcess process;
    process.start(KLAS_EXPLORER, arguments);
    if (!process.waitForFinished(120000)) process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, QString::fromUtf8(process.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts),
            process.readAllStandardError()};
}

} // namespace

class TestScreenshots : public QObject, ExplorerFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void names() {
        QCOMPARE(screenshotName("window", Appearance::Light, 1), "window-light.png");
        QCOMPARE(screenshotName("trade-off", Appearance::Dark, 1.5), "trade-off-dark@1.5.png");
        QCOMPARE(screenshotName("card", Appearance::Light, 2), "card-light@2.png");
    }

    void everyViewIsTaken() {
        const QString file = finetunedProject("shots.klas"), folder = path("shots");
        const std::string before = readTextFile(file.toStdString());
        const Run run = explorer({"--screenshots", folder, "--theme", "light", file});
        QVERIFY2(run.code == 0, run.err.constData());
        QVERIFY2(!run.err.contains("plugin"), run.err.constData());
        QStringList wanted;
        for (const Scene& scene : allScenes())
            wanted << QDir(folder).filePath(screenshotName(scene.name, Appearance::Light, 1));
        QCOMPARE(run.out, wanted); // each path is told, in order
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), wanted.size()); // and nothing else is there
        std::set<QByteArray> pictures;
        for (const QString& picture : wanted) {
            const QImage image(picture);
            const bool talk = picture.contains("presentation"), narrow = picture.contains("narrow");
            QVERIFY2(image.size() == (talk ? QSize(1920, 1080) : narrow ? QSize(1280, 800) : QSize(1560, 960)), qPrintable(picture));
            QByteArray bytes(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes());
            QVERIFY2(pictures.insert(bytes).second, qPrintable(picture + " shows what another one shows"));
        }
        QCOMPARE(readTextFile(file.toStdString()), before); // only read
    }

    void themesAndScales() {
        const QString file = analysedProject("scales.klas"), folder = path("new/scales");
        const Run run = explorer({"--screenshots", folder, "--scale", "1,1.5,2", "--views", "window", file});
        QVERIFY2(run.code == 0, run.err.constData());
        for (const double scale : {1.0, 1.5, 2.0})
            for (const Appearance theme : {Appearance::Light, Appearance::Dark}) {
                const QImage image(QDir(folder).filePath(screenshotName("window", theme, scale)));
                QCOMPARE(image.size(), QSize(1560, 960) * scale);
                const int lightness = image.pixelColor(image.width() - 20, int(90 * scale)).lightness(); // beside the panels
                QVERIFY2(theme == Appearance::Dark ? lightness < 80 : lightness > 200, qPrintable(QString::number(lightness)));
            }
        QCOMPARE(run.out.size(), 6);
    }

    void whatCannotBe() {
        const QString file = analysedProject("refused.klas"), folder = path("refused");
        const auto says = [&](const QStringList& more, int code, const char* what) {
            const Run run = explorer(QStringList{"--screenshots", folder} + more);
            return run.code == code && run.err.contains(what) && run.out.isEmpty();
        };
        QVERIFY(says({"--theme", "pink", file}, 2, "--theme must be light, dark"));
        QVERIFY(says({"--scale", "1,big", file}, 2, "--scale must be numbers"));
        QVERIFY(says({"--scale", "5", file}, 1, "--scale must be numbers from 1 to 4"));
        QVERIFY(says({"--views", "cellar", file}, 2, "--views knows window, "));
        QVERIFY(says({}, 2, "needs a project file"));
        QVERIFY(says({path("nowhere.klas")}, 1, "no such file"));
        QCOMPARE(explorer({"--screenshots"}).code, 2);
        QFile blocked(path("blocked"));
        QVERIFY(blocked.open(QFile::WriteOnly));
        const Run run = explorer({"--screenshots", path("blocked/inside"), file});
        QVERIFY2(run.code == 1 && run.err.contains("cannot be made"), run.err.constData());
    }

    void restIsWhenNothingComesAnyMore() {
        AtRest rest;
        bool late = false;
        QThreadPool::globalInstance()->start([&] {
            QThread::msleep(3 * AtRest::kQuietMs); // longer than the quiet it waits for
            QMetaObject::invokeMethod(qApp, [&] { late = true; }, Qt::QueuedConnection);
        });
        rest.wait();
        QVERIFY(late);
        bool named = false; // no thread, no event: only who asks for it knows
        QTimer::singleShot(4 * AtRest::kQuietMs, this, [&] { named = true; });
        rest.wait([&] { return named; });
        QVERIFY(named);
        AtRest hasty(300);
        QVERIFY_EXCEPTION_THROWN(hasty.wait([] { return false; }), klas::Error);
    }
};

QTEST_MAIN(TestScreenshots)
#include "tst_screenshots.moc"
