// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/main_window.h"

#include "app/explorer/chosen_chips.h"
#include "app/explorer/chosen_views.h"
#include "app/explorer/commands_analyse.h"
#include "app/explorer/commands_export.h"
#include "app/explorer/commands_file.h"
#include "app/explorer/commands_queue.h"
#include "app/explorer/commands_view.h"
#include "app/explorer/file_drop.h"
#include "app/explorer/finetune_proposal.h"
#include "app/explorer/plot_menu.h"
#include "app/explorer/settings.h"
#include "app/explorer/status_line.h"
#include "app/explorer/undo.h"
#include "core/analysis/arch.h"
#include "core/analysis/stitch_space.h"
#include "widgets/bridge/text.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenuBar>
#include <QPointer>
#include <QScreen>
#include <QScrollArea>
#include <QStyle>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace klas::ui {

/// Raised when docks come or go: an older layout then no longer fits.
static constexpr int kLayoutVersion = 3;

template <typename C>
QAction* MainWindow::add(QMenu* menu) {
    auto* command = new C(Bench{*this, m_work, *m_similarity, *m_messages, *m_tradeoff});
    menu->addAction(command->action());
    return command->action();
}

/// The open project for who reads it when it wants to. Panels are destroyed after the session: what they read then is empty.
std::function<const ProjectState&()> MainWindow::project() {
    return [session = QPointer<const ProjectSession>(&m_work.session())]() -> const ProjectState& {
        static const ProjectState none;
        return session ? session->state() : none;
    };
}

/// What a window manager may put around a window; it says so only when the window is there.
static QSize frameRoom() {
    const int title = QApplication::style()->pixelMetric(QStyle::PM_TitleBarHeight);
    return {title / 2, 2 * title};
}

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent)
    , m_similarity(new SimilarityPanel(m_work.session()))
    , m_messages(new MessageBar)
    , m_tradeoff(new TradeoffPanel)
    , m_queue(new QueuePanel)
    , m_card(new StitchCard(project()))
    , m_trust(new TrustPanel(project()))
    , m_cost(new CostPanel(project())) {
    setObjectName("mainWindow");
    setWindowTitle(tr("KLAS Explorer"));
    const Bench bench{*this, m_work, *m_similarity, *m_messages, *m_tradeoff};

    QMenu* file = menuBar()->addMenu(tr("&File"));
    QAction* newProject = add<NewProject>(file);
    QAction* openProject = add<OpenProject>(file);
    QAction* openDemo = add<OpenDemo>(file);
    file->addMenu(recentMenu(bench));
    file->addSeparator();
    QAction* addAnchor = add<AddAnchor>(file);
    add<AddAnchorWithConfig>(file);
    add<ChooseData>(file);
    file->addSeparator();
    add<ExportHeatmap>(file);
    add<ExportMatrix>(file);
    add<ExportSelection>(file);
    add<ExportTradeoff>(file);
    add<ExportCost>(file);
    add<ExportReport>(file);
    add<ExportAll>(file);
    file->addSeparator();
    add<Quit>(file);

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    const std::pair<QAction*, QKeySequence> undo[] = {{m_work.undo().createUndoAction(this, tr("&Undo")), QKeySequence::Undo},
                                                      {m_work.undo().createRedoAction(this, tr("&Redo")), QKeySequence::Redo}};
    for (const auto& [action, keys] : undo) {
        action->setShortcut(keys);
        edit->addAction(action);
    }
    edit->addSeparator();
    auto* preferences = new ShowPreferences(bench);
    edit->addAction(preferences->action());
    connect(preferences, &ShowPreferences::changed, this, &MainWindow::applyPreferences);
    applyPreferences(settings::preferences());

    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addActions({m_similarity->heatmap().logScaleAction(), m_similarity->rangeLock().lockAction(), m_similarity->rangeLock().sharedAction(),
                      m_similarity->allPairs().action()});
    view->addMenu(appearanceMenu(bench));
    view->addSeparator();

    QMenu* analysis = menuBar()->addMenu(tr("&Analyse"));
    QAction* analyse = add<Analyse>(analysis);
    QAction* cancel = add<CancelAnalysis>(analysis);

    QMenu* queue = menuBar()->addMenu(tr("&Queue"));
    add<FinetuneSelection>(queue);
    add<PreviewCell>(queue);
    queue->addSeparator();
    add<RunQueue>(queue);

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    add<ShowShortcuts>(help);
    add<About>(help);

    placePanels({openDemo, newProject, openProject, addAnchor, analyse, cancel});
    addViewActions(view);
    auto* status = new StatusLine(m_work);
    setStatusBar(status);
    connect(status, &StatusLine::deviceClicked, preferences->action(), &QAction::trigger);
    followProject();
    followMessages();
    followStitches();
    new FileDrop(*this, m_work);
    new PlotMenu(*m_tradeoff, *m_trust, m_work.session(), *m_messages, this);

    QAction* log = m_similarity->heatmap().logScaleAction();
    log->setChecked(settings::logScale());
    connect(log, &QAction::toggled, this, &settings::setLogScale);
    if (!restoreGeometry(settings::geometry())) resize(QSize(1560, 960).boundedTo(screen()->availableSize() - frameRoom()));
    m_firstState = saveState(kLayoutVersion);
    restoreState(settings::windowState(), kLayoutVersion);
    Q_EMIT m_work.changed();
}

