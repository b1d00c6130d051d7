// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/settings.h"

#include <QSettings>

namespace klas::ui::settings {

static constexpr int kRecent = 8;

static QSettings store() {
    return QSettings(QStringLiteral("klas"), QStringLiteral("klas-explorer"));
}

QStringList recentFiles() {
    return store().value("recent").toStringList().mid(0, kRecent);
}

void removeRecentFile(const QString& file) {
    QStringList files = recentFiles();
    files.removeAll(file);
    store().setValue("recent", files);
}

void addRecentFile(const QString& file) {
    QStringList files = recentFiles();
    files.removeAll(file);
    files.prepend(file);
    store().setValue("recent", files.mid(0, kRecent));
}

Appearance appearance() {
    return appearanceFromText(store().value("appearance").toString());
}

void setAppearance(Appearance appearance) {
    store().setValue("appearance", text(appearance));
}

bool logScale() {
    return store().value("logScale", true).toBool();
}

void setLogScale(bool on) {
    store().setValue("logScale", on);
}

QString colorRange() {
    return store().value("colorRange", "own").toString();
}

void setColorRange(const QString& choice) {
    store().setValue("colorRange", choice);
}

QByteArray geometry() {
    return store().value("geometry").toByteArray();
}

QByteArray windowState() {
    return store().value("windowState").toByteArray();
}

void setWindow(const QByteArray& geometry, const QByteArray& state) {
    QSettings settings(QStringLiteral("klas"), QStringLiteral("klas-explorer"));
    settings.setValue("geometry", geometry);
    settings.setValue("windowState", state);
}

} // namespace klas::ui::settings
