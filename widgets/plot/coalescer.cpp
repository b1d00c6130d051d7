// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/coalescer.h"

#include <algorithm>

namespace klas::ui {

Coalescer::Coalescer(int intervalMs, QObject* parent)
    : QObject(parent)
    , m_interval(intervalMs) {
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse one may come early: more than 30 a second
    connect(&m_timer, &QTimer::timeout, this, [this] {
        done();
        Q_EMIT due();
    });
}

void Coalescer::request() {
    if (m_timer.isActive()) return;
    const qint64 since = m_since.isValid() ? m_since.elapsed() : m_interval;
    m_timer.start(int(std::max<qint64>(0, m_interval - since)));
}

void Coalescer::done() {
    m_timer.stop();
    m_since.start();
}

} // namespace klas::ui
