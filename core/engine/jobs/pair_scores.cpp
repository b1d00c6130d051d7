// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/pair_scores.h"

#include <algorithm>
#include <limits>

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
        divergence->add(source.probes(m_temperature), target.probes(m_temperature));
    else if (auto* cka = std::get_if<CkaAccumulator>(&m_sums))
        cka->add(source.features(), target.features());
    else
        std::get<LeastSquaresAccumulator>(m_sums).add(source.features(), target.features());
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

long PairScore::imagesLeft() const {
    if (m_groupImages == 0) return std::numeric_limits<long>::max();
    return m_imagesBefore + m_groupImages - std::get<DivergenceAccumulator>(m_sums).images();
}

void PairScore::closeFullGroup() {
    if (imagesLeft() == 0) closeGroup(std::get<DivergenceAccumulator>(m_sums));
}

std::optional<ImageGroups> PairScore::groups() const {
    if (m_groupImages == 0) return std::nullopt;
    PairScore copy = *this; // the open group stays open here
    const auto& sums = std::get<DivergenceAccumulator>(copy.m_sums);
    if (sums.images() > copy.m_imagesBefore) copy.closeGroup(sums);
    return copy.m_groups;
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

namespace {

/// One batch of the KL scores of one temperature, in pieces that end where a score's group of images ends.
void addTogether(const std::vector<ScoreStep>& steps, double temperature) {
    std::vector<BatchView*> views;
    std::vector<DivergenceAccumulator::Pair> pairs;
    const auto indexOf = [&](BatchView* view) {
        const auto index = size_t(std::find(views.begin(), views.end(), view) - views.begin());
        if (index == views.size()) views.push_back(view);
        return index;
    };
    for (const ScoreStep& step : steps) {
        const size_t source = indexOf(step.source), target = indexOf(step.target);
        pairs.push_back({step.score->kl(), source, target});
    }
    const long images = views.front()->logits().size(1);
    for (long begin = 0, count = 0; begin < images; begin += count) {
        count = images - begin;
        for (const ScoreStep& step : steps)
            count = std::min(count, step.score->imagesLeft());
        std::vector<BlockLogits> networks;
        for (BatchView* view : views)
            networks.push_back({view->logits().narrow(1, begin, count), view->anchor()});
        DivergenceAccumulator::addTogether(networks, temperature, views.front()->batch(), pairs);
        for (const ScoreStep& step : steps)
            step.score->closeFullGroup();
    }
}

} // namespace

void addBatch(const std::vector<ScoreStep>& steps) {
    std::map<double, std::vector<ScoreStep>> together; // by temperature
    for (const ScoreStep& step : steps)
        if (step.score->kl())
            together[step.score->temperature()].push_back(step);
        else
            step.score->add(*step.source, *step.target);
    for (const auto& [temperature, own] : together)
        addTogether(own, temperature);
}

} // namespace klas::engine
