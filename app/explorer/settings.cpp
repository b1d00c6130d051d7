// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/settings.h"

#include <QRegularExpression>
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

bool isDevice(const QString& text) {
    static const QRegularExpression device(QStringLiteral("^(auto|cpu|cuda(:[0-9]{1,3})?)$"));
    return device.match(text).hasMatch();
}

Preferences preferences() {
    const QSettings settings(QStringLiteral("klas"), QStringLiteral("klas-explorer"));
    Preferences p;
    if (settings.value("colorMap").toString() == QLatin1String("viridis")) p.colorMap = ColorMap::Viridis;
    if (const QString device = settings.value("device").toString(); isDevice(device)) p.device = device;
    const auto number = [&](const char* name, int low, int high, int& value) {
        bool ok = false;
        if (const int stored = settings.value(name).toInt(&ok); ok && stored >= low && stored <= high) value = stored;
    };
    number("threads", 0, kMostThreads, p.threads);
    number("finetuneSteps", 1, kMostSteps, p.steps);
    number("finetuneBatch", 1, kMostBatch, p.batch);
    p.runQueueOnOpen = settings.value("runQueueOnOpen", p.runQueueOnOpen).toBool();
    return p;
}

void setPreferences(const Preferences& p) {
    QSettings settings(QStringLiteral("klas"), QStringLiteral("klas-explorer"));
    settings.setValue("colorMap", p.colorMap == ColorMap::Viridis ? "viridis" : "cividis");
    settings.setValue("device", p.device);
    settings.setValue("threads", p.threads);
    settings.setValue("finetuneSteps", p.steps);
    settings.setValue("finetuneBatch", p.batch);
    settings.setValue("runQueueOnOpen", p.runQueueOnOpen);
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
