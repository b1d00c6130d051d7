// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/chosen_views.h"

#include "app/explorer/job_about.h"
#include "app/explorer/similarity_panel.h"
#include "app/explorer/stitch_copy.h"
#include "app/explorer/undo.h"
#include "app/explorer/workbench.h"
#include "core/analysis/arch.h"
#include "core/analysis/stitch_space.h"
#include "widgets/frontier/tradeoff_panel.h"
#include "widgets/inspector/stitch_card.h"
#include "widgets/trust/trust_panel.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <algorithm>

namespace klas::ui {

ChosenViews::ChosenViews(Chosen& chosen, Workbench& work, const Views& views, QObject* parent)
    : QObject(parent)
    , m_chosen(chosen)
    , m_work(work)
    , m_views(views) {
    connect(&chosen, &Chosen::networkChanged, this, &ChosenViews::showNetwork);
    connect(&chosen, &Chosen::workChanged, this, &ChosenViews::showWork);
    connect(&chosen, &Chosen::budgetChanged, this, &ChosenViews::showBudget);
    listen();
    followCells();
    followCurve();
    followProject();
    fillCard();
    for (QWidget* plot : {static_cast<QWidget*>(&views.similarity.heatmap()), static_cast<QWidget*>(&views.tradeoff.view()), static_cast<QWidget*>(&views.trust.plot())})
        plot->installEventFilter(this);
}

void ChosenViews::listen() {
    connect(&m_views.similarity, &SimilarityPanel::stitchSelected, this, [this](const Stitch& stitch) { choose({{}, Configuration::of(stitch)}); });
    connect(&m_views.tradeoff, &TradeoffPanel::networkActivated, this, &ChosenViews::choose);
    connect(&m_views.trust, &TrustPanel::stitchActivated, this, [this](const Stitch& stitch) { choose({{}, Configuration::of(stitch)}); });
    connect(&m_views.queue, &QueuePanel::jobChosen, this, [this](qlonglong job) { chooseJob(long(job)); });
    connect(&m_views.tradeoff.view(), &TradeoffView::budgetPinned, this, [this](std::optional<double> cost) {
        m_chosen.chooseBudget(cost ? std::optional(ChosenBudget{m_views.tradeoff.view().data().axis, *cost}) : std::nullopt);
    });
}

void ChosenViews::followProject() {
    const ProjectSession& session = m_work.session();
    connect(&session, &ProjectSession::opened, this, [this] { m_chosen.clear(); });
    connect(&session, &ProjectSession::anchorsChanged, this, [this] {
        const ProjectState& state = m_work.session().state();
        const auto gone = [&](const std::string& anchor) { return !anchor.empty() && !state.anchor(anchor); };
        const auto& network = m_chosen.network();
        if (!network) return;
        const auto& stitch = network->configuration.stitch;
        if (gone(network->configuration.anchor) || (stitch && (gone(stitch->source) || gone(stitch->target)))) m_chosen.chooseNetwork({});
    });
    connect(&session, &ProjectSession::jobsChanged, this, [this] {
        if (m_chosen.work().job != 0 && !findJob(m_work.session().state().jobs, m_chosen.work().job)) m_chosen.chooseWork({});
    });
}

/// Cells that are selected together are the heatmap's; what was selected before can be brought back.
void ChosenViews::followCells() {
    HeatmapView& heatmap = m_views.similarity.heatmap();
    connect(&heatmap, &HeatmapView::selectedCellsChanged, this, [this] { m_chosen.chooseCells(m_views.similarity.selectedStitches()); });
    connect(&m_chosen, &Chosen::cellsChanged, this, [this] {
        std::vector<QPoint> cells;
        for (const Stitch& s : m_chosen.cells())
            if (m_views.similarity.shows(s)) cells.emplace_back(s.j, s.i);
        m_views.similarity.heatmap().selectCells(std::move(cells));
    });
    connect(&m_views.similarity, &SimilarityPanel::cellsSelected, this, [this](const std::vector<QPoint>& before) {
        if (m_undoing) return;
        const auto show = [this](const std::vector<QPoint>& cells) {
            return [this, cells] {
                const QScopedValueRollback undoing(m_undoing, true);
                m_views.similarity.heatmap().selectCells(cells);
            };
        };
        m_work.undo().push(new ViewUndo(tr("Selection of Cells"), 100, show(before), show(m_views.similarity.heatmap().selectedCells())));
    });
}

void ChosenViews::fillCard() {
    connect(&m_work, &Workbench::progressed, &m_views.card, &StitchCard::progressed);
    connect(&m_views.similarity, &SimilarityPanel::refreshed, this, [this] { m_views.card.setBuckets(m_views.similarity.view().buckets); });
    connect(&m_views.card.copyMenu(), &QMenu::aboutToShow, this, [this] {
        QMenu& menu = m_views.card.copyMenu();
        menu.clear();
        const auto& stitch = m_views.card.stitch();
        addCopyActions(menu, stitch ? std::vector<Stitch>{*stitch} : std::vector<Stitch>(), m_work.session().state());
    });
}

void ChosenViews::followCurve() {
    ProjectSession& session = m_work.session();
    CurveView& curve = m_views.queue.curve();
    connect(&m_views.queue, &QueuePanel::curveWanted, this, [this, &curve](const std::string& run, long steps) {
        m_curveSteps = steps;
        curve.setCurve({run, {}, {}}, steps); // what comes meanwhile is the same run's
        m_work.session().readCurve(run);
    });
    connect(&session, &ProjectSession::curveRead, this, [this, &curve](const RunCurve& read) {
        if (read.run == curve.curve().run) curve.setCurve(read, m_curveSteps);
    });
    connect(&session, &ProjectSession::recordChanged, this, [&curve](const Record& record) {
        if (const auto* stretch = std::get_if<RunCurve>(&record)) curve.add(*stretch);
    });
}

void ChosenViews::choose(const NetworkKey& network) {
    const auto before = m_chosen.stitch();
    m_chosen.chooseNetwork(network);
    m_chosen.chooseWork(workOf(network, m_work.session().state().jobs, m_chosen.work()));
    if (const auto& stitch = network.configuration.stitch; stitch && stitch != before) measure(*stitch);
}

void ChosenViews::chooseJob(long id) {
    const Job* job = findJob(m_work.session().state().jobs, id);
    const JobAbout about = job ? aboutOf(*job) : JobAbout{};
    m_chosen.chooseWork({job ? id : 0, about.run});
    if (about.stitches.size() == 1) m_chosen.chooseNetwork(NetworkKey{about.run, Configuration::of(about.stitches.front())});
}

std::vector<Stitch> ChosenViews::stitchesOfWork() const {
    const ProjectState& state = m_work.session().state();
    if (const Job* job = findJob(state.jobs, m_chosen.work().job)) return aboutOf(*job).stitches;
    std::vector<Stitch> stitches;
    for (const FinetuneRun& run : state.runs)
        if (run.name == m_chosen.work().run)
            for (const StitchTask& task : run.stitches)
                stitches.push_back(task.stitch);
    return stitches;
}

void ChosenViews::showNetwork() {
    const auto stitch = m_chosen.stitch();
    if (stitch != m_views.card.stitch()) m_views.card.setStitch(stitch);
    m_views.tradeoff.markNetwork(m_chosen.network());
    m_views.trust.mark(stitch);
    m_views.similarity.showChosen(stitch, stitchesOfWork());
}

void ChosenViews::showWork() {
    m_views.queue.choose(m_chosen.work().job);
    m_views.tradeoff.view().highlightRun(m_chosen.work().run);
    m_views.similarity.showChosen(m_chosen.stitch(), stitchesOfWork());
}

void ChosenViews::showBudget() {
    const auto& budget = m_chosen.budget();
    TradeoffView& view = m_views.tradeoff.view();
    if (!budget || budget->axis == view.data().axis) view.pinBudget(budget ? std::optional(budget->cost) : std::nullopt);
}

/// What a stitch reaches right after least squares, unless that is known.
void ChosenViews::measure(const Stitch& stitch) {
    const ProjectState& state = m_work.session().state();
    const Anchor *f = state.anchor(stitch.source), *g = state.anchor(stitch.target);
    const bool known = std::any_of(state.evaluations.begin(), state.evaluations.end(), [&](const Evaluation& e) {
        return e.run.empty() && e.split == "validation" && e.configuration.stitch == stitch;
    });
    if (known || !f || !g || !state.data || !m_work.session().writable() || !isLegal(netCard(f->arch), stitch.i, netCard(g->arch), stitch.j)) return;
    m_views.card.setMeasuring(true);
    m_work.preview(stitch);
}

bool ChosenViews::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape) return QObject::eventFilter(watched, event);
    if (QGuiApplication::mouseButtons() != Qt::NoButton) return false; // the plot gives up its drag
    return m_chosen.escape();
}

} // namespace klas::ui
