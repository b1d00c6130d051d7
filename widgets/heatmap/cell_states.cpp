// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/cell_states.h"

namespace klas::ui {

namespace {

int whole(const Json& stitch, const char* name) {
    const auto field = stitch.find(name);
    return field != stitch.end() && field->is_number_integer() ? field->get<int>() : -1;
}

bool says(const Json& stitch, const char* name, const std::string& text) {
    const auto field = stitch.find(name);
    return field != stitch.end() && field->is_string() && field->get_ref<const std::string&>() == text;
}

/// Calls `use` with every cell of the pair that a job is about. Other versions may have written the request: what is not
/// understood is left out.
template <typename Use>
void forCells(const Job& job, const std::string& source, const std::string& target, PairStates& states, Use use) {
    if (job.kind == JobKind::Analyze || !job.request.is_object()) return;
    const auto stitches = job.request.find("stitches");
    if (stitches == job.request.end() || !stitches->is_array()) return;
    for (const Json& stitch : *stitches)
        if (stitch.is_object() && says(stitch, "source", source) && says(stitch, "target", target))
            if (CellState* cell = states.find(whole(stitch, "i"), whole(stitch, "j"))) use(*cell);
}

void take(CellState& cell, const Job& job, StitchState state) {
    if (state < cell.state) return;
    cell.state = state;
    cell.job = job.id;
    cell.kind = job.kind;
    cell.jobState = job.state;
}

void takeEnd(CellState& cell, const Job& job) {
    if (job.state == JobState::Failed) return take(cell, job, StitchState::Failed);
    const bool settles = job.kind == cell.kind || job.kind == JobKind::Finetune;
    if (job.state == JobState::Done && cell.state == StitchState::Failed && settles) cell = {};
}

} // namespace

PairStates::PairStates(int rows, int columns)
    : m_rows(rows)
    , m_columns(columns)
    , m_cells(static_cast<size_t>(rows) * static_cast<size_t>(columns + 1)) {}

const CellState& PairStates::at(int i, int j) const {
    static const CellState none;
    const CellState* cell = const_cast<PairStates*>(this)->find(i, j);
    return cell ? *cell : none;
}

CellState* PairStates::find(int i, int j) {
    if (i < 1 || i > m_rows || j < 0 || j > m_columns) return nullptr;
    return &m_cells[static_cast<size_t>(i - 1) * static_cast<size_t>(m_columns + 1) + static_cast<size_t>(j)];
}

PairStates statesOf(const std::vector<Job>& jobs, const std::vector<Evaluation>& evaluations, const std::string& source, const std::string& target,
                    int rows, int columns) {
    PairStates states(rows, columns);
    for (const Job& job : jobs) {
        if (job.state == JobState::Running)
            forCells(job, source, target, states, [&](CellState& cell) { take(cell, job, StitchState::Running); });
        else if (isOpen(job.state))
            forCells(job, source, target, states, [&](CellState& cell) { take(cell, job, StitchState::Queued); });
        else if (job.state != JobState::Cancelled)
            forCells(job, source, target, states, [&](CellState& cell) { takeEnd(cell, job); });
    }
    for (const Evaluation& e : evaluations) {
        if (e.run.empty() || e.step < 1 || !e.configuration.stitch) continue;
        const Stitch& s = *e.configuration.stitch;
        if (s.source != source || s.target != target) continue;
        CellState* cell = states.find(s.i, s.j);
        if (!cell) continue;
        cell->finetuned = true;
        if (cell->state == StitchState::None) cell->state = StitchState::Done;
    }
    return states;
}

} // namespace klas::ui
