// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>

namespace klas::ui {

/// A small list over a plot: what lies at one place of it, to choose from with the mouse or, once it has the focus, with keys.
///
///     list->open({"tiny:3 > base:2", "base"}, marker, radius, 0, false);
///     connect(list, &StackList::chosen, ...);       // a click or Enter; the list is gone then
///
/// Escape closes it, and so does the mouse when it leaves a list without the focus.
class StackList : public QListWidget {
    Q_OBJECT

public:
    explicit StackList(QWidget* plot);

    /// Beside `at`, a point of the plot, within the plot; `withKeys` gives it the focus.
    void open(const QStringList& rows, const QPoint& at, int away, int current, bool withKeys);
    void close();

Q_SIGNALS:
    void chosen(int row);
    void starred(int row); ///< S: for the shortlist
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void choose(int row);
};

} // namespace klas::ui
