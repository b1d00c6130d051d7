// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/score_figures.h"

#include <cmath>
#include <functional>

namespace klas {

std::vector<ScoreFigures> scoreFigures(const ScoreInputs& inputs, const std::vector<Evaluation>& after) {
    std::vector<ScoreFigures> all;
    const std::string &source = inputs.source.name, &target = inputs.target.name;
    const Bucketed bucketed = bucketsOf(inputs.source, inputs.target, CostProfile::Default, 0);
    const auto add = [&](const std::string& title, const std::function<double(int, int)>& score) {
        ScoreFigures figures{title, {}, {}, {}};
        for (const Evaluation& e : after)
            for (const Candidate& c : bucketed.candidates)
                if (const Stitch stitch{source, c.i, target, c.j}; e.configuration == Configuration::of(stitch)) {
                    figures.stitches.push_back(stitch);
                    figures.results.push_back({c.bucket, score(c.i, c.j), e.top1});
                }
        figures.trust = scoreTrust(figures.results);
        all.push_back(std::move(figures));
    };
    if (inputs.kl) {
        const auto scored = [&](int i, int j) { return stitchScore(*inputs.kl, inputs.targetSelf, i, j); };
        add("Θ (Ω)", [&](int i, int j) { return scored(i, j).omega.value_or(NAN); });
        if (inputs.targetSelf) add("Γ", [&](int i, int j) { return scored(i, j).gamma.value_or(NAN); });
    }
    if (inputs.initial && !inputs.initial->empty()) {
        const auto initial = [&](int i, int j) {
            const auto found = inputs.initial->find({i, j});
            return found == inputs.initial->end() ? InitialResult{NAN, NAN} : found->second;
        };
        add("loss as initialised", [&](int i, int j) { return initial(i, j).loss; });
        add("error as initialised", [&](int i, int j) { return 1 - initial(i, j).top1; });
    }
    for (const ScoreMatrix* matrix : inputs.others) {
        const MeasureInfo& m = measureInfo(matrix->measure);
        add(m.title, [&](int i, int j) { return (m.largerIsCloser ? -1 : 1) * matrix->value(i, j); });
    }
    return all;
}

} // namespace klas
