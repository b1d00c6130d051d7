// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/main_window.h"

#include "app/explorer/commands_analyse.h"
#include "app/explorer/commands_export.h"
#include "app/explorer/commands_file.h"
#include "app/explorer/commands_queue.h"
#include "app/explorer/commands_view.h"
#include "app/explorer/file_drop.h"
#include "app/explorer/settings.h"
#include "app/explorer/status_line.h"
#include "core/analysis/arch.h"
#include "core/analysis/stitch_space.h"
#include "widgets/bridge/text.h"

#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenuBar>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

namespace klas::ui {

template <typename C>
QAction* MainWindow::add(QMenu* menu) {
    auto* command = new C(Bench{*this, m_work, *m_similarity, *m_messages, *m_tradeoff});
    menu->addAction(command->action());
    return command->action();
}

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent)
    , m_similarity(new SimilarityPanel(m_work.session()))
    , m_messages(new MessageBar)
    , m_tradeoff(new TradeoffPanel)
    , m_queue(new QueuePanel)
    , m_card(new StitchCard) {
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
    add<ExportReport>(file);
    file->addSeparator();
    add<Quit>(file);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addAction(m_similarity->heatmap().logScaleAction());
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

    add<About>(menuBar()->addMenu(tr("&Help")));

    placePanels({openDemo, newProject, openProject, addAnchor, analyse, cancel});
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        view->addAction(dock->toggleViewAction());
    setStatusBar(new StatusLine(m_work));
    followProject();
    followMessages();
    followStitches();
    new FileDrop(*this, m_work);

    QAction* log = m_similarity->heatmap().logScaleAction();
    log->setChecked(settings::logScale());
    connect(log, &QAction::toggled, this, &settings::setLogScale);
    if (!restoreGeometry(settings::geometry())) resize(QSize(1560, 960).boundedTo(screen()->availableSize()));
    restoreState(settings::windowState());
    m_tradeoff->setLayoutState(settings::tradeoffLayout());
    Q_EMIT m_work.changed();
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
    QDockWidget* card = addDock(tr("Stitch"), "stitchDock", m_card, Qt::RightDockWidgetArea);
    QDockWidget* queue = addDock(tr("Queue"), "queueDock", m_queue, Qt::BottomDockWidgetArea);
    const int letter = fontMetrics().averageCharWidth(), line = fontMetrics().height();
    resizeDocks({anchors, tradeoff}, {letter * 46, letter * 76}, Qt::Horizontal);
    resizeDocks({tradeoff, card}, {line * 28, line * 9}, Qt::Vertical);
    resizeDocks({queue}, {line * 8}, Qt::Vertical);

    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_similarity, 1);
    setCentralWidget(centre);
}