void MainWindow::applyPreferences(const settings::Preferences& preferences) {
    m_similarity->heatmap().setColorMap(preferences.colorMap);
    m_work.setDevice(preferences.device, preferences.threads);
    m_work.setRunOnOpen(preferences.runQueueOnOpen);
}

void MainWindow::addViewActions(QMenu* view) {
    add<ShowCommands>(view);
    view->addSeparator();
    QAction* present = view->addAction(tr("&Present"));
    present->setShortcut(Qt::Key_F11);
    present->setCheckable(true);
    present->setToolTip(tr("Full screen for a talk: one view at a time, large type"));
    connect(present, &QAction::toggled, m_presentation, &Presentation::setActive);
    connect(m_presentation, &Presentation::activeChanged, present, &QAction::setChecked);
    addAction(present); // also while the menu bar is hidden
    QAction* reset = view->addAction(tr("&Reset Layout"));
    reset->setToolTip(tr("Put every panel back to where it was at first"));
    connect(reset, &QAction::triggered, this, &MainWindow::resetLayout);
    view->addSeparator();
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        view->addAction(dock->toggleViewAction());
}

void MainWindow::resetLayout() {
    m_presentation->setActive(false);
    restoreState(m_firstState, kLayoutVersion);
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        dock->show();
    findChild<QDockWidget*>("tradeoffDock")->raise();
}

QDockWidget* MainWindow::addDock(const QString& title, const char* name, QWidget* widget, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title);
    dock->setObjectName(QLatin1String(name));
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    dock->setWidget(widget);
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::placePanels(const AnchorsPanelActions& actions) {
    m_anchors = new AnchorsPanel(actions);
    QDockWidget* anchors = addDock(tr("Anchors"), "anchorsDock", m_anchors, Qt::LeftDockWidgetArea);
    QDockWidget* tradeoff = addDock(tr("Trade-Off"), "tradeoffDock", m_tradeoff, Qt::RightDockWidgetArea);
    QDockWidget* trust = addDock(tr("Does the Score Predict?"), "trustDock", m_trust, Qt::RightDockWidgetArea);
    QDockWidget* cost = addDock(tr("Cost"), "costDock", m_cost, Qt::RightDockWidgetArea);
    tabifyDockWidget(tradeoff, trust);
    tabifyDockWidget(trust, cost);
    tradeoff->raise();
    auto* scrolled = new QScrollArea; // what is said of a stitch may be long: the plot above must not move for it
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setWidgetResizable(true);
    scrolled->setWidget(m_card);
    scrolled->setAccessibleName(tr("Stitch"));
    QDockWidget* card = addDock(tr("Stitch"), "stitchDock", scrolled, Qt::RightDockWidgetArea);
    QDockWidget* queue = addDock(tr("Queue"), "queueDock", m_queue, Qt::BottomDockWidgetArea);
    constexpr int kLowScreen = 780;
    if (screen()->availableSize().height() < kLowScreen) { // the heatmap needs that height more
        tabifyDockWidget(card, queue);
        card->raise();
    }
    const int letter = fontMetrics().averageCharWidth(), line = fontMetrics().height();
    resizeDocks({anchors, tradeoff}, {letter * 46, letter * 72}, Qt::Horizontal);
    resizeDocks({tradeoff, card}, {line * 30, line * 14}, Qt::Vertical);
    resizeDocks({queue}, {line * 8}, Qt::Vertical);

    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_similarity, 1);
    auto* chips = new ChipBar(centre);
    layout->addWidget(chips->room());
    new ChosenChips(*chips, m_chosen, *m_similarity, m_work.session(), this);
    setCentralWidget(centre);
    std::vector<QWidget*> aside = m_similarity->selectionControls();
    aside.insert(aside.end(), {&m_similarity->table(), &m_card->controls()});
    constexpr double kCardShare = 0.45;
    m_presentation = new Presentation(*this,
                                      {{tr("Anchors"), false, {anchors}, false, m_anchors->controls()},
                                       {tr("Similarity"), true, {}, false, {&m_similarity->table(), &m_similarity->bar()}},
                                       {tr("A stitch"), true, {card}, false, aside, kCardShare},
                                       {tr("Trade-off"), false, {tradeoff}, true, {&m_tradeoff->tables()}},
                                       {tr("Does the score predict?"), false, {trust}, false, {&m_trust->table()}},
                                       {tr("What did it cost?"), false, {cost}, false},
                                       {tr("Queue"), false, {queue}, false, {&m_queue->controls()}}},
                                      project(),
                                      [this](const ProjectState& state) {
                                          m_tradeoff->view().holdAxes(m_presentation->replaying());
                                          m_tradeoff->setProject(state);
                                      });
    connect(m_presentation, &Presentation::activeChanged, chips, &ChipBar::setQuiet);
}

