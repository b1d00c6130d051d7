// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/range_lock.h"

#include "app/explorer/settings.h"
#include "app/explorer/similarity_panel.h"

#include <QAction>
#include <QActionGroup>

namespace klas::ui {

RangeLock::RangeLock(SimilarityPanel& panel, const ProjectSession& session, RangeSurvey& survey)
    : QObject(&panel)
    , m_panel(panel)
    , m_survey(survey)
    , m_lock(new QAction(tr("Lock &Colour Range"), this))
    , m_shared(new QAction(tr("Same Range for All P&airs"), this)) {
    auto* group = new QActionGroup(this);
    group->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    m_lock->setToolTip(tr("Keep the ends of the colours when another pair or direction is shown, so that the pictures compare"));
    m_shared->setToolTip(tr("Take the ends of the colours from all analysed pairs of the measure"));
    const QString remembered = settings::colorRange();
    for (QAction* action : {m_lock, m_shared}) {
        action->setCheckable(true);
        group->addAction(action);
    }
    m_lock->setChecked(remembered == QLatin1String("locked"));
    m_shared->setChecked(remembered == QLatin1String("shared"));
    connect(group, &QActionGroup::triggered, this, &RangeLock::chosen);
    connect(&panel, &SimilarityPanel::refreshed, this, &RangeLock::apply);
    connect(&panel.heatmap(), &HeatmapView::scaleChanged, this, &RangeLock::apply);
    connect(&survey, &RangeSurvey::found, this, &RangeLock::apply);
    connect(&session, &ProjectSession::opened, this, [this] { // numbers of another project mean nothing
        m_locked.clear();
        apply();
    });
    apply();
}

RangeLock::Key RangeLock::key() const {
    // A log scale keeps the ends of a linear one, and the other way round.
    const PairView& view = m_panel.view();
    return {{view.measure, view.quantity, Scale::Log}, m_panel.heatmap().data().against.has_value()};
}

void RangeLock::chosen() {
    settings::setColorRange(m_lock->isChecked() ? QStringLiteral("locked") : m_shared->isChecked() ? QStringLiteral("shared") : QStringLiteral("own"));
    m_locked.clear();
    if (m_lock->isChecked() && m_panel.heatmap().data().scores) m_locked[key()] = m_panel.heatmap().range(); // as they are seen now
    apply();
}

void RangeLock::apply() {
    HeatmapView& heatmap = m_panel.heatmap();
    const HeatmapData& data = heatmap.data();
    if (m_shared->isChecked() && !data.against) {
        const auto all = m_survey.range({m_panel.view().measure, m_panel.view().quantity, heatmap.scale()});
        return heatmap.setRange(all, all ? tr("range of all pairs") : QString());
    }
    if (!m_lock->isChecked()) return heatmap.setRange({});
    auto held = m_locked.find(key());
    if (held == m_locked.end()) {
        heatmap.setRange({});
        if (!data.scores || !data.scores->complete) return; // its ends still move
        held = m_locked.emplace(key(), heatmap.range()).first;
    }
    heatmap.setRange(held->second, tr("range locked"));
}

} // namespace klas::ui
