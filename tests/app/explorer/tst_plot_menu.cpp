// SPDX-License-Identifier: GPL-3.0-or-later
// What the menus of the trade-off and of the plot of scores copy.
#include "app/explorer/plot_menu.h"
#include "tests/app/explorer/analysed_project.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QMenu>
#include <QProcess>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestPlotMenu : public QObject, ExplorerFixture {
    Q_OBJECT

    static QMenu* menuOf(QWidget& plot) {
        QContextMenuEvent event(QContextMenuEvent::Keyboard, plot.rect().center(), plot.mapToGlobal(plot.rect().center()));
        QCoreApplication::sendEvent(&plot, &event);
        for (QMenu* menu : plot.findChildren<QMenu*>(Qt::FindDirectChildrenOnly))
            if (menu->isVisible()) return menu;
        return nullptr;
    }
    static QAction* entry(const QMenu* menu, const QString& begin) {
        for (QAction* action : menu->actions()) {
            if (action->text().remove('&').startsWith(begin)) return action;
            if (action->menu())
                if (QAction* inside = entry(action->menu(), begin)) return inside;
        }
        return nullptr;
    }
    /// As a shell would, in the test's folder.
    std::pair<int, QString> run(const QString& command) const {
        QProcess shell;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PATH", QFileInfo(KLAS_PROGRAM).path() + ":" + QFileInfo(KLAS_EXPLORER).path() + ":" + environment.value("PATH"));
        shell.setProcessEnvironment(environment);
        shell.setWorkingDirectory(m_folder.path());
        shell.start("sh", {"-c", command});
        shell.waitForFinished(60000);
        return {shell.exitCode(), QString::fromUtf8(shell.readAllStandardError())};
    }
    bool ready(MainWindow& window, const char* name) {
        window.show();
        return opened(window, finetunedProject(name)) && QTest::qWaitFor([&] { return !window.tradeoff().view().data().empty(); });
    }

private Q_SLOTS:
    void initTestCase() {
        prepare();
        qputenv("KLAS_EXPLORER", KLAS_EXPLORER);
    }

    void thereIsNoMenuWithoutAPlot() {
        MainWindow window;
        window.show();
        QVERIFY(!menuOf(window.tradeoff().view()));
        QVERIFY(!menuOf(window.trust().plot()));
    }

    void tradeoff() {
        MainWindow window;
        QVERIFY(ready(window, "it's a plot.klas"));
        const auto items = window.tradeoff().overlays().items();
        const auto published = std::find_if(items.begin(), items.end(), [](const auto& i) { return i.id.startsWith("reference:") && i.why.isEmpty(); });
        QVERIFY(published != items.end());
        window.tradeoff().overlays().setOn(published->id, true);
        QMenu* menu = menuOf(window.tradeoff().view());
        QVERIFY(menu);
        entry(menu, "klas-explorer")->trigger();
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY2(command.startsWith("klas-explorer --export frontier --out trade-off.svg --split test --axis flops --overlay " + published->id.mid(10) + " '"), qPrintable(command));
        const auto [code, said] = run(command);
        QVERIFY2(code == 0, qPrintable(said));
        const QString svg = QString::fromStdString(readTextFile(path("trade-off.svg").toStdString()));
        QVERIFY(svg.contains("Anchors as they came") && svg.contains("kFLOPs of one image")); // text
        QCOMPARE(run(command + " --no-such-option").first, 2);
        entry(menu, "klas frontier")->trigger();
        const QString numbers = QGuiApplication::clipboard()->text();
        QVERIFY2(numbers.startsWith("klas frontier '") && numbers.endsWith("--split test"), qPrintable(numbers));
        if (QFileInfo::exists(KLAS_PROGRAM)) {
            const auto [klasCode, klasSaid] = run(numbers);
            QVERIFY2(klasCode == 0 || (klasCode == 1 && klasSaid.contains("it's a plot.klas")), qPrintable(klasSaid)); // understood; the window has the project
        }

        QSignalSpy copied(window.findChild<PlotMenu*>(), &PlotMenu::imageCopied);
        entry(menu, "Copy Image")->trigger();
        QVERIFY(copied.wait(20000));
        const QImage image = QGuiApplication::clipboard()->image();
        QCOMPARE(image.size(), QSize(1760, 1280));
        QCOMPARE(image.pixelColor(2, 2), QColor(Qt::white));
        menu->close();
    }

    void scores() {
        MainWindow window;
        QVERIFY(ready(window, "scores.klas"));
        window.findChild<QDockWidget*>("trustDock")->raise();
        QTRY_VERIFY(!window.trust().plot().score().results.empty());
        QMenu* menu = menuOf(window.trust().plot());
        QVERIFY(menu);
        entry(menu, "klas-explorer")->trigger();
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY2(command.startsWith("klas-explorer --export trust --out scores.svg --pair tiny:base --split test --run first --score "), qPrintable(command));
        const auto [code, said] = run(command);
        QVERIFY2(code == 0, qPrintable(said));
        const QString svg = QString::fromStdString(readTextFile(path("scores.svg").toStdString()));
        QVERIFY(svg.contains("top-1, %") && svg.contains("run first"));
        QSignalSpy copied(window.findChild<PlotMenu*>(), &PlotMenu::imageCopied);
        entry(menu, "Copy Image")->trigger();
        QVERIFY(copied.wait(20000));
        QCOMPARE(QGuiApplication::clipboard()->image().size(), QSize(1760, 1280));
        menu->close();
    }

    void whyThereIsNoImageIsSaid() {
        MainWindow window;
        QVERIFY(ready(window, "gone.klas"));
        QMenu* menu = menuOf(window.tradeoff().view());
        QFile::rename(path("gone.klas"), path("elsewhere.klas"));
        entry(menu, "Copy Image")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window.messages().text().contains("gone.klas"), 20000);
        menu->close();
    }
};

QTEST_MAIN(TestPlotMenu)
#include "tst_plot_menu.moc"
