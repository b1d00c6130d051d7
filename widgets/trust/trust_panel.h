// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/trust/score_model.h"
#include "widgets/trust/score_plot.h"
#include "widgets/trust/trust_data.h"

#include <QTimer>
#include <QWidget>
#include <atomic>
#include <functional>
#include <memory>

class QComboBox;
class QLabel;
class QSplitter;
class QTableView;

namespace klas::ui {

class SplitBox;

/// "Does the score predict?": every score of the pair in view beside what its stitches reached in a run, and why scores may
/// mislead here (klas.md section 9). Answers come from another thread.
class TrustPanel : public QWidget {
    Q_OBJECT
public:
    /// `project` gives the one that is open; it is read when the panel is seen and something has changed, never copied.
    explicit TrustPanel(std::function<const ProjectState&()> project, QWidget* parent = nullptr);
    ~TrustPanel() override;

    void projectChanged();
    void setPair(const std::string& source, const std::string& target);
    void mark(const std::optional<Stitch>& stitch);
    ScorePlot& plot() const { return *m_plot; }
    QTableView& table() const { return *m_table; }
    QComboBox& runs() const { return *m_runs; }
    std::string split() const;
    /// Source and target; empty where none is shown.
    std::pair<std::string, std::string> pair() const { return {m_source, m_target}; }
    QString warnings() const;

Q_SIGNALS:
    void stitchActivated(const klas::Stitch& stitch);
    void answered();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fillRuns();
    void ask();
    void display(quint64 question, const TrustAnswer& answer);
    void fitColumns();
    void showScore();

    std::function<const ProjectState&()> m_project;
    std::string m_source, m_target;
    std::optional<Stitch> m_marked;
    SplitBox* m_split;
    QComboBox* m_runs;
    ScoreModel* m_model;
    QTableView* m_table;
    ScorePlot* m_plot;
    QSplitter* m_parts;
    QLabel *m_empty, *m_warnings;
    QTimer m_soon; ///< records come faster than anybody asks
    bool m_stale = true;
    std::shared_ptr<std::atomic<quint64>> m_newest = std::make_shared<std::atomic<quint64>>(0);
};

} // namespace klas::ui
