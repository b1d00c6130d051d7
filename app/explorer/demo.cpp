// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/demo.h"

#include "core/store/demo.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace klas::ui {

QString demoFile(bool fresh) {
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (folder.isEmpty() || !QDir().mkpath(folder) || !QFileInfo(folder).isWritable())
        folder = QStandardPaths::writableLocation(QStandardPaths::TempLocation);
    const QDir place(folder);
    QString file = place.filePath(QStringLiteral("klas-demo.klas"));
    for (int k = 2; fresh && QFileInfo::exists(file); ++k)
        file = place.filePath(QStringLiteral("klas-demo-%1.klas").arg(k));
    return file;
}

void fillDemo(Project& project) {
    const std::vector<Anchor> anchors = demoAnchors();
    project.setData(DataSpec{});
    for (const Anchor& anchor : anchors)
        project.addAnchor(anchor);
}

} // namespace klas::ui
