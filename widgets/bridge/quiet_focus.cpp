// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/quiet_focus.h"

#include <QFocusEvent>
#include <QKeyEvent>
#include <QSignalBlocker>
#include <QTableView>

namespace klas::ui {

QuietFocus::QuietFocus(QTableView* table)
    : QObject(table)
    , m_table(table) {
    table->installEventFilter(this);
    table->viewport()->installEventFilter(this);
}

/// Qt makes the first row the current one, and of that panels hear.
bool QuietFocus::focusIn(QEvent* event) {
    if (m_table->currentIndex().isValid()) return false;
    const QSignalBlocker quiet(m_table->selectionModel());
    static_cast<QObject*>(m_table)->event(event); // past this filter
    m_table->viewport()->update();
    return true;
}

void QuietFocus::forget() {
    const QSignalBlocker quiet(m_table->selectionModel());
    m_table->selectionModel()->clearCurrentIndex();
}

bool QuietFocus::choose() {
    const QModelIndex first = m_table->currentIndex();
    forget(); // or it would not be another one
    m_table->selectionModel()->setCurrentIndex(first, QItemSelectionModel::SelectCurrent | QItemSelectionModel::Rows);
    return true;
}

bool QuietFocus::eventFilter(QObject* watched, QEvent* event) {
    if (!m_table->selectionModel()) return false;
    const bool waits = m_table->currentIndex().isValid() && !m_table->selectionModel()->hasSelection();
    if (watched == m_table && event->type() == QEvent::FocusIn) return focusIn(event);
    if (waits && watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* press = static_cast<QKeyEvent*>(event);
        const int key = press->key();
        if (press->modifiers() == Qt::NoModifier && (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_Space)) return choose();
    }
    if (waits && watched != m_table && event->type() == QEvent::MouseButtonPress) forget();
    return false;
}

} // namespace klas::ui
