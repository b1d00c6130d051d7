// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/similarity_panel.h"

#include "app/explorer/cell_menu.h"
#include "app/explorer/finetune_proposal.h"
#include "app/explorer/outlook_text.h"
#include "app/explorer/state_badges.h"
#include "core/analysis/select.h"
#include "widgets/bridge/text.h"
#include "widgets/heatmap/heatmap_text.h"
#include "widgets/plot/series_style.h"

#include <QScopedValueRollback>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

namespace klas::ui {

std::vector<Stitch> SimilarityPanel::selectedStitches() const {
    std::vector<Stitch> stitches;
    for (const QPoint& cell : m_heatmap->selectedCells())
        stitches.push_back({view().source, cell.y(), view().target, cell.x()});
    return stitches;
}

QWidget& SimilarityPanel::table() const {
    return *m_table;
}

SimilarityPanel::SimilarityPanel(ProjectSession& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_stability(session)
    , m_survey(session)
    , m_heatmap(new HeatmapView)
    , m_bar(new SelectionBar)
    , m_table(new SelectionTable) {
    m_allPairs = new AllPairs(*this, session, m_survey);
    m_controls = new ViewControls(m_heatmap->logScaleAction(), m_allPairs->action(), this);
    auto* top = new QWidget;
    auto* layout = new QVBoxLayout(top);
    const int gap = fontMetrics().xHeight();
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(m_controls->viewRow());
    layout->addWidget(m_allPairs->widget(), 1);
    m_allPairs->widget()->setMinimumHeight(12 * fontMetrics().height()); // cells that can be hit
    auto* below = new QHBoxLayout;
    below->setSpacing(2 * gap);
    below->addWidget(m_bar, 1);
    below->addWidget(m_controls->images());
    layout->addLayout(below);
    layout->addWidget(m_controls->overlayRow());
    layout->addWidget(m_controls->sliderRow());

    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(top);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setCollapsible(0, false);
    splitter->setSizes({5000, 2000}); // shares of the height
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(splitter);

    connect(m_table, &SelectionTable::stitchSelected, this, [this](const Stitch& stitch) {
        m_heatmap->setCurrentCell(shows(stitch) ? stitch.i : 0, shows(stitch) ? stitch.j : 0); // else of the reverse direction
        Q_EMIT stitchSelected(stitch);
    });
    connect(m_heatmap, &HeatmapView::cellActivated, this, [this](int i, int j) {
        if (i < 1 || view().source == view().target) return;
        m_table->choose(Stitch{view().source, i, view().target, j});
        Q_EMIT stitchSelected({view().source, i, view().target, j});
    });
    connect(m_heatmap, &HeatmapView::selectedCellsChanged, this, [this] {
        showSelected();
        const std::vector<QPoint> before = std::exchange(m_selected, m_heatmap->selectedCells());
        if (before != m_selected && !m_refreshing) Q_EMIT cellsSelected(before);
    });
    connect(m_controls, &ViewControls::temperatureWanted, this, [this](double temperature) { Q_EMIT temperatureWanted(temperature, view().source, view().target); });
    connect(m_controls, &ViewControls::changed, this, [this](ViewControls::Change what, const PairView& before) {
        m_pairChosen = m_pairChosen || what == ViewControls::Change::Pair;
        refresh();
        Q_EMIT viewChosen(what, before);
    });
    connect(m_heatmap, &HeatmapView::queueWanted, this, &SimilarityPanel::queue);
    connect(m_bar, &SelectionBar::queueWanted, this, &SimilarityPanel::queue);
    connect(m_bar, &SelectionBar::clearWanted, this, [this] { m_heatmap->selectCells({}); });
    new StateBadges(*this, session);
    m_rangeLock = new RangeLock(*this, session, m_survey);
    auto* menu = new CellMenu(*this, session);
    connect(menu, &CellMenu::queueWanted, this, &SimilarityPanel::queueWanted);
    connect(menu, &CellMenu::exportWanted, this, &SimilarityPanel::exportWanted);
    connect(menu, &CellMenu::previewWanted, this, &SimilarityPanel::previewWanted);
    connect(&m_stability, &Stability::answered, m_table, &SelectionTable::setStability);
    connect(&session, &ProjectSession::opened, this, [this] {
        m_pairChosen = false;
        PairView fresh = view(); // methods and tolerance stay
        fresh.buckets = 0;
        m_controls->show(fresh);
        reload();
    });
    connect(&session, &ProjectSession::anchorsChanged, this, &SimilarityPanel::reload);
    connect(&session, &ProjectSession::recordChanged, this, &SimilarityPanel::recordChanged);
    reload();
}

void SimilarityPanel::showSelected() {
    m_bar->setStitches(selectedStitches(), m_heatmap->data(), m_controls->pairText(view().source, view().target));
}

void SimilarityPanel::queue() {
    std::vector<Stitch> stitches = selectedStitches();
    const QPoint cell = m_heatmap->currentCell();
    if (stitches.empty() && !cell.isNull()) stitches.push_back({view().source, cell.y(), view().target, cell.x()});
    if (!stitches.empty()) Q_EMIT queueWanted(stitches);
}

void SimilarityPanel::showChosen(const std::optional<Stitch>& stitch, std::vector<Stitch> ofRun) {
    const bool other = stitch != m_chosen;
    m_chosen = stitch;
    m_ofRun = std::move(ofRun);
    if (other && (!stitch || shows(*stitch))) m_heatmap->setCurrentCell(stitch ? stitch->i : 0, stitch ? stitch->j : 0);
    markChosen();
}

void SimilarityPanel::markChosen() {
    std::vector<QPoint> cells;
    for (const Stitch& s : m_ofRun)
        if (shows(s)) cells.emplace_back(s.j, s.i);
    m_heatmap->showChosen(m_chosen && shows(*m_chosen) ? QPoint(m_chosen->j, m_chosen->i) : QPoint(), std::move(cells));
    m_table->choose(m_chosen);
}

void SimilarityPanel::reload() {
    const ProjectState& state = m_session.state();
    m_controls->setProject(state);
    if (!m_pairChosen || !state.anchor(view().source) || !state.anchor(view().target)) {
        const auto [source, target] = firstPair(state);
        m_controls->setPair(source, target);
    }
    refresh();
}

void SimilarityPanel::recordChanged(const Record& record) {
    // Until the person has chosen, the closest pair is shown; before it is known, the first that fills.
    if (std::holds_alternative<AnchorDistances>(record) && !m_pairChosen) reload();
    if (const auto* evaluation = std::get_if<Evaluation>(&record)) { // some methods choose by results as initialised
        if (evaluation->run.empty() && evaluation->configuration.stitch && evaluation->configuration.stitch->source == view().source) refresh();
        return;
    }
    const auto* matrix = std::get_if<ScoreMatrix>(&record);
    if (!matrix) return;
    const ProjectState& state = m_session.state();
    const bool nothingShown = !state.matrix(view().source, view().target, view().measure);
    const bool follow =
        nothingShown && !m_pairChosen && !state.distances && matrix->measure == view().measure;
    if (follow &&
        m_controls->placeOf(matrix->source, matrix->target) < forwardPairs())
        m_controls->setPair(matrix->source, matrix->target);
    const bool shown = matrix->measure == view().measure || matrix->measure == "kl";
    const bool compared = matrix->complete && matrix->measure == view().measure; // one more to compare with
    const bool own = matrix->target == view().target && (matrix->source == view().source || matrix->source == view().target);
    if (compared || (shown && own))
        refresh();
}

/// The list starts with the pairs that run from a smaller to a larger anchor.
int SimilarityPanel::forwardPairs() const {
    const int anchors = static_cast<int>(m_session.state().anchors.size());
    return anchors * (anchors - 1) / 2;
}

void SimilarityPanel::showPair(const QString& source, const QString& target) {
    if (m_controls->placeOf(source.toStdString(), target.toStdString()) < 0) return;
    m_pairChosen = true;
    const PairView before = view();
    m_controls->setPair(source.toStdString(), target.toStdString());
    refresh();
    if (view() != before) Q_EMIT viewChosen(ViewControls::Change::Pair, before);
}

void SimilarityPanel::showView(const PairView& view) {
    m_controls->show(view);
    refresh();
}

void SimilarityPanel::refresh() {
    m_controls->offerComparisons(m_session.state());
    PairPicture picture;
    try {
        picture = pictureOf(m_session.state(), view());
    } catch (const std::exception& e) {
        picture.problems.emplace_back(e.what());
    }
    m_controls->setDefaultBuckets(picture.defaultBuckets);
    const bool tempered = view().measure == "kl_temperature" && picture.data.scores && picture.data.scores->complete;
    m_controls->setTemperature(tempered ? std::optional(picture.data.scores->temperature) : std::nullopt);
    QString shared;
    if (picture.data.selections.size() == 2) {
        const Overlap both = overlap(picture.data.selections[0], picture.data.selections[1]);
        shared = tr("overlap %L1 of %L2").arg(both.both.size()).arg(both.both.size() + both.onlyA.size() + both.onlyB.size());
    }
    m_controls->setOverlap(shared);
    m_table->show(picture, m_controls->pairText(view().source, view().target));
    m_expected.reset();
    QString outlook;
    if (!picture.outlooks.empty() && !m_table->selection().stitches.empty()) {
        outlook = outlookText(picture.outlooks.front(), usualRecipe(), trainingRate(m_session.state().runs));
        m_expected = expectedFront(picture.outlooks.front(), methodStyle(m_table->selection().method).title);
    }
    m_table->setOutlook(outlook);
    m_stability.ask(stabilityQuestion(m_session.state(), view()));

    m_heatmap->setEmptyText(nextStep());
    {
        const QScopedValueRollback refreshing(m_refreshing, true); // another pair has other cells: nobody chose that
        m_heatmap->setData(std::move(picture.data));
    }
    markChosen();
    showSelected();
    const auto& scores = m_heatmap->data().scores;
    m_controls->setImages(scores ? imagesText(*scores) : QString());
    Q_EMIT refreshed();
}

/// What to do while there is nothing to see; empty when it will come by itself.
QString SimilarityPanel::nextStep() const {
    const ProjectState& state = m_session.state();
    if (!state.isOpen()) return tr("Open the demo, or create a project");
    if (state.anchors.size() < 2) return tr("Add two anchors, then Analyse");
    if (m_analysing) return {};
    return m_session.writable() ? tr("Press Analyse to compare the blocks of this pair")
                                : tr("This pair has not been analysed, and the project is read-only");
}

void SimilarityPanel::setAnalysing(bool analysing) {
    if (analysing == m_analysing) return;
    m_analysing = analysing;
    refresh();
}

} // namespace klas::ui
