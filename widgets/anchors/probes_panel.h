// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/anchors/probes_model.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace klas::ui {

/// How well the probes of one anchor turned out, with what the training warned about.
class ProbesPanel : public QWidget {
    Q_OBJECT
public:
    explicit ProbesPanel(QWidget* parent = nullptr);

    /// `anchor` as people should read it; empty: none is selected. `report` null: not trained yet.
    void show(const QString& anchor, const ProbeReport* report);
    const QTableView& table() const { return *m_table; }

private:
    ProbesModel m_model;
    QLabel* m_title;
    QTableView* m_table;
    QLabel* m_head;
    QLabel* m_warnings;
};

} // namespace klas::ui
