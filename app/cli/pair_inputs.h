// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/select.h"
#include "core/analysis/trust_warnings.h"
#include "core/store/project.h"

namespace klas::cli {

/// What a project knows of a pair, held for selections of it.
class PairInputs {
public:
    /// Throws Error for anchors that the project does not have.
    PairInputs(const Project& project, const std::string& source, const std::string& target);

    const NetCard& source() const { return m_source; }
    const NetCard& target() const { return m_target; }
    const std::optional<ScoreMatrix>& kl() const { return m_kl; }
    const std::optional<ScoreMatrix>& targetSelf() const { return m_self; }
    const InitialResults& initial() const { return m_initial; }
    /// The matrix of the pair in the method's own measure, where it has one and it was measured.
    std::optional<ScoreMatrix> measured(const Project& project, const SelectionRequest& request) const;
    /// Borrows from this and from `measured`.
    SelectionInputs inputs(const std::optional<ScoreMatrix>& measured) const;
    /// select() on all of it; the project is asked for the method's own measure.
    Selection choose(const Project& project, const SelectionRequest& request) const;
    /// Why its scores may mislead; each a sentence.
    std::vector<std::string> warnings() const;

private:
    NetCard m_source, m_target;
    std::optional<ScoreMatrix> m_kl, m_self, m_reverseKl, m_sourceSelf;
    InitialResults m_initial, m_reverseInitial;
    std::vector<double> m_sourceProbes, m_targetProbes;
    std::optional<double> m_sourceTop1, m_targetTop1, m_headKl, m_probeTop1;
};

} // namespace klas::cli
