// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/pair_scores.h"

#include <algorithm>

namespace klas::engine {

const ProbeBatch& BatchView::probes(double temperature) {
    if (!m_logits.defined()) m_logits = m_makeLogits();
    const auto found = m_probes.find(temperature);
    if (found != m_probes.end()) return found->second;
    return m_probes.emplace(temperature, probeBatch(m_logits, temperature, m_anchor, m_batch)).first->second;
}

const std::vector<torch::Tensor>& BatchView::features() {
    if (m_features.empty()) m_features = m_makeFeatures();
    return m_features;
}

PairScore::PairScore(const std::string& measure, long m, long n, double temperature, long groupImages)
    : m_temperature(measure == "kl_temperature" ? temperature : 1)
    , m_groupImages(measure == "kl" ? groupImages : 0)
    , m_sums([&]() -> decltype(m_sums) {
        if (measure == "cka") return CkaAccumulator(m, n);
        if (measure == "ls") return LeastSquaresAccumulator();
        return DivergenceAccumulator(measure, m, n);
    }())
    , m_before(torch::zeros({m, n}, torch::kFloat64)) {}

void PairScore::add(BatchView& source, BatchView& target) {
    if (auto* divergence = std::get_if<DivergenceAccumulator>(&m_sums))
        addDivergence(*divergence, source.probes(m_temperature), target.probes(m_temperature));
    else if (auto* cka = std::get_if<CkaAccumulator>(&m_sums))
        cka->add(source.features(), target.features());
    else
        std::get<LeastSquaresAccumulator>(m_sums).add(source.features(), target.features());
}

void PairScore::addDivergence(DivergenceAccumulator& sums, const ProbeBatch& source, const ProbeBatch& target) {
    if (m_groupImages == 0) return sums.add(source, target);
    for (long begin = 0; begin < source.images();) {
        const long open = m_imagesBefore + m_groupImages - sums.images(); // images that the group still lacks
        const long count = std::min(open, source.images() - begin);
        sums.add(source.narrow(begin, count), target.narrow(begin, count));
        begin += count;
        if (count == open) closeGroup(sums);
    }
}

void PairScore::closeGroup(const DivergenceAccumulator& sums) {
    const auto now = sums.sums();
    const auto group = (now - m_before).contiguous();
    const double* values = group.data_ptr<double>();
    m_groups.images.push_back(sums.images() - m_imagesBefore);
    m_groups.sums.insert(m_groups.sums.end(), values, values + group.numel());
    m_before = now;
    m_imagesBefore = sums.images();
}

std::optional<ImageGroups> PairScore::groups() const {
    if (m_groupImages == 0) return std::nullopt;
    PairScore copy = *this; // the open group stays open here
    const auto& sums = std::get<DivergenceAccumulator>(copy.m_sums);
    if (sums.images() > copy.m_imagesBefore) copy.closeGroup(sums);
    return copy.m_groups;
}

ScoreMatrix PairScore::matrix() const {
    ScoreMatrix matrix = std::visit([](const auto& sums) { return sums.matrix(); }, m_sums);
    matrix.temperature = m_temperature;
    return matrix;
}

} // namespace klas::engine
