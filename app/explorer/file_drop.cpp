// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/file_drop.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace klas::ui {

static QStringList localFiles(const QDropEvent& event) {
    QStringList files;
    for (const QUrl& url : event.mimeData()->urls())
        if (url.isLocalFile()) files.append(url.toLocalFile());
    return files;
}

FileDrop::FileDrop(QWidget& window, Workbench& work)
    : QObject(&window)
    , m_work(work) {
    window.setAcceptDrops(true);
    window.installEventFilter(this);
}

bool FileDrop::eventFilter(QObject*, QEvent* event) {
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::Drop) return false;
    auto& drop = static_cast<QDropEvent&>(*event);
    const QStringList files = localFiles(drop);
    if (files.isEmpty()) return false;
    // The files stay where they are, whatever the file manager would rather do.
    drop.setDropAction(Qt::CopyAction);
    drop.accept();
    if (event->type() == QEvent::Drop) m_work.take(files);
    return true;
}

} // namespace klas::ui
