// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/demo.h"
#include "app/explorer/export_command.h"
#include "app/explorer/main_window.h"
#include "app/explorer/screenshots.h"
#include "app/explorer/settings.h"
#include "app/explorer/window_bench.h"
#include "core/base/log.h"
#include "core/base/version.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QLocale>
#include <QTimer>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <functional>
#include <string_view>
#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace klas;
using namespace klas::ui;

static int fail(const char* sentence, int code) {
    std::fprintf(stderr, "klas-explorer: %s\n", sentence);
    return code;
}

/// Does what was asked for instead of a window; the exit code.
static int done(const std::function<void()>& work) {
    try {
        work();
        return 0;
    } catch (const UsageError& e) {
        return fail(e.what(), 2);
    } catch (const std::exception& e) {
        return fail(e.what(), 1);
    }
}

static bool needsNoDisplay(std::string_view argument) {
    return argument.starts_with("--export") || argument.starts_with("--screenshots") || argument == "--bench" || argument == "--version" || argument == "-v" ||
           argument == "--help" || argument == "-h";
}

/// A picture needs what the one before it has freed: to give megabytes back to the system and to take them again at each step of
/// a slider takes longer than the step.
static void keepFreedMemory() {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20); // its largest
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

int main(int argc, char** argv) {
    keepFreedMemory();
    QElapsedTimer clock;
    clock.start();
    if (std::any_of(argv + 1, argv + argc, needsNoDisplay)) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        // Without a display there is much that the platform cannot do and nobody misses.
        static const QtMessageHandler usual = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext& context, const QString& text) {
            if (!text.startsWith(QLatin1String("This plugin does not support"))) usual(type, context, text);
        });
    }
    std::signal(SIGXFSZ, SIG_IGN); // a file that grows past a limit is an error to report, not the end

    initLog();
    QApplication app(argc, argv);
    QApplication::setApplicationName("klas-explorer");
    QApplication::setApplicationDisplayName("KLAS Explorer");
    QApplication::setApplicationVersion(kVersion);
    QApplication::setDesktopFileName("klas-explorer");

    QCommandLineParser parser;
    parser.setApplicationDescription("Which stitches between pretrained networks are worth finetuning?");
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument("file", "Project to open (.klas)", "[FILE]");
    parser.addOption({"demo", "Open a fresh demo project (at FILE if given) and analyse it at once"});
    parser.addOption({"read-only", "Open FILE without writing to it"});
    parser.addOption({"bench", "Time the window on a made-up project of 20 anchors, 1 000 runs and 10 000 stitches, and leave"});
    addExportOptions(parser);
    addScreenshotOptions(parser);
    if (!parser.parse(QApplication::arguments())) return fail(qPrintable(parser.errorText()), 2);
    parser.process(app); // help and version
    const QString file = parser.positionalArguments().value(0);
    if (parser.positionalArguments().size() > 1) return fail("only one project can be opened at a time.", 2);

    if (parser.isSet("export")) {
        QLocale::setDefault(QLocale::c()); // a file does not depend on who wrote it
        return done([&] { runExport(exportOptions(parser)); });
    }
    if (parser.isSet("screenshots"))
        return done([&] {
            takeScreenshots(screenshotOptions(parser), [](const QString& file) {
                std::puts(qPrintable(file));
                std::fflush(stdout);
            });
        });
    if (parser.isSet("bench"))
        return done([] { std::fputs(qPrintable(tableOf(benchWindow({}))), stdout); });

    apply(settings::appearance());
    MainWindow window;
    window.show();
    QTimer::singleShot(0, &window, [&] {
        spdlog::info("window up after {} ms", clock.elapsed());
        if (parser.isSet("demo"))
            window.work().openDemo(file.isEmpty() ? demoFile(true) : file, true);
        else if (!file.isEmpty())
            window.work().open(file, parser.isSet("read-only") ? Project::Access::ReadOnly
                                                               : Project::Access::ReadWrite);
    });
    return QApplication::exec();
}
