// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace klas::ui {

/// Turns any number of requests into at most one due() per interval; the last request is always answered.
///
///     connect(&soon, &Coalescer::due, this, &Panel::refresh);
///     soon.request();                                // as often as results arrive
///
/// After a rest the answer comes with the next turn of the event loop, never from within request().
class Coalescer : public QObject {
    Q_OBJECT

public:
    static constexpr int kFrameMs = 34; ///< at most 30 a second

    explicit Coalescer(int intervalMs = kFrameMs, QObject* parent = nullptr);

    void request();
    /// What was asked for has been done otherwise: nothing is open any more, and the interval starts again.
    void done();
    bool pending() const { return m_timer.isActive(); }
    /// Nothing has been asked for or done within an interval: who cannot wait may do it at once, and say done().
    bool rested() const { return !pending() && (!m_since.isValid() || m_since.elapsed() >= m_interval); }

Q_SIGNALS:
    void due();

private:
    int m_interval;
    QTimer m_timer;
    QElapsedTimer m_since;
};

} // namespace klas::ui
