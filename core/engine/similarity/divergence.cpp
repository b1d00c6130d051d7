// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/divergence.h"

#include "core/base/error.h"
#include "core/engine/similarity/pair_sums.h"

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

void DivergenceAccumulator::add(const ProbeBatch& source, const ProbeBatch& target) {
    if (source.blocks() != m_m || target.blocks() != m_n)
        throw Error("The batch has " + std::to_string(source.blocks()) + " and " +
                    std::to_string(target.blocks()) + " blocks instead of " + std::to_string(m_m) + " and " +
                    std::to_string(m_n) + ".");
    if (source.classes() != target.classes())
        throw Error("The networks differ in classes (" + std::to_string(source.classes()) + " and " +
                    std::to_string(target.classes()) +
                    "); only networks with the same classes can be compared.");
    if (source.images() != target.images())
        throw Error("The networks saw different numbers of images (" + std::to_string(source.images()) +
                    " and " + std::to_string(target.images()) + ").");
    const torch::NoGradGuard noGrad;
    if (!m_sum.defined()) {
        m_sum = torch::zeros(m_swapped ? torch::IntArrayRef{m_n, m_m} : torch::IntArrayRef{m_m, m_n},
                             source.p.options());
        m_squares = torch::zeros_like(m_sum);
    }
    if (m_measure == "js")
        addJs(source, target);
    else if (m_measure == "ce")
        addPairSums(source.p, target.logp, torch::zeros({source.images(), m_m}, source.p.options()), {}, -1,
                    m_sum, m_squares);
    else if (m_measure == "mse") {
        // Σ (p - q)² = Σ p² + Σ q² - 2 Σ p q: probabilities are at most 1, so little is lost.
        const double perClass = 1 / double(source.classes());
        auto q = torch::zeros_like(target.logp); // B x K x M
        q.narrow(2, 0, m_n).copy_(target.p.transpose(1, 2));
        addPairSums(source.p, q, source.p.square().sum(2) * perClass, target.p.square().sum(2) * perClass,
                    -2 * perClass, m_sum, m_squares);
    } else if (m_swapped)
        addKl(target, source);
    else
        addKl(source, target);
    m_images += source.images();
}

void DivergenceAccumulator::addKl(const ProbeBatch& source, const ProbeBatch& target) {
    const auto centre = target.centre.unsqueeze(2);                          // B x K x 1
    const auto logp = source.logp.narrow(2, 0, source.blocks()).sub(centre); // B x K x m
    const auto own = source.p.mul(logp.transpose(1, 2)).sum(2);              // B x m
    addPairSums(source.p, target.logp - centre, own, {}, -1, m_sum, m_squares);
}

void DivergenceAccumulator::addJs(const ProbeBatch& source, const ProbeBatch& target) {
    const auto logP = source.logp.narrow(2, 0, m_m).transpose(1, 2); // B x m x K
    const auto logQ = target.logp.narrow(2, 0, m_n).transpose(1, 2); // B x n x K
    for (long i = 0; i < m_m; ++i) {
        const auto lp = logP.narrow(1, i, 1), p = source.p.narrow(1, i, 1);   // B x 1 x K
        const auto mix = torch::logaddexp(lp, logQ) - std::log(2.0);          // B x n x K
        const auto v = (p * (lp - mix) + target.p * (logQ - mix)).sum(2) / 2; // B x n
        m_sum[i] += v.sum(0);
        m_squares[i] += v.square().sum(0);
    }
}

torch::Tensor DivergenceAccumulator::mean() const {
    if (m_images == 0) return torch::full({m_m, m_n}, NAN, torch::kFloat64);
    auto mean = (m_sum / double(m_images)).clamp_min(0).to(torch::kCPU);
    return m_swapped ? mean.t().contiguous() : mean;
}

torch::Tensor DivergenceAccumulator::standardError() const {
    if (m_images < 2) return torch::full({m_m, m_n}, NAN, torch::kFloat64);
    const double n = double(m_images);
    const auto variance = ((m_squares - m_sum.square() / n) / (n - 1)).clamp_min(0);
    auto error = (variance / n).sqrt().to(torch::kCPU);
    return m_swapped ? error.t().contiguous() : error;
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
