// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/chosen_chips.h"

#include "app/explorer/job_about.h"
#include "app/explorer/similarity_panel.h"
#include "widgets/bridge/short_names.h"
#include "widgets/bridge/text.h"

#include <QAction>

namespace klas::ui {

ChosenChips::ChosenChips(ChipBar& bar, Chosen& chosen, SimilarityPanel& similarity, const ProjectSession& session, QObject* parent)
    : QObject(parent)
    , m_bar(bar)
    , m_chosen(chosen)
    , m_similarity(similarity)
    , m_session(session) {
    for (const auto signal : {&Chosen::networkChanged, &Chosen::cellsChanged, &Chosen::workChanged, &Chosen::budgetChanged})
        connect(&chosen, signal, this, &ChosenChips::update);
    connect(similarity.rangeLock().lockAction(), &QAction::toggled, this, &ChosenChips::update);
    connect(&similarity, &SimilarityPanel::refreshed, this, &ChosenChips::update); // perhaps with another pair
    connect(&session, &ProjectSession::anchorsChanged, this, &ChosenChips::update);
    update();
}

std::function<void()> ChosenChips::letGo(Chosen::Part part) const {
    return [&chosen = m_chosen, part] { chosen.letGo(part); };
}

QString ChosenChips::textOf(const Configuration& configuration) const {
    std::vector<std::string> anchors;
    for (const Anchor& a : m_session.state().anchors)
        anchors.push_back(a.name);
    const ShortNames names(anchors);
    if (configuration.isAnchor()) return names(configuration.anchor);
    const Stitch& s = *configuration.stitch;
    return QStringLiteral("%1 %2 → %3 %4").arg(names(s.source)).arg(s.i).arg(names(s.target)).arg(s.j);
}

void ChosenChips::addNetwork(std::vector<ChipBar::Item>& items) const {
    const auto& network = m_chosen.network();
    if (!network) return;
    ChipBar::Item item{textOf(network->configuration), tr("The chosen network: %1").arg(qstr(text(network->configuration))), letGo(Chosen::Part::Network)};
    if (const auto& s = network->configuration.stitch; s && !m_similarity.shows(*s)) {
        item.button = tr("Show Its Pair");
        item.act = [&panel = m_similarity, source = qstr(s->source), target = qstr(s->target)] { panel.showPair(source, target); };
    }
    items.push_back(std::move(item));
}

void ChosenChips::addWork(std::vector<ChipBar::Item>& items) const {
    const ChosenWork& work = m_chosen.work();
    if (!work.any()) return;
    const Job* job = findJob(m_session.state().jobs, work.job);
    const QString tip = job && !job->title.empty() ? tr("The chosen job: %1").arg(qstr(job->title)) : tr("The chosen run, highlighted in the plots");
    items.push_back({work.run.empty() ? tr("job %1").arg(work.job) : tr("run %1").arg(qstr(work.run)), tip, letGo(Chosen::Part::Work)});
}

void ChosenChips::update() {
    std::vector<ChipBar::Item> items;
    addNetwork(items);
    if (const auto count = m_chosen.cells().size(); count > 0)
        items.push_back({count == 1 ? tr("1 cell") : tr("%L1 cells").arg(count), tr("Cells that are selected together on the heatmap"), letGo(Chosen::Part::Cells)});
    addWork(items);
    if (const auto& budget = m_chosen.budget())
        items.push_back({tr("budget %1").arg(costText(budget->axis, budget->cost)), tr("The best network of every method within it is ringed in the trade-off"),
                         letGo(Chosen::Part::Budget)});
    if (QAction* lock = m_similarity.rangeLock().lockAction(); lock->isChecked())
        items.push_back({tr("range locked"), tr("The ends of the colours stay as they are when another pair is shown"), [lock] { lock->trigger(); }});
    m_bar.show(std::move(items));
}

} // namespace klas::ui
