// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/appearance.h"

#include <QCommandLineParser>
#include <functional>
#include <vector>

namespace klas::ui {

/// `klas-explorer --screenshots FOLDER [--theme light,dark] [--scale 1,1.5,2] [--views NAMES] FILE`: every view of the window
/// as a picture, without a display. The project is only read, and nothing is remembered in the settings.
struct ScreenshotOptions {
    QString folder, project;
    std::vector<Appearance> themes{Appearance::Light, Appearance::Dark};
    QList<double> scales{1}; ///< pixels per point, 1..4
    QStringList views;       ///< empty: all
};

void addScreenshotOptions(QCommandLineParser& parser);
/// Throws UsageError for what is missing or malformed, Error for values out of range.
ScreenshotOptions screenshotOptions(const QCommandLineParser& parser);

/// "window-dark@1.5.png"; no scale in the name where it is 1.
QString screenshotName(const QString& view, Appearance theme, double scale);
/// Writes the pictures, and tells of each as soon as it is there. Another scale than the screen's is taken by another process of
/// this program. Throws Error.
void takeScreenshots(const ScreenshotOptions& options, const std::function<void(const QString& file)>& written);

} // namespace klas::ui
