// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pair_inputs.h"

#include "app/cli/project_options.h"

namespace klas::cli {

PairInputs::PairInputs(const Project& project, const std::string& source, const std::string& target) {
    const auto anchors = cards(project.anchors());
    m_source = cardOf(anchors, source);
    m_target = cardOf(anchors, target);
    m_kl = project.matrix(source, target, "kl");
    m_self = project.matrix(target, target, "kl");
    m_reverseKl = project.matrix(target, source, "kl");
    m_sourceSelf = project.matrix(source, source, "kl");
    const auto evaluations = project.evaluations();
    m_initial = initialResults(evaluations, source, target);
    m_reverseInitial = initialResults(evaluations, target, source);
    for (const AnchorAccuracy& a : project.accuracies())
        if (a.split == "validation") {
            if (a.anchor == source) m_sourceTop1 = a.top1;
            if (a.anchor == target) m_targetTop1 = a.top1;
        }
    for (const ProbeReport& r : project.probeReports()) {
        if (r.anchor == source) m_sourceProbes = probeAccuracies(r);
        if (r.anchor == target) m_targetProbes = probeAccuracies(r);
        if (r.anchor == source && !r.blocks.empty()) {
            m_headKl = r.headKl;
            m_probeTop1 = r.blocks.back().accuracy;
        }
    }
}

std::vector<std::string> PairInputs::warnings() const {
    return trustWarnings({m_source, m_target, m_kl ? &*m_kl : nullptr, m_self ? &*m_self : nullptr, &m_initial, m_headKl, m_probeTop1, m_sourceTop1});
}

std::optional<ScoreMatrix> PairInputs::measured(const Project& project, const SelectionRequest& request) const {
    const std::string& measure = selectionMethod(request.method).measure;
    return measure.empty() ? std::nullopt : project.matrix(m_source.name, m_target.name, measure);
}

SelectionInputs PairInputs::inputs(const std::optional<ScoreMatrix>& measured) const {
    SelectionInputs inputs{m_source, m_target, m_kl ? &*m_kl : nullptr, m_self ? &*m_self : nullptr, measured ? &*measured : nullptr};
    inputs.initial = &m_initial;
    inputs.reverseInitial = &m_reverseInitial;
    inputs.reverseKl = m_reverseKl ? &*m_reverseKl : nullptr;
    inputs.sourceSelf = m_sourceSelf ? &*m_sourceSelf : nullptr;
    inputs.sourceTop1 = m_sourceTop1;
    inputs.targetTop1 = m_targetTop1;
    inputs.sourceProbes = m_sourceProbes;
    inputs.targetProbes = m_targetProbes;
    return inputs;
}

Selection PairInputs::choose(const Project& project, const SelectionRequest& request) const {
    return select(request, inputs(measured(project, request)));
}

} // namespace klas::cli
