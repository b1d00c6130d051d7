// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/trust_data.h"

#include "core/analysis/arch.h"
#include "core/analysis/run_curves.h"
#include "core/analysis/trust_warnings.h"
#include "core/base/error.h"
#include "widgets/bridge/text.h"

#include <algorithm>

namespace klas::ui {

namespace {

bool isOf(const Evaluation& e, const std::string& source, const std::string& target) {
    return e.configuration.stitch && e.configuration.stitch->source == source && e.configuration.stitch->target == target;
}

const ScoreMatrix* finished(const ProjectState& project, const std::string& source, const std::string& target, const std::string& measure) {
    const ScoreMatrix* matrix = project.matrix(source, target, measure);
    return matrix && matrix->complete ? matrix : nullptr;
}

} // namespace

std::vector<std::string> runsOfPair(const ProjectState& project, const std::string& source, const std::string& target, const std::string& split) {
    std::vector<std::pair<long, std::string>> counted;
    for (const RunNetworks& run : networksOfRuns(project.evaluations, project.runs, split)) {
        const long count = std::count_if(run.evaluations.begin(), run.evaluations.end(), [&](const Evaluation& e) { return isOf(e, source, target); });
        if (!run.run.empty() && count >= 2) counted.emplace_back(-count, run.run);
    }
    std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> names;
    for (const auto& [count, name] : counted)
        names.push_back(name);
    return names;
}

std::optional<TrustQuestion> trustQuestion(const ProjectState& project, const std::string& source, const std::string& target,
                                           const std::string& split, const std::string& run) {
    const Anchor *f = project.anchor(source), *g = project.anchor(target);
    const ScoreMatrix* kl = finished(project, source, target, "kl");
    if (!f || !g || source == target || !kl) return {};
    TrustQuestion question{netCard(f->arch), netCard(g->arch), *kl, {}, {}, initialResults(project.evaluations, source, target), {}, {}, {}, {}};
    question.source.name = source;
    question.target.name = target;
    if (const ScoreMatrix* self = finished(project, target, target, "kl")) question.targetSelf = *self;
    for (const MeasureInfo& m : measures())
        if (const ScoreMatrix* other = m.id == "kl" ? nullptr : finished(project, source, target, m.id)) question.others.push_back(*other);
    for (const RunNetworks& networks : networksOfRuns(project.evaluations, project.runs, split))
        if (networks.run == run && !run.empty())
            for (const Evaluation& e : networks.evaluations)
                if (isOf(e, source, target)) question.after.push_back(e);
    for (const AnchorAccuracy& a : project.accuracies)
        if (a.anchor == source && a.split == "validation") question.headTop1 = a.top1;
    if (const ProbeReport* probes = project.probe(source); probes && !probes->blocks.empty()) {
        question.headKl = probes->headKl;
        question.probeTop1 = probes->blocks.back().accuracy;
    }
    return question;
}

TrustAnswer answerOf(const TrustQuestion& question) {
    TrustAnswer answer;
    const ScoreMatrix *kl = question.kl ? &*question.kl : nullptr, *self = question.targetSelf ? &*question.targetSelf : nullptr;
    try {
        for (const std::string& warning : trustWarnings({question.source, question.target, kl, self, &question.initial, question.headKl, question.probeTop1,
                                                         question.headTop1}))
            answer.warnings << qstr(warning);
        if (question.after.empty()) return answer;
        ScoreInputs inputs{question.source, question.target, kl, self, &question.initial};
        for (const ScoreMatrix& other : question.others)
            inputs.others.push_back(&other);
        answer.scores = scoreFigures(inputs, question.after);
    } catch (const Error& e) { // networks without a common grid: nothing to predict
        answer.warnings << QString::fromUtf8(e.what());
    }
    return answer;
}

} // namespace klas::ui
