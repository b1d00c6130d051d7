// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/screenshots.h"

#include "app/explorer/at_rest.h"
#include "app/explorer/export_command.h"
#include "app/explorer/main_window.h"
#include "app/explorer/screenshot_scenes.h"
#include "core/base/files.h"
#include "widgets/bridge/last_sentence.h"

#include <QBuffer>
#include <QApplication>
#include <QDir>
#include <QPainter>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <algorithm>

namespace klas::ui {

static constexpr QSize kWindow{1560, 960};
static constexpr const char* kScaleVariable = "QT_SCALE_FACTOR";

void addScreenshotOptions(QCommandLineParser& parser) {
    parser.addOption({"screenshots", "Write a picture of every view of the window into FOLDER and exit", "folder"});
    parser.addOption({"theme", "screenshots: light, dark or both (default: light,dark)", "names"});
    parser.addOption({"views", "screenshots: only these views", "names"});
}

ScreenshotOptions screenshotOptions(const QCommandLineParser& parser) {
    ScreenshotOptions options;
    options.folder = parser.value("screenshots");
    options.project = parser.positionalArguments().value(0);
    if (options.folder.isEmpty()) throw UsageError("--screenshots needs a folder.");
    if (options.project.isEmpty()) throw UsageError("--screenshots needs a project file (.klas).");
    if (parser.isSet("theme")) {
        options.themes.clear();
        for (const QString& name : parser.value("theme").split(',')) {
            options.themes.push_back(appearanceFromText(name));
            if (options.themes.back() == Appearance::System) throw UsageError("--theme must be light, dark or light,dark, not \"" + name.toStdString() + "\".");
        }
    }
    if (parser.isSet("scale")) {
        options.scales.clear();
        for (const QString& text : parser.value("scale").split(',')) {
            bool ok = false;
            options.scales << QLocale::c().toDouble(text, &ok);
            const std::string sentence = "--scale must be numbers from 1 to 4 with commas between them, not \"" + text.toStdString() + "\".";
            if (!ok) throw UsageError(sentence);
            if (!(options.scales.back() >= 1 && options.scales.back() <= 4)) throw Error(sentence);
        }
    }
    const std::vector<Scene> scenes = allScenes();
    for (const QString& name : parser.value("views").split(',', Qt::SkipEmptyParts)) {
        if (std::none_of(scenes.begin(), scenes.end(), [&](const Scene& s) { return s.name == name; })) {
            std::string known;
            for (const Scene& scene : scenes)
                known += (known.empty() ? "" : ", ") + scene.name.toStdString();
            throw UsageError("--views knows " + known + ", not \"" + name.toStdString() + "\".");
        }
        options.views << name;
    }
    return options;
}

QString screenshotName(const QString& view, Appearance theme, double scale) {
    const QString at = scale == 1 ? QString() : QLatin1Char('@') + QLocale::c().toString(scale);
    return view + QLatin1Char('-') + text(theme) + at + QStringLiteral(".png");
}

/// The window, and what lies over it where it lies.
static QImage pictureOf(QWidget& window, QWidget* over) {
    QPixmap picture = window.grab();
    if (over) {
        const QRectF place(over->pos() - window.pos(), over->size());
        QPainter painter(&picture);
        painter.drawPixmap(place.topLeft(), over->grab());
        painter.setPen(window.palette().color(QPalette::Mid));
        painter.drawRect(place);
    }
    return picture.toImage();
}

static void write(const QImage& image, const QString& file) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG")) throw Error("The picture cannot be encoded as PNG.");
    writeFileAtomically(file.toStdString(), std::string_view(bytes.constData(), size_t(bytes.size())));
}

static QImage take(const Scene& scene, const QString& project, const QString& emptyProject) {
    AtRest rest;
    MainWindow window;
    window.resize(kWindow);
    window.show();
    ProjectSession& session = window.work().session();
    if (scene.of != Scene::Of::NoProject) {
        const bool own = scene.of == Scene::Of::Project;
        QString problem;
        QObject::connect(&window.work(), &Workbench::problem, &window, [&](const QString& sentence) { problem = sentence; });
        window.work().open(own ? project : emptyProject, own ? Project::Access::ReadOnly : Project::Access::ReadWrite);
        rest.wait([&] { return session.state().isOpen() || !problem.isEmpty(); });
        if (!session.state().isOpen()) throw Error(problem.toStdString());
    }
    QWidget* over = scene.arrange(window);
    rest.wait();
    const QImage picture = pictureOf(window, over);
    window.presentation().setActive(false); // type and colours are the whole program's
    return picture;
}

/// The scale of a screen is fixed when a program begins.
static void takeElsewhere(const ScreenshotOptions& options, double scale, const std::function<void(const QString&)>& written) {
    QStringList themes;
    for (const Appearance theme : options.themes)
        themes << text(theme);
    const QString factor = QLocale::c().toString(scale);
    QStringList arguments{"--screenshots", options.folder, "--theme", themes.join(','), "--scale", factor, options.project};
    if (!options.views.isEmpty()) arguments << "--views" << options.views.join(',');
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(kScaleVariable, factor);
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationFilePath(), arguments);
    if (!process.waitForStarted(-1)) throw Error("The pictures at scale " + factor.toStdString() + " cannot be taken: " + process.errorString().toStdString() + ".");
    while (process.state() != QProcess::NotRunning || process.canReadLine()) {
        process.waitForReadyRead(100);
        while (process.canReadLine())
            written(QString::fromUtf8(process.readLine()).trimmed());
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) throw Error(lastSentence(process.readAllStandardError()));
}

void takeScreenshots(const ScreenshotOptions& options, const std::function<void(const QString&)>& written) {
    QTemporaryDir own;
    if (!own.isValid()) throw Error("No folder could be made for the settings of the pictures; set TMPDIR to where there is room.");
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, own.path());
    const QString emptyProject = own.filePath(QStringLiteral("empty.klas"));
    Project::create(emptyProject.toStdString());
    if (!QDir().mkpath(options.folder)) throw Error("The folder " + options.folder.toStdString() + " cannot be made.");

    for (const double scale : options.scales) {
        if (!qFuzzyCompare(scale, qApp->devicePixelRatio())) {
            if (qEnvironmentVariableIsSet(kScaleVariable)) throw Error("The screen does not take the scale " + QLocale::c().toString(scale).toStdString() + ".");
            takeElsewhere(options, scale, written);
            continue;
        }
        for (const Appearance theme : options.themes) {
            settings::setAppearance(theme); // a presentation returns to it
            apply(theme);
            for (const Scene& scene : allScenes()) {
                if (!options.views.isEmpty() && !options.views.contains(scene.name)) continue;
                const QString file = QDir(options.folder).filePath(screenshotName(scene.name, theme, scale));
                write(take(scene, options.project, emptyProject), file);
                written(file);
            }
        }
    }
}

} // namespace klas::ui
