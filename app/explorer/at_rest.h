// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <functional>

namespace klas::ui {

/// Tells when the window has come to rest: for a while nothing was drawn, laid out or handed over by another thread, and no
/// thread of the pool works. What is known to come is named besides.
///
///     AtRest rest;
///     window.work().open(file);
///     rest.wait([&] { return window.work().session().isOpen(); });
class AtRest : public QObject {
    Q_OBJECT
public:
    /// Longer than what is seen waits for more to come.
    static constexpr int kQuietMs = 120;

    explicit AtRest(int patienceMs = 60'000);

    /// Runs the event loop meanwhile. Throws Error: it has not come to rest in time.
    void wait(const std::function<bool()>& arrived = {});

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    int m_patience;
    QElapsedTimer m_since; ///< the last that happened
};

} // namespace klas::ui
