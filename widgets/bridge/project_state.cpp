// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/project_state.h"

#include "core/records/credit.h"

#include <algorithm>

namespace klas::ui {

template <typename List, typename Matches>
static auto* find(List& list, Matches matches) {
    const auto it = std::find_if(list.begin(), list.end(), matches);
    return it == list.end() ? nullptr : &*it;
}

template <typename T, typename Matches>
static void replace(std::vector<T>& list, const T& value, Matches matches) {
    if (T* old = find(list, matches))
        *old = value;
    else
        list.push_back(value);
}

const Anchor* ProjectState::anchor(const std::string& name) const {
    return find(anchors, [&](const Anchor& a) { return a.name == name; });
}

const ScoreMatrix* ProjectState::matrix(const std::string& source, const std::string& target,
                                        const std::string& measure) const {
    return find(matrices, [&](const ScoreMatrix& m) {
        return m.source == source && m.target == target && m.measure == measure;
    });
}

const AnchorAccuracy* ProjectState::accuracy(const std::string& name) const {
    const auto on = [&](const char* split) {
        return find(accuracies,
                    [&](const AnchorAccuracy& a) { return a.anchor == name && a.split == split; });
    };
    const AnchorAccuracy* test = on("test");
    return test ? test : on("validation");
}

const ProbeReport* ProjectState::probe(const std::string& name) const {
    return find(probes, [&](const ProbeReport& p) { return p.anchor == name; });
}

int ProjectState::finishedMatrices() const {
    return static_cast<int>(
        std::count_if(matrices.begin(), matrices.end(), [](const auto& m) { return m.complete; }));
}

void ProjectState::put(const Record& record) {
    if (const auto* accuracy = std::get_if<AnchorAccuracy>(&record)) {
        replace(accuracies, *accuracy,
                [&](const auto& a) { return a.anchor == accuracy->anchor && a.split == accuracy->split; });
    } else if (const auto* report = std::get_if<ProbeReport>(&record)) {
        replace(probes, *report, [&](const auto& p) { return p.anchor == report->anchor; });
    } else if (const auto* matrix = std::get_if<ScoreMatrix>(&record)) {
        const auto same = [&](const auto& m) {
            return m.source == matrix->source && m.target == matrix->target && m.measure == matrix->measure;
        };
        replace(matrices, *matrix, same);
        find(matrices, same)->groups.reset();
    } else if (const auto* table = std::get_if<AnchorDistances>(&record)) {
        distances = *table;
    } else if (const auto* run = std::get_if<FinetuneRun>(&record)) {
        replace(runs, *run, [&](const auto& r) { return r.name == run->name; });
        for (const Evaluation& credited : creditedEvaluations({*run}, evaluations))
            replace(evaluations, credited, [&](const auto& e) { return e.key == credited.key; });
    } else if (const auto* evaluation = std::get_if<Evaluation>(&record)) {
        replace(evaluations, *evaluation, [&](const auto& e) { return e.key == evaluation->key; });
    }
}

void ProjectState::dropPartial() {
    std::erase_if(matrices, [](const ScoreMatrix& m) { return !m.complete; });
}

} // namespace klas::ui
