// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/chosen.h"

#include <utility>

namespace klas::ui {

static constexpr Chosen::Part kParts[] = {Chosen::Part::Cells, Chosen::Part::Network, Chosen::Part::Work, Chosen::Part::Budget};

bool Chosen::has(Part part) const {
    switch (part) {
    case Part::Cells:
        return !m_cells.empty();
    case Part::Network:
        return m_network.has_value();
    case Part::Work:
        return m_work.any();
    case Part::Budget:
        return m_budget.has_value();
    }
    return false;
}

bool Chosen::any() const {
    for (const Part part : kParts)
        if (has(part)) return true;
    return false;
}

void Chosen::chooseNetwork(const std::optional<NetworkKey>& network) {
    if (network == m_network) return;
    m_network = network;
    m_escaped = m_escaped && !m_network;
    Q_EMIT networkChanged();
}

void Chosen::chooseCells(std::vector<Stitch> cells) {
    if (cells == m_cells) return;
    m_cells = std::move(cells);
    m_escaped = m_escaped && m_cells.empty();
    Q_EMIT cellsChanged();
}

void Chosen::chooseWork(ChosenWork work) {
    if (work == m_work) return;
    m_work = std::move(work);
    m_escaped = m_escaped && !m_work.any();
    Q_EMIT workChanged();
}

void Chosen::chooseBudget(const std::optional<ChosenBudget>& budget) {
    if (budget == m_budget) return;
    m_budget = budget;
    m_escaped = m_escaped && !m_budget;
    Q_EMIT budgetChanged();
}

void Chosen::letGo(Part part) {
    switch (part) {
    case Part::Cells:
        return chooseCells({});
    case Part::Network:
        return chooseNetwork({});
    case Part::Work:
        return chooseWork({});
    case Part::Budget:
        return chooseBudget({});
    }
}

void Chosen::clear() {
    for (const Part part : kParts)
        letGo(part);
}

bool Chosen::escape() {
    if (!any()) return false;
    if (std::exchange(m_escaped, true)) {
        clear();
        return true;
    }
    for (const Part part : kParts)
        if (has(part)) {
            letGo(part);
            break;
        }
    return true;
}

} // namespace klas::ui
