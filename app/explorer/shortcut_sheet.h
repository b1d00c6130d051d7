// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QMenuBar;
class QTableView;

namespace klas::ui {

/// All keys at a glance: those of the menus as they are, and those of the views.
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    ShortcutSheet(const QMenuBar& bar, QWidget* parent);
    QTableView& table() const { return *m_table; }

private:
    QTableView* m_table;
};

} // namespace klas::ui
