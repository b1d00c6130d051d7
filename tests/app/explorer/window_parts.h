// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/action_list.h"
#include "app/explorer/main_window.h"

#include <QDockWidget>
#include <QMenuBar>

namespace klas::ui::sample {

inline QDockWidget* dock(const MainWindow& window, const char* name) {
    return window.findChild<QDockWidget*>(QLatin1String(name));
}

inline QAction* actionNamed(const MainWindow& window, const QString& text) {
    for (const MenuEntry& entry : menuEntries(*window.menuBar()))
        if (entry.text == text) return entry.action;
    return nullptr;
}

} // namespace klas::ui::sample
