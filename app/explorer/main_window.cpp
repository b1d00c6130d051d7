// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/main_window.h"

#include "app/explorer/commands_analyse.h"
#include "app/explorer/commands_export.h"
#include "app/explorer/commands_file.h"
#include "app/explorer/commands_view.h"
#include "app/explorer/file_drop.h"
#include "app/explorer/settings.h"
#include "app/explorer/status_line.h"
#include "widgets/bridge/text.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenuBar>
#include <QVBoxLayout>

namespace klas::ui {

template <typename C>
QAction* MainWindow::add(QMenu* menu) {
    auto* command = new C(Bench{*this, m_work, *m_similarity, *m_messages});
    menu->addAction(command->action());
    return command->action();
}

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent)
    , m_similarity(new SimilarityPanel(m_work.session()))
    , m_messages(new MessageBar) {
    setObjectName("mainWindow");
    setWindowTitle(tr("KLAS Explorer"));
    const Bench bench{*this, m_work, *m_similarity, *m_messages};

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
    file->addSeparator();
    add<Quit>(file);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addAction(m_similarity->heatmap().logScaleAction());
    view->addMenu(appearanceMenu(bench));
    view->addSeparator();

    QMenu* analysis = menuBar()->addMenu(tr("&Analyse"));
    QAction* analyse = add<Analyse>(analysis);
    QAction* cancel = add<CancelAnalysis>(analysis);

    add<About>(menuBar()->addMenu(tr("&Help")));

    placePanels({openDemo, newProject, openProject, addAnchor, analyse, cancel});
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        view->addAction(dock->toggleViewAction());
    setStatusBar(new StatusLine(m_work));
    followProject();
    followMessages();
    new FileDrop(*this, m_work);

    QAction* log = m_similarity->heatmap().logScaleAction();
    log->setChecked(settings::logScale());
    connect(log, &QAction::toggled, this, &settings::setLogScale);
    if (!restoreGeometry(settings::geometry())) resize(1280, 860);
    restoreState(settings::windowState());
    Q_EMIT m_work.changed();
}

void MainWindow::placePanels(const AnchorsPanelActions& actions) {
    m_anchors = new AnchorsPanel(actions);
    auto* dock = new QDockWidget(tr("Anchors"));
    dock->setObjectName("anchorsDock");
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    dock->setWidget(m_anchors);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    resizeDocks({dock}, {fontMetrics().averageCharWidth() * 48}, Qt::Horizontal);

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
    event->accept();
}

} // namespace klas::ui
