// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/chosen.h"
#include "app/explorer/command.h"
#include "app/explorer/presentation.h"
#include "app/explorer/settings.h"
#include "widgets/anchors/anchors_panel.h"
#include "widgets/cost/cost_panel.h"
#include "widgets/frontier/tradeoff_panel.h"
#include "widgets/inspector/stitch_card.h"
#include "widgets/queue/queue_panel.h"
#include "widgets/trust/trust_panel.h"

#include <QMainWindow>
#include <QTimer>

namespace klas::ui {

/// Places panels, menus and the status line; what they do is theirs.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);

    Workbench& work() { return m_work; }
    SimilarityPanel& similarity() { return *m_similarity; }
    AnchorsPanel& anchors() { return *m_anchors; }
    MessageBar& messages() { return *m_messages; }
    TradeoffPanel& tradeoff() { return *m_tradeoff; }
    QueuePanel& queue() { return *m_queue; }
    StitchCard& card() { return *m_card; }
    TrustPanel& trust() { return *m_trust; }
    CostPanel& cost() { return *m_cost; }
    Presentation& presentation() { return *m_presentation; }

    /// One selection everywhere: every view shows what is chosen here.
    Chosen& chosen() { return m_chosen; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    std::function<const ProjectState&()> project();
    void placePanels(const AnchorsPanelActions& actions);
    void followProject();
    void followMessages();
    void followStitches();
    void exportStitches(const std::vector<Stitch>& stitches);
    void queueStitches(const std::vector<Stitch>& stitches);
    void refreshResults();
    QDockWidget* addDock(const QString& title, const char* name, QWidget* widget, Qt::DockWidgetArea area);
    template <typename C>
    QAction* add(QMenu* menu);
    void addViewActions(QMenu* view);
    void resetLayout();
    void applyPreferences(const settings::Preferences& preferences);

    Workbench m_work;
    SimilarityPanel* m_similarity;
    MessageBar* m_messages;
    TradeoffPanel* m_tradeoff;
    QueuePanel* m_queue;
    StitchCard* m_card;
    TrustPanel* m_trust;
    CostPanel* m_cost;
    Chosen m_chosen;
    QTimer m_resultsTimer; ///< records come faster than people look
    AnchorsPanel* m_anchors = nullptr;
    Presentation* m_presentation = nullptr;
    QByteArray m_firstState; ///< of docks and bars, before anything was moved
};

} // namespace klas::ui
