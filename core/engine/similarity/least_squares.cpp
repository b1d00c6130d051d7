// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/least_squares.h"

#include "core/engine/similarity/divergence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace klas::engine {

namespace {

std::vector<long> widths(const std::vector<torch::Tensor>& features) {
    std::vector<long> all;
    for (const auto& f : features)
        all.push_back(f.size(1));
    return all;
}

} // namespace

void LeastSquaresAccumulator::add(const std::vector<torch::Tensor>& source,
                                  const std::vector<torch::Tensor>& target) {
    const torch::NoGradGuard noGrad;
    auto both = source;
    both.insert(both.end(), target.begin(), target.end());
    auto x = torch::cat(both, 1).to(torch::kFloat64); // B x (sum C_f + sum C_g)
    if (m_images == 0) {
        m_sourceWidths = widths(source);
        m_targetWidths = widths(target);
        m_shift = x.mean(0);
    }
    const long cf = std::accumulate(m_sourceWidths.begin(), m_sourceWidths.end(), 0L), cg = x.size(1) - cf;
    x = x - m_shift;
    const auto xs = x.narrow(1, 0, cf), xt = x.narrow(1, cf, cg);
    const auto sourceGram = xs.t().mm(xs), crossGram = xs.t().mm(xt), targetSquares = xt.square().sum(0);
    const auto sum = x.sum(0);
    if (m_images == 0) {
        m_sum = sum;
        m_sourceGram = sourceGram;
        m_crossGram = crossGram;
        m_targetSquares = targetSquares;
    } else {
        m_sum += sum;
        m_sourceGram += sourceGram;
        m_crossGram += crossGram;
        m_targetSquares += targetSquares;
    }
    m_images += x.size(0);
}

torch::Tensor LeastSquaresAccumulator::mean() const {
    const long m = long(m_sourceWidths.size()), n = long(m_targetWidths.size());
    auto scores = torch::full({m, n}, NAN, torch::kFloat64);
    if (m_images < 2) return scores;
    const double images = double(m_images);
    const auto sum = m_sum.to(torch::kCPU);
    const long cf = m_sourceGram.size(0), cg = m_crossGram.size(1);
    const auto sumS = sum.narrow(0, 0, cf), sumT = sum.narrow(0, cf, cg);
    const auto sxx = m_sourceGram.to(torch::kCPU) - torch::outer(sumS, sumS) / images;
    const auto sxy = m_crossGram.to(torch::kCPU) - torch::outer(sumS, sumT) / images;
    const auto syy = m_targetSquares.to(torch::kCPU) - sumT.square() / images;
    for (long i = 0, ci = 0; i < m; ci += m_sourceWidths[i++]) {
        const long width = m_sourceWidths[i];
        const auto [values, vectors] = torch::linalg_eigh(sxx.narrow(0, ci, width).narrow(1, ci, width), "L");
        // A direction below the rounding of the Gram matrix carries no information: leave it out (minimum
        // norm).
        const double floor = std::max(values.max().item<double>(), 0.0) * 2.2e-16 * double(width);
        const auto inverse = torch::where(values > floor, values.reciprocal(), torch::zeros_like(values));
        const auto projected = vectors.t().mm(sxy.narrow(0, ci, width));           // C_i x sum C_g
        const auto explained = (projected.square() * inverse.unsqueeze(1)).sum(0); // sum C_g
        for (long j = 0, cj = 0; j < n; cj += m_targetWidths[j++]) {
            const double all = syy.narrow(0, cj, m_targetWidths[j]).sum().item<double>();
            const double left = all - explained.narrow(0, cj, m_targetWidths[j]).sum().item<double>();
            if (all > 0) scores[i][j] = std::clamp(left / all, 0.0, 1.0);
        }
    }
    return scores;
}

ScoreMatrix LeastSquaresAccumulator::matrix() const {
    return toScoreMatrix("ls", mean(), {}, m_images);
}

} // namespace klas::engine
