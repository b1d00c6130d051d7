// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/shortlist_model.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace klas::ui {

/// The shortlist as a table, with what can be done to it: take a network off, empty it, write it as CSV.
class ShortlistPanel : public QWidget {
    Q_OBJECT

public:
    explicit ShortlistPanel(QWidget* parent = nullptr);

    ShortlistModel& model() const { return *m_model; }
    QTableView& table() const { return *m_table; }
    /// Throws klas::Error when the file cannot be written.
    void exportTo(const QString& file) const;

Q_SIGNALS:
    void exported(const QString& file);
    void failed(const QString& sentence);

private:
    void refresh();
    void askWhereTo();

    ShortlistModel* m_model;
    QTableView* m_table;
    QLabel* m_hint;
    QPushButton *m_remove, *m_clear, *m_export;
};

} // namespace klas::ui
