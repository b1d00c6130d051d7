// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probes/probe_solver.h"

#include "core/engine/probes/lbfgs.h"

#include <algorithm>

namespace klas::engine {

std::vector<SolvedProbe> solveProbes(const ProbeObjective& objective, int iterations, Progress progress) {
    std::vector<Lbfgs> solvers;
    Lbfgs::Options options;
    options.iterations = iterations;
    for (long k = 0; k < objective.probes(); ++k)
        solvers.emplace_back(std::vector<double>(size_t(objective.parameters()), 0.0), options);
    const auto running = [](const Lbfgs& s) { return !s.finished(); };
    while (true) {
        // The shortest run of blocks that holds every unfinished probe: a view, no copy.
        const auto begin = std::find_if(solvers.begin(), solvers.end(), running);
        if (begin == solvers.end()) break;
        const auto end = std::find_if(solvers.rbegin(), solvers.rend(), running).base();
        std::vector<const std::vector<double>*> points;
        for (auto s = begin; s != end; ++s)
            points.push_back(s->finished() ? &s->point() : &s->trial());
        const auto values = objective.evaluate(begin - solvers.begin(), points);
        long slowest = iterations;
        for (auto s = begin; s != end; ++s) {
            const auto& value = values[size_t(s - begin)];
            if (!s->finished()) s->tell(value.objective, value.gradient);
            if (!s->finished()) slowest = std::min(slowest, s->iterations());
        }
        progress.count(slowest, iterations);
    }
    std::vector<const std::vector<double>*> points;
    for (const Lbfgs& s : solvers)
        points.push_back(&s.point());
    const auto values = objective.evaluate(0, points);
    std::vector<SolvedProbe> solved;
    for (size_t k = 0; k < solvers.size(); ++k)
        solved.push_back({solvers[k].point(), values[k].loss, values[k].gradientNorm, solvers[k].iterations()});
    progress.finish();
    return solved;
}

} // namespace klas::engine
