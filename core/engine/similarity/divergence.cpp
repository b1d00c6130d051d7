// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/divergence.h"

#include "core/base/error.h"
#include "core/engine/similarity/kernels.h"
#include "core/engine/similarity/kl_pairs.h"
#include "core/engine/similarity/pair_sums.h"

#include <algorithm>
#include <cmath>

namespace klas::engine {

DivergenceAccumulator::DivergenceAccumulator(std::string measure, long m, long n)
    : m_measure(std::move(measure))
    , m_m(m)
    , m_n(n)
    , m_swapped(m_measure == "kl_reversed") {
    if (!measureInfo(m_measure).hasErrors)
        throw Error("The measure \"" + m_measure + "\" compares features, not probe outputs.");
}

void DivergenceAccumulator::prepare(const torch::Tensor& source, const torch::Tensor& target) {
    const auto text = [](long count) { return std::to_string(count); };
    if (source.size(0) != m_m || target.size(0) != m_n)
        throw Error("The batch has " + text(source.size(0)) + " and " + text(target.size(0)) + " blocks instead of " +
                    text(m_m) + " and " + text(m_n) + ".");
    if (source.size(2) != target.size(2))
        throw Error("The networks differ in classes (" + text(source.size(2)) + " and " + text(target.size(2)) +
                    "); only networks with the same classes can be compared.");
    if (source.size(1) != target.size(1))
        throw Error("The networks saw different numbers of images (" + text(source.size(1)) + " and " +
                    text(target.size(1)) + ").");
    if (m_sum.defined()) return;
    const long rows = m_swapped ? m_n : m_m, columns = m_swapped ? m_m : m_n;
    m_sum = torch::zeros({rows, (columns + kernels::kLanes - 1) / kernels::kLanes * kernels::kLanes},
                         torch::TensorOptions(torch::kFloat64).device(source.device()));
    m_squares = torch::zeros_like(m_sum);
}

void DivergenceAccumulator::add(const ProbeBatch& source, const ProbeBatch& target) {
    const torch::NoGradGuard noGrad;
    prepare(source.p.transpose(0, 1), target.p.transpose(0, 1));
    if (m_measure == "js")
        addJs(source, target);
    else if (m_measure == "ce")
        addPairSums(source.p, target.logp, {{}, {}, -target.centre}, -1, m_sum, m_squares);
    else if (m_measure == "mse")
        addMse(source, target);
    else if (m_swapped)
        addKl(target, source);
    else
        addKl(source, target);
    m_images += source.images();
}

void DivergenceAccumulator::add(const BlockLogits& source, const BlockLogits& target, double temperature,
                                long batch) {
    if (isKl()) return addTogether({source, target}, temperature, batch, {{this, 0, 1}});
    add(probeBatch(source.logits, temperature, source.network, batch),
        probeBatch(target.logits, temperature, target.network, batch));
}

void DivergenceAccumulator::addTogether(const std::vector<BlockLogits>& networks, double temperature, long batch,
                                        const std::vector<Pair>& pairs) {
    const torch::NoGradGuard noGrad;
    std::vector<KlPair> sums;
    for (const Pair& pair : pairs) {
        DivergenceAccumulator& scores = *pair.scores;
        if (!scores.isKl()) throw Error("The measure \"" + scores.m_measure + "\" is not a Kullback-Leibler divergence.");
        scores.prepare(networks[pair.source].logits, networks[pair.target].logits);
        sums.push_back({scores.m_swapped ? pair.target : pair.source, scores.m_swapped ? pair.source : pair.target,
                        scores.m_sum, scores.m_squares});
    }
    const bool together = std::all_of(networks.begin(), networks.end(),
                                      [](const BlockLogits& n) { return n.logits.is_cpu(); });
    if (!together) {
        std::vector<ProbeBatch> probes;
        for (const BlockLogits& n : networks)
            probes.push_back(probeBatch(n.logits, temperature, n.network, batch));
        for (const Pair& pair : pairs)
            pair.scores->add(probes[pair.source], probes[pair.target]);
        return;
    }
    requireTemperature(temperature);
    std::vector<torch::Tensor> logits;
    for (const BlockLogits& n : networks)
        logits.push_back(n.logits);
    if (!addKlPairs(logits, 1 / temperature, sums))
        for (const BlockLogits& n : networks)
            requireFinite(n.logits, n.network, batch);
    for (const Pair& pair : pairs)
        pair.scores->m_images += networks[pair.source].logits.size(1);
}

void DivergenceAccumulator::addKl(const ProbeBatch& source, const ProbeBatch& target) {
    // Each anchor's log-probabilities are relative to its own centre: Σ p (c_f - c_g) makes up for the
    // difference.
    const bool same = source.centre.is_same(target.centre);
    addPairSums(source.p, target.logp,
                {source.own, {}, same ? torch::Tensor() : source.centre - target.centre}, -1, m_sum,
                m_squares);
}

void DivergenceAccumulator::addMse(const ProbeBatch& source, const ProbeBatch& target) {
    // Σ (p - q)² = Σ p² + Σ q² - 2 Σ p q: probabilities are at most 1, so little is lost.
    const double perClass = 1 / double(source.classes());
    auto q = torch::zeros_like(target.logp); // B x K x M
    q.narrow(2, 0, target.blocks()).copy_(target.p.transpose(1, 2));
    addPairSums(source.p, q, {source.p.square().sum(2) * perClass, q.square().sum(1) * perClass, {}},
                -2 * perClass, m_sum, m_squares);
}

void DivergenceAccumulator::addJs(const ProbeBatch& source, const ProbeBatch& target) {
    const auto logarithms = [](const ProbeBatch& b) { // B x N x K
        return (b.logp.narrow(2, 0, b.blocks()) + b.centre.unsqueeze(2)).transpose(1, 2).contiguous();
    };
    const auto logP = logarithms(source), logQ = logarithms(target);
    for (long i = 0; i < m_m; ++i) {
        const auto lp = logP.narrow(1, i, 1), p = source.p.narrow(1, i, 1);   // B x 1 x K
        const auto mix = torch::logaddexp(lp, logQ) - std::log(2.0);          // B x n x K
        const auto v = (p * (lp - mix) + target.p * (logQ - mix)).sum(2) / 2; // B x n
        m_sum[i].narrow(0, 0, m_n) += v.sum(0);
        m_squares[i].narrow(0, 0, m_n) += v.square().sum(0);
    }
}

torch::Tensor DivergenceAccumulator::mean() const {
    if (m_images == 0) return torch::full({m_m, m_n}, NAN, torch::kFloat64);
    return cells((m_sum / double(m_images)).clamp_min(0));
}

torch::Tensor DivergenceAccumulator::standardError() const {
    if (m_images < 2) return torch::full({m_m, m_n}, NAN, torch::kFloat64);
    const double n = double(m_images);
    const auto variance = ((m_squares - m_sum.square() / n) / (n - 1)).clamp_min(0);
    return cells((variance / n).sqrt());
}

torch::Tensor DivergenceAccumulator::sums() const {
    return m_images == 0 ? torch::zeros({m_m, m_n}, torch::kFloat64) : cells(m_sum).clone();
}

torch::Tensor DivergenceAccumulator::cells(const torch::Tensor& sums) const {
    const auto used = sums.narrow(1, 0, m_swapped ? m_m : m_n).to(torch::kCPU);
    return (m_swapped ? used.t() : used).contiguous();
}

ScoreMatrix DivergenceAccumulator::matrix() const {
    return toScoreMatrix(m_measure, mean(), standardError(), m_images);
}

ScoreMatrix toScoreMatrix(const std::string& measure, const torch::Tensor& values,
                          const torch::Tensor& errors, long images) {
    const int m = int(values.size(0)), n = int(values.size(1));
    ScoreMatrix matrix(m, n, errors.defined());
    matrix.measure = measure;
    matrix.images = images;
    const auto v = values.accessor<double, 2>();
    for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j)
            matrix.setValue(i + 1, j + 1, v[i][j]);
    if (!errors.defined()) return matrix;
    const auto e = errors.accessor<double, 2>();
    for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j)
            matrix.setError(i + 1, j + 1, e[i][j]);
    return matrix;
}

} // namespace klas::engine
