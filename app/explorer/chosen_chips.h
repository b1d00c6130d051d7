// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/chip_bar.h"
#include "app/explorer/chosen.h"

namespace klas::ui {

class ProjectSession;
class SimilarityPanel;

/// Keeps a row of chips that says what is chosen: "tiny 3 → base 2", "12 cells", "run KLAS", "budget 6.00 GFLOPs", and that the
/// colours' range is locked.
class ChosenChips : public QObject {
    Q_OBJECT
public:
    ChosenChips(ChipBar& bar, Chosen& chosen, SimilarityPanel& similarity, const ProjectSession& session, QObject* parent = nullptr);

private:
    void update();
    QString textOf(const Configuration& configuration) const;
    void addNetwork(std::vector<ChipBar::Item>& items) const;
    void addWork(std::vector<ChipBar::Item>& items) const;
    std::function<void()> letGo(Chosen::Part part) const;

    ChipBar& m_bar;
    Chosen& m_chosen;
    SimilarityPanel& m_similarity;
    const ProjectSession& m_session;
};

} // namespace klas::ui
