// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/range_survey.h"

#include <QObject>

class QAction;
class QStackedWidget;

namespace klas::ui {

class PairGrid;
class SimilarityPanel;

/// All pairs of the project at a glance, in the place of the heatmap: small heatmaps of the measure in view with one range of
/// colours. Taking one of them shows that pair large again.
class AllPairs : public QObject {
    Q_OBJECT
public:
    AllPairs(SimilarityPanel& panel, const ProjectSession& session, RangeSurvey& survey);

    QWidget* widget() const;
    QAction* action() const { return m_action; } ///< checkable, "All Pairs"
    PairGrid& grid() const { return *m_grid; }

private:
    std::optional<StoredValues> valuesOf(const std::string& source, const std::string& target) const;
    void show(bool all);
    void update();

    SimilarityPanel& m_panel;
    const ProjectSession& m_session;
    RangeSurvey& m_survey;
    QAction* m_action;
    QStackedWidget* m_stack;
    PairGrid* m_grid;
    RangeQuestion m_shown; ///< what the grid's numbers are
};

} // namespace klas::ui
