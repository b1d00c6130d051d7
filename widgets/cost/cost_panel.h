// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/cost/ledger_data.h"
#include "widgets/cost/ledger_model.h"

#include <QTimer>
#include <QWidget>
#include <atomic>
#include <functional>
#include <memory>

class QLabel;
class QTableView;

namespace klas::ui {

class ColumnFit;

/// What the project has cost: a sentence about KLAS, and the ledger. Answers come from another thread, and only while the panel is
/// seen.
class CostPanel : public QWidget {
    Q_OBJECT
public:
    /// `project` gives the one that is open; it is read when the panel is seen and something has changed.
    explicit CostPanel(std::function<const ProjectState&()> project, QWidget* parent = nullptr);
    ~CostPanel() override;

    void projectChanged();
    LedgerModel& model() const { return *m_model; }
    QTableView& table() const { return *m_table; }
    QString summary() const;

Q_SIGNALS:
    void answered();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void ask();
    void display(quint64 question, const LedgerAnswer& answer);

    std::function<const ProjectState&()> m_project;
    LedgerModel* m_model;
    QTableView* m_table;
    ColumnFit* m_fit;
    QLabel* m_summary;
    QTimer m_soon; ///< records come faster than anybody asks
    bool m_stale = true;
    std::shared_ptr<std::atomic<quint64>> m_newest = std::make_shared<std::atomic<quint64>>(0);
};

} // namespace klas::ui
