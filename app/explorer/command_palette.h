// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QMenuBar;
class QTableView;

namespace klas::ui {

class ActionModel;

/// Every command of the menus by a few letters of its name: type, Enter. Not modal; Escape and losing the focus close it.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    CommandPalette(const QMenuBar& bar, QWidget* parent);

    QLineEdit& field() const { return *m_field; }
    QTableView& table() const { return *m_table; }

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void choose(int row);
    void trigger();

    ActionModel* m_model;
    QLineEdit* m_field;
    QTableView* m_table;
};

} // namespace klas::ui