void MainWindow::followProject() {
    ProjectSession& session = m_work.session();
    const auto show = [this] { m_anchors->setProject(m_work.session().state()); };
    connect(&session, &ProjectSession::opened, this, [this, show] {
        const ProjectState& state = m_work.session().state();
        const QString file = qstr(state.file);
        settings::addRecentFile(file);
        const QString name = QFileInfo(file).fileName();
        setWindowTitle(state.readOnly ? tr("%1 (read-only) – KLAS Explorer").arg(name) : tr("%1 – KLAS Explorer").arg(name));
        m_messages->hide();
        show();
    });
    connect(&session, &ProjectSession::anchorsChanged, this, show);
    connect(&session, &ProjectSession::recordChanged, this, [show](const Record& record) {
        const bool ofAnchors = std::holds_alternative<AnchorAccuracy>(record) || std::holds_alternative<ProbeReport>(record) ||
                               std::holds_alternative<AnchorDistances>(record);
        if (ofAnchors) show(); // finetuning says nothing of them, and says it often
    });
    connect(&m_work, &Workbench::changed, this, [this] { m_similarity->setAnalysing(m_work.analysing()); });
    connect(m_anchors, &AnchorsPanel::pairActivated, m_similarity, &SimilarityPanel::showPair);
    connect(m_anchors, &AnchorsPanel::removeWanted, this, [this](const QString& name) {
        if (!m_work.canChangeProject()) return;
        m_messages->show(MessageBar::Kind::Problem,
                         tr("Removing %1 also removes what was computed with it.").arg(name), tr("Remove"),
                         [this, name] { m_work.session().removeAnchor(name); });
    });
}

void MainWindow::followStitches() {
    m_resultsTimer.setSingleShot(true);
    m_resultsTimer.setInterval(60);
    connect(&m_resultsTimer, &QTimer::timeout, this, &MainWindow::refreshResults);
    ProjectSession& session = m_work.session();
    const auto soon = [this] {
        if (!m_resultsTimer.isActive()) m_resultsTimer.start();
    };
    connect(&session, &ProjectSession::opened, this, &MainWindow::refreshResults);
    connect(&session, &ProjectSession::anchorsChanged, this, soon);
    connect(&session, &ProjectSession::jobsChanged, this, soon);
    connect(&session, &ProjectSession::recordChanged, this, [soon](const Record& record) {
        if (!std::holds_alternative<ScoreMatrix>(record) || std::get<ScoreMatrix>(record).complete) soon();
    });
    connect(&m_work, &Workbench::progressed, m_queue, &QueuePanel::progressed);
    connect(m_queue, &QueuePanel::commanded, this, [this](qlonglong job, JobCommand command) {
        if (command == JobCommand::Change)
            askAndDuplicate({*this, m_work, *m_similarity, *m_messages, *m_tradeoff}, long(job));
        else
            m_work.command(job, command);
    });
    connect(m_queue, &QueuePanel::moveWanted, &m_work, &Workbench::move);
    connect(m_similarity, &SimilarityPanel::temperatureWanted, &m_work, &Workbench::analyseAt);
    connect(m_similarity, &SimilarityPanel::viewChosen, this, [this](ViewControls::Change what, const PairView& before) {
        const auto show = [this](const PairView& view) { return [this, view] { m_similarity->showView(view); }; };
        m_work.undo().push(new ViewUndo(tr("Change of View"), 1 + int(what), show(before), show(m_similarity->view())));
    });
    connect(m_similarity, &SimilarityPanel::queueWanted, this, &MainWindow::queueStitches);
    connect(m_similarity, &SimilarityPanel::exportWanted, this, &MainWindow::exportStitches);
    connect(m_similarity, &SimilarityPanel::previewWanted, &m_work, &Workbench::preview);
    connect(m_tradeoff, &TradeoffPanel::shortlistChanged, &session, &ProjectSession::setShortlist);
    connect(m_similarity, &SimilarityPanel::refreshed, this, [this] {
        m_trust->setPair(m_similarity->view().source, m_similarity->view().target);
        m_tradeoff->overlays().setExpected(m_similarity->expected());
    });
    connect(m_card, &StitchCard::previewWanted, this, [this](const Stitch& stitch) {
        m_card->setMeasuring(true);
        m_work.preview(stitch);
    });
    connect(m_card, &StitchCard::finetuneWanted, this, [this](const Stitch& stitch) { queueStitches({stitch}); });
    connect(m_card, &StitchCard::exportWanted, this,
            [this](const Stitch& stitch) { exportStitches({stitch}); });
    new ChosenViews(m_chosen, m_work, {*m_similarity, *m_tradeoff, *m_trust, *m_queue, *m_card}, this);
    refreshResults();
}

