// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/cka.h"

#include "core/engine/similarity/divergence.h"

namespace klas::engine {

namespace {

/// Gram matrices without their diagonals, N x B x B.
torch::Tensor grams(const std::vector<torch::Tensor>& features) {
    std::vector<torch::Tensor> all;
    for (const auto& f : features) {
        auto x = f.to(torch::kFloat64);
        x = x - x.mean(0, true); // HSIC1 ignores a common offset; without it more digits survive
        auto k = x.mm(x.t());
        k.fill_diagonal_(0);
        all.push_back(std::move(k));
    }
    return torch::stack(all);
}

/// HSIC1 of every pair (Song et al., JMLR 2012, eq. 5): K N x B x B, L M x B x B -> N x M.
torch::Tensor hsic1(const torch::Tensor& k, const torch::Tensor& l) {
    const double n = double(k.size(1));
    const auto rowsK = k.sum(2), rowsL = l.sum(2);              // N x B, M x B
    const auto trace = k.flatten(1).mm(l.flatten(1).t());       // N x M
    const auto sums = torch::outer(rowsK.sum(1), rowsL.sum(1)); // N x M
    return (trace + sums / ((n - 1) * (n - 2)) - rowsK.mm(rowsL.t()) * (2 / (n - 2))) / (n * (n - 3));
}

/// HSIC1 of every K with itself: N.
torch::Tensor selfHsic1(const torch::Tensor& k) {
    const double n = double(k.size(1));
    const auto rows = k.sum(2);
    return (k.flatten(1).square().sum(1) + rows.sum(1).square() / ((n - 1) * (n - 2)) -
            rows.square().sum(1) * (2 / (n - 2))) /
           (n * (n - 3));
}

} // namespace

CkaAccumulator::CkaAccumulator(long m, long n)
    : m_cross(torch::zeros({m, n}, torch::kFloat64))
    , m_source(torch::zeros(m, torch::kFloat64))
    , m_target(torch::zeros(n, torch::kFloat64)) {}

void CkaAccumulator::add(const std::vector<torch::Tensor>& source, const std::vector<torch::Tensor>& target) {
    const long images = source.front().size(0);
    if (images < 4) return;
    const torch::NoGradGuard noGrad;
    const auto k = grams(source), l = grams(target);
    m_cross += hsic1(k, l).to(torch::kCPU);
    m_source += selfHsic1(k).to(torch::kCPU);
    m_target += selfHsic1(l).to(torch::kCPU);
    m_images += images;
}

torch::Tensor CkaAccumulator::mean() const {
    return m_cross / torch::outer(m_source, m_target).sqrt(); // the number of batches cancels
}

ScoreMatrix CkaAccumulator::matrix() const {
    return toScoreMatrix("cka", mean(), {}, m_images);
}

} // namespace klas::engine
