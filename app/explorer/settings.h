// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/appearance.h"

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

/// What decides the colours' range: "own", "locked" or "shared".
QString colorRange();
void setColorRange(const QString& choice);

QByteArray geometry();
QByteArray windowState();
void setWindow(const QByteArray& geometry, const QByteArray& state);

} // namespace klas::ui::settings
