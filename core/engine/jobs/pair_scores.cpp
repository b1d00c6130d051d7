// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/pair_scores.h"

namespace klas::engine {

const torch::Tensor& BatchView::logits() {
    if (!m_logits.defined()) m_logits = m_makeLogits();
    return m_logits;
}

const ProbeBatch& BatchView::probes(double temperature) {
    const auto found = m_probes.find(temperature);
    if (found != m_probes.end()) return found->second;
    return m_probes.emplace(temperature, probeBatch(logits(), temperature, m_anchor, m_batch)).first->second;
}

const std::vector<torch::Tensor>& BatchView::features() {
    if (m_features.empty()) m_features = m_makeFeatures();
    return m_features;
}

PairScore::PairScore(const std::string& measure, long m, long n, double temperature)
    : m_temperature(measure == "kl_temperature" ? temperature : 1)
    , m_sums([&]() -> decltype(m_sums) {
        if (measure == "cka") return CkaAccumulator(m, n);
        if (measure == "ls") return LeastSquaresAccumulator();
        return DivergenceAccumulator(measure, m, n);
    }()) {}

void PairScore::add(BatchView& source, BatchView& target) {
    if (auto* divergence = std::get_if<DivergenceAccumulator>(&m_sums))
        divergence->add(source.probes(m_temperature), target.probes(m_temperature));
    else if (auto* cka = std::get_if<CkaAccumulator>(&m_sums))
        cka->add(source.features(), target.features());
    else
        std::get<LeastSquaresAccumulator>(m_sums).add(source.features(), target.features());
}

DivergenceAccumulator* PairScore::kl() {
    auto* divergence = std::get_if<DivergenceAccumulator>(&m_sums);
    return divergence && divergence->isKl() ? divergence : nullptr;
}

ScoreMatrix PairScore::matrix() const {
    ScoreMatrix matrix = std::visit([](const auto& sums) { return sums.matrix(); }, m_sums);
    matrix.temperature = m_temperature;
    return matrix;
}

void addBatch(const std::vector<ScoreStep>& steps) {
    std::map<double, std::vector<ScoreStep>> together; // by temperature
    for (const ScoreStep& step : steps)
        if (step.score->kl())
            together[step.score->temperature()].push_back(step);
        else
            step.score->add(*step.source, *step.target);
    for (const auto& [temperature, own] : together) {
        std::vector<BlockLogits> networks;
        std::map<BatchView*, size_t> index;
        const auto indexOf = [&](BatchView* view) {
            const auto [found, isNew] = index.try_emplace(view, networks.size());
            if (isNew) networks.push_back({view->logits(), view->anchor()});
            return found->second;
        };
        std::vector<DivergenceAccumulator::Pair> pairs;
        for (const ScoreStep& step : own) {
            const size_t source = indexOf(step.source), target = indexOf(step.target);
            pairs.push_back({step.score->kl(), source, target});
        }
        DivergenceAccumulator::addTogether(networks, temperature, own.front().source->batch(), pairs);
    }
}

} // namespace klas::engine
