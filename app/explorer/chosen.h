// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/network_key.h"
#include "widgets/frontier/cost_axis.h"

#include <QObject>
#include <optional>
#include <string>
#include <vector>

namespace klas::ui {

/// A row of the queue and the run it makes; a run can be there without a job, a job without a run.
struct ChosenWork {
    long job = 0;
    std::string run;
    bool any() const { return job != 0 || !run.empty(); }
    bool operator==(const ChosenWork&) const = default;
};

/// A cost in the unit of its axis.
struct ChosenBudget {
    CostAxis axis = CostAxis::Flops;
    double cost = 0;
    bool operator==(const ChosenBudget&) const = default;
};

/// What people have chosen, the same for the whole window: views write it when a person acts and read it when it says that it
/// changed. Setting what is there already says nothing, so that no view hears its own echo.
///
///     chosen.chooseNetwork(NetworkKey{{}, Configuration::of(stitch)});
///     connect(&chosen, &Chosen::networkChanged, card, [&] { card->setStitch(chosen.stitch()); });
class Chosen : public QObject {
    Q_OBJECT
public:
    /// From what lies innermost outwards.
    enum class Part { Cells, Network, Work, Budget };

    using QObject::QObject;

    /// Without a run: whatever run reaches most with it.
    const std::optional<NetworkKey>& network() const { return m_network; }
    std::optional<Stitch> stitch() const { return m_network ? m_network->configuration.stitch : std::nullopt; }
    /// Selected together, of one pair.
    const std::vector<Stitch>& cells() const { return m_cells; }
    const ChosenWork& work() const { return m_work; }
    const std::optional<ChosenBudget>& budget() const { return m_budget; }
    bool has(Part part) const;
    bool any() const;

    void chooseNetwork(const std::optional<NetworkKey>& network);
    void chooseCells(std::vector<Stitch> cells);
    void chooseWork(ChosenWork work);
    void chooseBudget(const std::optional<ChosenBudget>& budget);
    void letGo(Part part);
    void clear();
    /// What Escape does: lets go of the innermost part, and when it comes again, with nothing chosen since, of the rest. False
    /// where nothing is chosen.
    bool escape();

Q_SIGNALS:
    void networkChanged();
    void cellsChanged();
    void workChanged();
    void budgetChanged();

private:
    std::optional<NetworkKey> m_network;
    std::vector<Stitch> m_cells;
    ChosenWork m_work;
    std::optional<ChosenBudget> m_budget;
    bool m_escaped = false; ///< and nothing was chosen since
};

} // namespace klas::ui
