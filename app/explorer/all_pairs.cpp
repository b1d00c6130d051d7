// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/all_pairs.h"

#include "app/explorer/pairs_export.h"
#include "app/explorer/similarity_panel.h"
#include "widgets/bridge/text.h"

#include <QAction>
#include <QStackedWidget>

namespace klas::ui {

AllPairs::AllPairs(SimilarityPanel& panel, const ProjectSession& session, RangeSurvey& survey)
    : QObject(&panel)
    , m_panel(panel)
    , m_session(session)
    , m_survey(survey)
    , m_action(new QAction(tr("&All Pairs"), this))
    , m_stack(new QStackedWidget)
    , m_grid(new PairGrid([this](const std::string& source, const std::string& target) { return valuesOf(source, target); })) {
    m_action->setCheckable(true);
    m_action->setShortcut(Qt::CTRL | Qt::Key_G);
    m_action->setToolTip(tr("Every ordered pair of anchors as a small heatmap, all in one range of colours (Ctrl+G)"));
    m_stack->addWidget(&panel.heatmap());
    m_stack->addWidget(m_grid);
    connect(m_action, &QAction::toggled, this, &AllPairs::show);
    connect(m_grid, &PairGrid::dismissed, this, [this] { m_action->setChecked(false); });
    connect(m_grid, &PairGrid::pairActivated, this, [this](const QString& source, const QString& target) {
        m_panel.showPair(source, target);
        m_action->setChecked(false);
    });
    connect(&panel, &SimilarityPanel::refreshed, this, &AllPairs::update);
    connect(&panel.heatmap(), &HeatmapView::scaleChanged, this, &AllPairs::update);
    connect(&survey, &RangeSurvey::found, this, &AllPairs::update);
    connect(&session, &ProjectSession::opened, this, [this] { // pairs of the same names may hold other numbers
        m_grid->setSpec({});
        update();
    });
    connect(&session, &ProjectSession::recordChanged, this, [this](const Record& record) {
        const auto* matrix = std::get_if<ScoreMatrix>(&record);
        if (!m_action->isChecked() || !matrix || !matrix->complete || matrix->measure != m_shown.measure) return;
        m_grid->renew(matrix->source, matrix->target);
        if (m_shown.quantity == Quantity::Gamma && matrix->source == matrix->target) // Σ of all that end there
            for (const Anchor& anchor : m_session.state().anchors)
                m_grid->renew(anchor.name, matrix->target);
    });
}

QWidget* AllPairs::widget() const {
    return m_stack;
}

std::optional<StoredValues> AllPairs::valuesOf(const std::string& source, const std::string& target) const {
    return pairValues(m_session.state(), m_shown, source, target);
}

void AllPairs::show(bool all) {
    if (!all) m_grid->setSpec({}); // hundreds of pictures are not kept for nobody
    update();
    m_stack->setCurrentIndex(all ? 1 : 0);
    if (all) m_grid->setCurrentPair(m_panel.view().source, m_panel.view().target);
    (all ? static_cast<QWidget*>(m_grid) : &m_panel.heatmap())->setFocus(Qt::OtherFocusReason);
}

void AllPairs::update() {
    if (!m_action->isChecked()) return;
    const PairView& view = m_panel.view();
    const RangeQuestion question{view.measure, view.quantity, m_panel.heatmap().scale()};
    PairGridSpec spec = pairGridSpec(m_session.state(), question);
    spec.range = m_survey.range(question);
    spec.next = m_session.isOpen() ? tr("Add two anchors, then Analyse") : tr("Open the demo, or create a project");
    m_shown = question; // another measure or scale has other words or another range: no picture of other numbers stays
    m_grid->setSpec(spec);
}

} // namespace klas::ui