void MainWindow::exportStitches(const std::vector<Stitch>& stitches) {
    const auto& network = m_chosen.network();
    const bool chosen = network && stitches.size() == 1 && network->configuration.stitch == stitches.front();
    askAndExport({*this, m_work, *m_similarity, *m_messages, *m_tradeoff}, stitches,
                 chosen ? network->run : std::string());
}

void MainWindow::queueStitches(const std::vector<Stitch>& stitches) {
    if (!m_work.session().writable()) return m_messages->show(MessageBar::Kind::Problem, tr("The project is open for reading only; nothing can be queued."));
    const Stitch& first = stitches.front();
    const ProjectState& state = m_work.session().state();
    const Anchor *f = state.anchor(first.source), *g = state.anchor(first.target);
    std::vector<StitchTask> tasks;
    for (const Stitch& stitch : stitches)
        if (f && g && isLegal(netCard(f->arch), stitch.i, netCard(g->arch), stitch.j)) tasks.push_back({stitch, {}});
    if (tasks.empty()) return m_messages->show(MessageBar::Kind::Problem, tr("There is no stitch in that cell; choose one that is not hatched."));
    const Bench bench{*this, m_work, *m_similarity, *m_messages, *m_tradeoff};
    std::vector<Stitch> legal;
    for (const StitchTask& task : tasks)
        legal.push_back(task.stitch);
    const FinetuneProposal proposal = proposalFor(legal, usualRecipe());
    askAndFinetune(bench, proposal.what, proposal.name, {}, tasks, proposal.recipe);
}

void MainWindow::refreshResults() {
    const ProjectState& state = m_work.session().state();
    if (!m_presentation->replaying()) m_tradeoff->setProject(state);
    m_card->projectChanged(m_work.session().writable());
    m_trust->projectChanged();
    m_cost->projectChanged();
    m_queue->setJobs(state.jobs, m_work.session().writable());
}

void MainWindow::followMessages() {
    // What went wrong before is no longer how things are.
    connect(&m_work.runner(), &JobRunner::started, m_messages, &QWidget::hide);
    connect(&m_work, &Workbench::problem, this,
            [this](const QString& text) { m_messages->show(MessageBar::Kind::Problem, text); });
    connect(&m_work, &Workbench::information, this,
            [this](const QString& text) { m_messages->show(MessageBar::Kind::Information, text); });
    connect(&m_work.session(), &ProjectSession::readOnlyPossible, this,
            [this](const QString& file, const QString& text) {
                m_messages->show(MessageBar::Kind::Problem, text, tr("Open Read-Only"),
                                 [this, file] { m_work.open(file, Project::Access::ReadOnly); });
            });
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    const bool types = qobject_cast<QLineEdit*>(focusWidget()) || qobject_cast<QAbstractSpinBox*>(focusWidget());
    if (event->key() != Qt::Key_Escape || types || !m_chosen.escape()) QMainWindow::keyPressEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    // Finished results are saved already; the worker leaves when its pipe closes.
    m_presentation->setActive(false);
    settings::setWindow(saveGeometry(), saveState(kLayoutVersion));
    event->accept();
}

} // namespace klas::ui
