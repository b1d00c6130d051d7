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
        const long rows = m_swapped ? m_n : m_m, columns = (m_swapped ? source : target).logp.size(2);
        m_sum = torch::zeros({rows, columns}, source.p.options());
        m_squares = torch::zeros_like(m_sum);
    }
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
    return m_images == 0 ? torch::zeros({m_m, m_n}, torch::kFloat64) : cells(m_sum);
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