void MainWindow::followProject() {
    ProjectSession& session = m_work.session();
    const auto show = [this] { m_anchors->setProject(m_work.session().state()); };
    connect(&session, &ProjectSession::opened, this, [this, show] {
        const ProjectState& state = m_work.session().state();
        const QString file = qstr(state.file);
        settings::addRecentFile(file);
        setWindowTitle(tr("%1 – KLAS Explorer").arg(QFileInfo(file).fileName()) +
                       (state.readOnly ? tr(" (read-only)") : QString()));
        m_messages->hide();
        show();
    });
    connect(&session, &ProjectSession::anchorsChanged, this, show);
    connect(&session, &ProjectSession::recordChanged, this, [show](const Record& record) {
        if (!std::holds_alternative<ScoreMatrix>(record)) show();
    });
    connect(&m_work, &Workbench::changed, this, [this] { m_similarity->setAnalysing(m_work.busy()); });
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
    connect(&session, &ProjectSession::opened, this, [this] {
        m_card->setStitch({});
        refreshResults();
    });
    connect(&session, &ProjectSession::anchorsChanged, this, soon);
    connect(&session, &ProjectSession::jobsChanged, this, soon);
    connect(&session, &ProjectSession::recordChanged, this, [soon](const Record& record) {
        if (!std::holds_alternative<ScoreMatrix>(record) || std::get<ScoreMatrix>(record).complete) soon();
    });
    connect(&m_work.runner(), &JobRunner::progressed, &m_queue->model(), &JobsModel::setProgress);
    connect(m_queue, &QueuePanel::commanded, this, [this](qlonglong job, JobCommand command) {
        const bool moves = command == JobCommand::Up || command == JobCommand::Down;
        const auto before = moves ? m_queue->neighbour(long(job), command == JobCommand::Up) : std::optional<long>(0);
        if (before) m_work.command(job, command, *before);
    });
    connect(&m_similarity->heatmap(), &HeatmapView::cellActivated, this, &MainWindow::chooseCell);
    connect(m_similarity, &SimilarityPanel::stitchSelected, this, &MainWindow::chooseCell);
    connect(m_tradeoff, &TradeoffPanel::configurationActivated, this, &MainWindow::choose);
    connect(m_tradeoff, &TradeoffPanel::problem, this, [this](const QString& text) { m_messages->show(MessageBar::Kind::Problem, text); });
    connect(m_tradeoff, &TradeoffPanel::exported, this,
            [this](const QString& file) { m_messages->show(MessageBar::Kind::Information, tr("Exported %1.").arg(QDir::toNativeSeparators(file))); });
    connect(m_card, &StitchCard::previewWanted, this, [this](const Stitch& stitch) {
        m_card->setMeasuring(true);
        m_work.preview(stitch);
    });
    connect(m_card, &StitchCard::finetuneWanted, this, [this](const Stitch& stitch) {
        FinetuneRecipe recipe;
        recipe.mode = "single";
        recipe.steps = 1000;
        askAndFinetune({*this, m_work, *m_similarity, *m_messages, *m_tradeoff}, qstr(text(stitch)),
                       QStringLiteral("%1-%2 %3-%4").arg(qstr(stitch.source)).arg(stitch.i).arg(qstr(stitch.target)).arg(stitch.j), {}, {{stitch, {}}}, recipe);
    });
    refreshResults();
}

void MainWindow::refreshResults() {
    const ProjectState& state = m_work.session().state();
    m_tradeoff->setProject(state);
    if (m_card->stitch()) m_tradeoff->mark(Configuration::of(*m_card->stitch()));
    m_card->setProject(state, m_work.session().writable());
    m_queue->setJobs(state.jobs, m_work.session().writable());
}

void MainWindow::chooseCell(int i, int j) {
    const PairView& view = m_similarity->view();
    if (i >= 1 && view.source != view.target) choose(Configuration::of(Stitch{view.source, i, view.target, j}));
}

void MainWindow::choose(const Configuration& configuration) {
    if (configuration.isAnchor()) return m_tradeoff->mark(configuration);
    const Stitch& stitch = *configuration.stitch;
    if (m_card->stitch() == stitch) return;
    m_card->setStitch(stitch);
    m_tradeoff->mark(configuration);
    if (m_similarity->view().source == stitch.source && m_similarity->view().target == stitch.target)
        m_similarity->heatmap().setCurrentCell(stitch.i, stitch.j);
    const ProjectState& state = m_work.session().state();
    const Anchor *f = state.anchor(stitch.source), *g = state.anchor(stitch.target);
    const bool known = std::any_of(state.evaluations.begin(), state.evaluations.end(), [&](const Evaluation& e) {
        return e.run.empty() && e.split == "validation" && e.configuration == configuration;
    });
    if (known || !f || !g || !state.data || !m_work.session().writable() || !isLegal(netCard(f->arch), stitch.i, netCard(g->arch), stitch.j)) return;
    m_card->setMeasuring(true);
    m_work.preview(stitch);
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

void MainWindow::closeEvent(QCloseEvent* event) {
    // Finished results are saved already; the worker leaves when its pipe closes.
    settings::setWindow(saveGeometry(), saveState());
    settings::setTradeoffLayout(m_tradeoff->layoutState());
    event->accept();
}

} // namespace klas::ui
