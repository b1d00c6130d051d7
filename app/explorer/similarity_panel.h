// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/all_pairs.h"
#include "app/explorer/pair_view.h"
#include "app/explorer/range_lock.h"
#include "app/explorer/selection_bar.h"
#include "app/explorer/selection_table.h"
#include "app/explorer/stability.h"
#include "app/explorer/view_controls.h"
#include "widgets/bridge/project_session.h"
#include "widgets/heatmap/heatmap_view.h"

#include <QWidget>

namespace klas::ui {

/// The heatmap of one pair with what steers it: pair, measure, two overlaid methods, τ and buckets, and the
/// table of what KLAS chose. It follows the session by itself and redraws while matrices fill.
class SimilarityPanel : public QWidget {
    Q_OBJECT
public:
    explicit SimilarityPanel(const ProjectSession& session, QWidget* parent = nullptr);

    void showPair(const QString& source, const QString& target);
    /// Whether missing cells will come by themselves.
    void setAnalysing(bool analysing);
    HeatmapView& heatmap() const { return *m_heatmap; }
    const PairView& view() const { return m_controls->view(); }
    /// Shows what was looked at before.
    void showView(const PairView& view);
    /// The stitches of the selected cells.
    std::vector<Stitch> selectedStitches() const;
    RangeLock& rangeLock() const { return *m_rangeLock; }
    AllPairs& allPairs() const { return *m_allPairs; }
    QWidget& table() const; ///< the chosen stitches and what is to be said of them
    const Selection& selection() const { return m_table->selection(); } ///< the one in the table
    QString overlapText() const { return m_controls->overlapText(); }

Q_SIGNALS:
    void refreshed();
    /// A person looks at something else, or has selected other cells.
    void viewChosen(klas::ui::ViewControls::Change what, const klas::ui::PairView& before);
    void cellsSelected(const std::vector<QPoint>& before);
    /// A row of the table was chosen.
    void stitchSelected(const klas::Stitch& stitch);
    /// The selected cells, or the cursor's, are wanted in the queue.
    void queueWanted(const std::vector<klas::Stitch>& stitches);
    /// The stitch of a cell is wanted right after least squares.
    void previewWanted(const klas::Stitch& stitch);

private:
    QString nextStep() const;
    void reload();
    void recordChanged(const Record& record);
    int forwardPairs() const;
    void refresh();
    void queue();
    void showSelected();

    const ProjectSession& m_session;
    bool m_analysing = false;
    bool m_pairChosen = false; ///< by the person; else the panel follows what arrives
    bool m_refreshing = false;
    std::vector<QPoint> m_selected; ///< cells, as they were before they change
    Stability m_stability;
    RangeSurvey m_survey;
    HeatmapView* m_heatmap;
    RangeLock* m_rangeLock = nullptr;
    AllPairs* m_allPairs = nullptr;
    ViewControls* m_controls = nullptr;
    SelectionBar* m_bar;
    SelectionTable* m_table;
};

} // namespace klas::ui
