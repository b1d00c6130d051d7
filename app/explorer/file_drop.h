// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/workbench.h"

namespace klas::ui {

/// Takes files that are dropped anywhere on the window: a project is opened, weights become anchors.
class FileDrop : public QObject {
    Q_OBJECT
public:
    FileDrop(QWidget& window, Workbench& work);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Workbench& m_work;
};

} // namespace klas::ui
