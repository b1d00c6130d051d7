// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QTableView;

namespace klas::ui {

/// A table where choosing a row does something: to reach it by Tab chooses none. The row where the keys begin is framed; the
/// first arrow, or Space, chooses it.
class QuietFocus : public QObject {
public:
    explicit QuietFocus(QTableView* table);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool focusIn(QEvent* event);
    bool choose();
    void forget();

    QTableView* m_table;
};

} // namespace klas::ui
