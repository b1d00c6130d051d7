// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/all_pairs.h"
#include "app/explorer/compare_box.h"
#include "app/explorer/pair_view.h"
#include "app/explorer/range_lock.h"
#include "app/explorer/selection_bar.h"
#include "app/explorer/selection_table.h"
#include "app/explorer/stability.h"
#include "widgets/bridge/project_session.h"
#include "widgets/bridge/short_names.h"
#include "widgets/heatmap/heatmap_view.h"

#include <QWidget>
#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;

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
    const PairView& view() const { return m_view; }
    /// The selection in the table.
    /// The stitches of the selected cells.
    std::vector<Stitch> selectedStitches() const;
    RangeLock& rangeLock() const { return *m_rangeLock; }
    AllPairs& allPairs() const { return *m_allPairs; }
    QWidget& table() const; ///< the chosen stitches and what is to be said of them
    const Selection& selection() const { return m_table->selection(); }
    QString overlapText() const;

Q_SIGNALS:
    void refreshed();
    /// A row of the table was chosen.
    void stitchSelected(const klas::Stitch& stitch);
    /// The selected cells, or the cursor's, are wanted in the queue.
    void queueWanted(const std::vector<klas::Stitch>& stitches);
    /// The stitch of a cell is wanted right after least squares.
    void previewWanted(const klas::Stitch& stitch);

private:
    struct Overlay {
        QCheckBox* shown = nullptr;
        QComboBox* method = nullptr;
    };
    QString pairText(const std::string& source, const std::string& target) const;
    QString nextStep() const;
    QWidget* viewRow();
    QWidget* overlayRow();
    QWidget* sliderRow();
    void reload();
    void recordChanged(const Record& record);
    void fillPairs();
    int forwardPairs() const;
    void choose();
    void refresh();

    const ProjectSession& m_session;
    PairView m_view;
    ShortNames m_names;
    bool m_analysing = false;
    bool m_pairChosen = false; ///< by the person; else the panel follows what arrives
    bool m_bucketsChosen = false;
    Stability m_stability;
    RangeSurvey m_survey;
    RangeLock* m_rangeLock = nullptr;
    AllPairs* m_allPairs = nullptr;
    HeatmapView* m_heatmap;
    SelectionBar* m_bar;
    SelectionTable* m_table;
    QComboBox* m_pair = nullptr;
    QComboBox* m_measure = nullptr;
    CompareBox* m_compare = nullptr;
    std::array<Overlay, 2> m_overlays;
    QLabel* m_images = nullptr;
    QLabel* m_overlap = nullptr;
    QSlider* m_tau = nullptr;
    QSlider* m_buckets = nullptr;
    QLabel* m_tauText = nullptr;
    QLabel* m_bucketsText = nullptr;
};

} // namespace klas::ui
