// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/workbench.h"

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace klas::ui {

/// What runs, what is saved, and how the worker is.
class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(const Workbench& work, QWidget* parent = nullptr);

Q_SIGNALS:
    void deviceClicked();

private:
    void showProgress(qlonglong job, const ProgressReport& report);
    void showRest();
    void showDevice();
    void showWorker(WorkerState state);

    const Workbench& m_work;
    QLabel* m_text;
    QProgressBar* m_bar;
    QLabel* m_left;
    QToolButton* m_device;
    qint64 m_memory = 0; ///< of the worker, bytes
    QLabel* m_worker;
};

} // namespace klas::ui
