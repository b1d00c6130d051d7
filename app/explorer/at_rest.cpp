// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/at_rest.h"

#include "core/base/error.h"

#include <QApplication>
#include <QEvent>
#include <QThread>
#include <QThreadPool>

namespace klas::ui {

AtRest::AtRest(int patienceMs)
    : m_patience(patienceMs) {
    qApp->installEventFilter(this);
}

bool AtRest::eventFilter(QObject* object, QEvent* event) {
    switch (event->type()) {
    case QEvent::MetaCall: // another thread, or a queued call of this one
    case QEvent::Paint:
    case QEvent::UpdateRequest:
    case QEvent::LayoutRequest:
    case QEvent::Resize:
    case QEvent::DeferredDelete:
        m_since.start();
        break;
    default:
        break;
    }
    return QObject::eventFilter(object, event);
}

void AtRest::wait(const std::function<bool()>& arrived) {
    QElapsedTimer clock;
    clock.start();
    m_since.start();
    for (;;) {
        QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QApplication::processEvents(QEventLoop::AllEvents, 10);
        if (QThreadPool::globalInstance()->activeThreadCount() > 0) m_since.start();
        if (m_since.elapsed() >= kQuietMs && (!arrived || arrived())) return;
        if (clock.elapsed() > m_patience) throw Error("The window did not come to rest within " + std::to_string(m_patience / 1000) + " s; no picture of it was taken.");
        QThread::msleep(2);
    }
}

} // namespace klas::ui
