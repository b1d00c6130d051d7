// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/chosen.h"
#include "widgets/queue/queue_panel.h"

#include <QObject>

namespace klas::ui {

class SimilarityPanel;
class StitchCard;
class TradeoffPanel;
class TrustPanel;
class Workbench;

/// Lets every view show what is chosen and write what a person chooses in it: heatmap, table of the selection, trade-off with its
/// table and shortlist, score plot, queue with its curve, card.
///
/// A network brings its work with it, a job about one stitch that stitch; a joint run leaves the network and shows all it is
/// about. Nothing here changes the pair in view. A stitch that was not measured yet right after least squares is.
class ChosenViews : public QObject {
    Q_OBJECT
public:
    struct Views {
        SimilarityPanel& similarity;
        TradeoffPanel& tradeoff;
        TrustPanel& trust;
        QueuePanel& queue;
        StitchCard& card;
    };

    ChosenViews(Chosen& chosen, Workbench& work, const Views& views, QObject* parent = nullptr);

    /// What a person chose in any view.
    void choose(const NetworkKey& network);
    void chooseJob(long job);

protected:
    /// Escape in a plot is Escape in the window, as long as anything is chosen.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void listen();
    void followProject();
    void followCells();
    void followCurve();
    void fillCard();
    void showNetwork();
    void showWork();
    void showBudget();
    void measure(const Stitch& stitch);
    std::vector<Stitch> stitchesOfWork() const;

    Chosen& m_chosen;
    Workbench& m_work;
    Views m_views;
    long m_curveSteps = 0;  ///< of the run whose curve is shown
    bool m_undoing = false; ///< a selection of cells that is brought back is not a new one
};

} // namespace klas::ui
