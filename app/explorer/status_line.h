// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/workbench.h"

#include <QStatusBar>

class QLabel;
class QProgressBar;

namespace klas::ui {

/// What runs, what is saved, and how the worker is.
class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(const Workbench& work, QWidget* parent = nullptr);

private:
    void showProgress(const ProgressReport& report);
    void showRest();
    void showWorker(WorkerState state);

    const Workbench& m_work;
    QLabel* m_text;
    QProgressBar* m_bar;
    QLabel* m_left;
    QLabel* m_device;
    QLabel* m_worker;
};

} // namespace klas::ui
