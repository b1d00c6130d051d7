// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"
#include "core/records/evaluation.h"

#include <string>
#include <vector>

namespace klas::ui {

/// How far the work on a stitch is; where several hold, the last of them is shown.
enum class StitchState : unsigned char {
    None,
    Done,    ///< finetuned: a run has measured it after its first step
    Failed,  ///< the job that ended last about it failed
    Queued,  ///< a job about it waits, or is paused or interrupted
    Running, ///< a job about it runs
};

struct CellState {
    StitchState state = StitchState::None;
    long job = 0;                          ///< that decides it; 0 for Done
    JobKind kind = JobKind::Finetune;      ///< of that job
    JobState jobState = JobState::Pending; ///< of that job
    bool finetuned = false;                ///< also where `state` says something newer
    bool operator==(const CellState&) const = default;
};

/// The states of all cells of a pair: dense, so that a cell is one look away.
class PairStates {
public:
    PairStates() = default;
    PairStates(int rows, int columns);

    /// Of source block i (1..rows) and target block j (0..columns); None outside.
    const CellState& at(int i, int j) const;
    CellState* find(int i, int j); ///< null outside
    int rows() const { return m_rows; }
    int columns() const { return m_columns; }
    bool operator==(const PairStates&) const = default;

private:
    int m_rows = 0, m_columns = 0;
    std::vector<CellState> m_cells; ///< rows x (columns + 1)
};

/// One pass over the jobs (oldest first, as a project lists them) and one over the evaluations, however many
/// cells there are. Previews, finetunings, evaluations and exports count as work; a failure is forgotten when
/// a later job of its kind, or a later finetuning, is done.
PairStates statesOf(const std::vector<Job>& jobs, const std::vector<Evaluation>& evaluations, const std::string& source, const std::string& target,
                    int rows, int columns);

} // namespace klas::ui
