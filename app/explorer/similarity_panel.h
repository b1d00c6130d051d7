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
#include "widgets/frontier/overlay.h"
#include "widgets/heatmap/heatmap_view.h"

#include <QWidget>

namespace klas::ui {

/// The heatmap of one pair with what steers it: pair, measure, two overlaid methods, τ and buckets, and the
/// table of what KLAS chose. It follows the session by itself and redraws while matrices fill.
class SimilarityPanel : public QWidget {
    Q_OBJECT
public:
    explicit SimilarityPanel(ProjectSession& session, QWidget* parent = nullptr);

    void showPair(const QString& source, const QString& target);
    /// Whether missing cells will come by themselves.
    void setAnalysing(bool analysing);
    HeatmapView& heatmap() const { return *m_heatmap; }
    const PairView& view() const { return m_controls->view(); }
    /// Shows what was looked at before.
    void showView(const PairView& view);
    /// The stitches of the selected cells.
    std::vector<Stitch> selectedStitches() const;
    /// What is chosen anywhere in the window, and the stitches of the chosen run: shown where they are of the pair in view.
    void showChosen(const std::optional<Stitch>& stitch, std::vector<Stitch> ofRun);
    /// Whether a stitch is of the pair in view.
    bool shows(const Stitch& stitch) const { return stitch.source == view().source && stitch.target == view().target; }
    QString pairText(const std::string& source, const std::string& target) const { return m_controls->pairText(source, target); }
    RangeLock& rangeLock() const { return *m_rangeLock; }
    AllPairs& allPairs() const { return *m_allPairs; }
    /// What chooses stitches, without the view of the heatmap itself.
    std::vector<QWidget*> selectionControls() const { return {m_controls->overlayRow(), m_controls->sliderRow(), m_bar}; }
    QWidget& bar() const { return *m_bar; } ///< what is said of selected cells
    QWidget& table() const; ///< the chosen stitches and what is to be said of them
    const Selection& selection() const { return m_table->selection(); } ///< the one in the table
    QString overlapText() const { return m_controls->overlapText(); }

    /// What the first overlaid selection is expected to reach; nothing where that is not known.
    const std::optional<ExpectedFront>& expected() const { return m_expected; }

Q_SIGNALS:
    void refreshed();
    /// KL at this temperature is wanted of the pair.
    void temperatureWanted(double temperature, const std::string& source, const std::string& target);
    /// A person looks at something else, or has selected other cells.
    void viewChosen(klas::ui::ViewControls::Change what, const klas::ui::PairView& before);
    void cellsSelected(const std::vector<QPoint>& before);
    /// A cell or a row of the table was chosen.
    void stitchSelected(const klas::Stitch& stitch);
    /// The selected cells, or the cursor's, are wanted in the queue.
    void queueWanted(const std::vector<klas::Stitch>& stitches);
    void exportWanted(const std::vector<klas::Stitch>& stitches);
    /// The stitch of a cell is wanted right after least squares.
    void previewWanted(const klas::Stitch& stitch);

private:
    QString nextStep() const;
    void reload();
    void recordChanged(const Record& record);
    int forwardPairs() const;
    void refresh();
    void queue();
    void markChosen();
    void showSelected();

    ProjectSession& m_session;
    bool m_analysing = false;
    bool m_pairChosen = false; ///< by the person; else the panel follows what arrives
    bool m_refreshing = false;
    std::optional<ExpectedFront> m_expected;
    std::vector<QPoint> m_selected; ///< cells, as they were before they change
    std::optional<Stitch> m_chosen;
    std::vector<Stitch> m_ofRun;
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
