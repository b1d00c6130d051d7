// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/probes/probe_objective.h"

namespace klas::engine {

/// Where the minimiser of one probe stopped.
struct SolvedProbe {
    std::vector<double> point;
    double loss = 0;         ///< mean cross-entropy, nats, without penalty
    double gradientNorm = 0; ///< with respect to the weights on standardised features
    long steps = 0;
};

/// Minimises all probes of an objective from zero, each with steps and history of its own, all evaluated together; a probe
/// that has converged rests. Deterministic.
std::vector<SolvedProbe> solveProbes(const ProbeObjective& objective, int iterations, Progress progress);

} // namespace klas::engine
