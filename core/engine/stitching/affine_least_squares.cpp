// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stitching/affine_least_squares.h"

#include "core/base/error.h"

#include <algorithm>
#include <limits>

namespace klas::engine {

struct AffineLeastSquares::Spectrum {
    torch::Tensor inverse; ///< reciprocal eigenvalues, 0 where there is no information
    torch::Tensor vectors; ///< C x C, a column each
    torch::Tensor null;    ///< C x k, the columns left out
    torch::Tensor mean;    ///< of x
    long rank = 0;
};

AffineLeastSquares::AffineLeastSquares(const RowMoments& x, std::vector<const RowMoments*> targets)
    : m_x(x)
    , m_targets(std::move(targets)) {}

void AffineLeastSquares::add(const torch::Tensor& x, const std::vector<torch::Tensor>& targets) {
    const torch::NoGradGuard noGrad;
    bool fits = targets.size() == m_targets.size();
    for (size_t k = 0; fits && k < targets.size(); ++k)
        fits = targets[k].size(0) == x.size(0);
    if (!fits) throw Error("A least-squares fit needs as many rows of every target as of its source.");
    if (x.size(0) == 0) return;
    if (!m_gram.defined()) {
        m_gram = torch::zeros({m_x.width(), m_x.width()}, x.options());
        for (const RowMoments* y : m_targets)
            m_cross.push_back(torch::zeros({m_x.width(), y->width()}, x.options()));
    }
    m_gram.addmm_(x.t(), x);
    for (size_t k = 0; k < targets.size(); ++k)
        m_cross[k].addmm_(x.t(), targets[k]);
    m_spectrum.reset();
}

const AffineLeastSquares::Spectrum& AffineLeastSquares::spectrum() const {
    if (m_spectrum) return *m_spectrum;
    m_spectrum = std::make_shared<Spectrum>();
    Spectrum& s = *m_spectrum;
    const auto sum = m_x.sum().to(torch::kCPU);
    const auto centred = m_gram.to(torch::kCPU) - torch::outer(sum, sum) / double(m_x.rows());
    const auto [values, vectors] = torch::linalg_eigh(centred, "L"); // ascending
    const double floor = std::max(values.max().item<double>(), 0.0) * std::numeric_limits<double>::epsilon() * double(m_x.width());
    const auto kept = values > floor;
    s.rank = kept.sum().item<long>();
    s.inverse = torch::where(kept, values.reciprocal(), torch::zeros_like(values));
    s.vectors = vectors;
    s.null = vectors.narrow(1, 0, m_x.width() - s.rank);
    s.mean = m_x.shift().to(torch::kCPU) + sum / double(m_x.rows());
    return s;
}

AffineMap AffineLeastSquares::solve(size_t target) const {
    const torch::NoGradGuard noGrad;
    if (!m_gram.defined()) throw Error("A least-squares fit needs at least one row.");
    const Spectrum& s = spectrum();
    const RowMoments& y = *m_targets.at(target);
    const double rows = double(m_x.rows());
    const auto targetSum = y.sum().to(torch::kCPU);
    const auto cross = m_cross[target].to(torch::kCPU) - torch::outer(m_x.sum().to(torch::kCPU), targetSum) / rows; // C_x x C_y
    const auto projected = s.vectors.t().mm(cross);                                           // C_x x C_y
    AffineMap map;
    map.rank = s.rank;
    map.weight = s.vectors.mm(projected * s.inverse.unsqueeze(1)).t().contiguous();
    map.bias = y.shift().to(torch::kCPU) + targetSum / rows - map.weight.mv(s.mean);
    // W may gain A Nᵀ for any A, N the directions without information, if b loses A Nᵀ x̄: take the shortest.
    if (s.null.size(1) > 0) {
        const auto offset = s.null.t().mv(s.mean); // k
        const auto gain = map.bias / (1 + offset.square().sum());
        map.weight += torch::outer(gain, offset).mm(s.null.t());
        map.bias -= gain * offset.square().sum();
    }
    const auto all = (y.squares().to(torch::kCPU) - targetSum.square() / rows).sum().item<double>();
    const auto explained = (projected.square() * s.inverse.unsqueeze(1)).sum().item<double>();
    map.mse = std::max(0.0, all - explained) / (rows * double(y.width()));
    return map;
}

} // namespace klas::engine
