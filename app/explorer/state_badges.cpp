// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/state_badges.h"

#include "app/explorer/similarity_panel.h"

namespace klas::ui {

StateBadges::StateBadges(SimilarityPanel& panel, const ProjectSession& session)
    : QObject(&panel)
    , m_panel(panel)
    , m_session(session) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(60);
    connect(&m_timer, &QTimer::timeout, this, &StateBadges::update);
    const auto soon = [this] {
        if (!m_timer.isActive()) m_timer.start();
    };
    connect(&panel, &SimilarityPanel::refreshed, this, &StateBadges::update); // a new picture is complete at once
    connect(&session, &ProjectSession::jobsChanged, this, soon);
    connect(&session, &ProjectSession::recordChanged, this, [soon](const Record& record) {
        if (std::holds_alternative<Evaluation>(record)) soon();
    });
}

void StateBadges::update() {
    const ProjectState& state = m_session.state();
    const HeatmapData& data = m_panel.heatmap().data();
    if (data.rows < 1 || data.source == data.target) return;
    m_panel.heatmap().setStates(statesOf(state.jobs, state.evaluations, data.source, data.target, data.rows, data.columns));
}

} // namespace klas::ui
