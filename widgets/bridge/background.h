// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>
#include <QThread>
#include <utility>

namespace klas::ui {

/// A thread that runs what is posted to it, one after another, and finishes all of it before it is destroyed.
///
///     Background store("store");
///     store.post([=] { slowWork(); });            // off the window thread
///
/// Objects may live there too: `object->moveToThread(store.thread())`.
class Background {
public:
    explicit Background(const QString& name) {
        m_thread.setObjectName(name);
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~Background() {
        post([this] { m_thread.quit(); });
        m_thread.wait();
    }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    template <typename Work>
    void post(Work&& work) {
        QMetaObject::invokeMethod(&m_context, std::forward<Work>(work), Qt::QueuedConnection);
    }
    QThread* thread() { return &m_thread; }

private:
    QThread m_thread;
    QObject m_context;
};

} // namespace klas::ui
