// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/appearance.h"
#include "widgets/plot/color_map.h"

#include <QByteArray>
#include <QStringList>

/// What the window remembers between runs.
namespace klas::ui::settings {

QStringList recentFiles(); ///< newest first, at most eight
void addRecentFile(const QString& file);
void removeRecentFile(const QString& file);

Appearance appearance();
void setAppearance(Appearance appearance);
bool logScale();
void setLogScale(bool on);

/// What the preferences dialog offers.
inline constexpr int kMostThreads = 1024, kMostSteps = 100'000'000, kMostBatch = 65536;
struct Preferences {
    ColorMap colorMap = ColorMap::Cividis;
    QString device = QStringLiteral("auto"); ///< "auto", "cpu", "cuda", "cuda:1"
    int threads = 0;                         ///< 0 = all cores
    bool runQueueOnOpen = false;
    int steps = 4000, batch = 64; ///< that a new finetuning begins with
    bool operator==(const Preferences&) const = default;
};
/// What is not usable in the file is as if it were not there.
Preferences preferences();
void setPreferences(const Preferences& preferences);
/// "auto", "cpu", "cuda" or "cuda:" and a number.
bool isDevice(const QString& text);

/// What decides the colours' range: "own", "locked" or "shared".
QString colorRange();
void setColorRange(const QString& choice);

QByteArray geometry();
QByteArray windowState();
void setWindow(const QByteArray& geometry, const QByteArray& state);

} // namespace klas::ui::settings
