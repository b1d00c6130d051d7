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

AffineLeastSquares::AffineLeastSquares(long width, std::vector<long> targetWidths)
    : m_width(width)
    , m_targetWidths(std::move(targetWidths)) {
    long begin = 0;
    for (const long w : m_targetWidths) {
        m_targetBegin.push_back(begin);
        begin += w;
    }
}

void AffineLeastSquares::add(const torch::Tensor& x, const std::vector<torch::Tensor>& targets) {
    const torch::NoGradGuard noGrad;
    bool fits = x.dim() == 2 && x.size(1) == m_width && targets.size() == m_targetWidths.size();
    for (size_t k = 0; fits && k < targets.size(); ++k)
        fits = targets[k].dim() == 2 && targets[k].size(0) == x.size(0) && targets[k].size(1) == m_targetWidths[k];
    if (!fits) throw Error("The rows of a least-squares fit have other widths than those before.");
    if (x.size(0) == 0) return;
    auto rows = x.to(torch::kFloat64), wanted = torch::cat(targets, 1).to(torch::kFloat64);
    if (m_rows == 0) {
        m_shift = rows.mean(0);
        m_targetShift = wanted.mean(0);
        m_sum = torch::zeros_like(m_shift);
        m_targetSum = torch::zeros_like(m_targetShift);
        m_targetSquares = torch::zeros_like(m_targetShift);
        m_gram = torch::zeros({m_width, m_width}, rows.options());
        m_cross = torch::zeros({m_width, wanted.size(1)}, rows.options());
    }
    rows = rows - m_shift;
    wanted = wanted - m_targetShift;
    const auto squares = wanted.square().sum(0);
    if (!torch::isfinite(squares.sum() + rows.square().sum()).item<bool>())
        throw Error("The features of a stitch are not finite; the weights or the images are damaged.");
    m_sum += rows.sum(0);
    m_targetSum += wanted.sum(0);
    m_targetSquares += squares;
    m_gram.addmm_(rows.t(), rows);
    m_cross.addmm_(rows.t(), wanted);
    m_rows += x.size(0);
    m_spectrum.reset();
}

const AffineLeastSquares::Spectrum& AffineLeastSquares::spectrum() const {
    if (m_spectrum) return *m_spectrum;
    m_spectrum = std::make_shared<Spectrum>();
    Spectrum& s = *m_spectrum;
    const auto sum = m_sum.to(torch::kCPU);
    const auto centred = m_gram.to(torch::kCPU) - torch::outer(sum, sum) / double(m_rows);
    const auto [values, vectors] = torch::linalg_eigh(centred, "L"); // ascending
    const double floor = std::max(values.max().item<double>(), 0.0) * std::numeric_limits<double>::epsilon() * double(m_width);
    const auto kept = values > floor;
    s.rank = kept.sum().item<long>();
    s.inverse = torch::where(kept, values.reciprocal(), torch::zeros_like(values));
    s.vectors = vectors;
    s.null = vectors.narrow(1, 0, m_width - s.rank);
    s.mean = m_shift.to(torch::kCPU) + sum / double(m_rows);
    return s;
}

AffineMap AffineLeastSquares::solve(size_t target) const {
    const torch::NoGradGuard noGrad;
    if (m_rows == 0) throw Error("A least-squares fit needs at least one row.");
    const Spectrum& s = spectrum();
    const long begin = m_targetBegin.at(target), width = m_targetWidths.at(target);
    const auto part = [&](const torch::Tensor& all) { return all.narrow(-1, begin, width).to(torch::kCPU); };
    const double rows = double(m_rows);
    const auto targetSum = part(m_targetSum);
    const auto cross = part(m_cross) - torch::outer(m_sum.to(torch::kCPU), targetSum) / rows; // C_x x C_y
    const auto projected = s.vectors.t().mm(cross);                                           // C_x x C_y
    AffineMap map;
    map.rank = s.rank;
    map.weight = s.vectors.mm(projected * s.inverse.unsqueeze(1)).t().contiguous();
    map.bias = part(m_targetShift) + targetSum / rows - map.weight.mv(s.mean);
    // W may gain A Nᵀ for any A, N the directions without information, if b loses A Nᵀ x̄: take the shortest.
    if (s.null.size(1) > 0) {
        const auto offset = s.null.t().mv(s.mean); // k
        const auto gain = map.bias / (1 + offset.square().sum());
        map.weight += torch::outer(gain, offset).mm(s.null.t());
        map.bias -= gain * offset.square().sum();
    }
    const auto all = (part(m_targetSquares) - targetSum.square() / rows).sum().item<double>();
    const auto explained = (projected.square() * s.inverse.unsqueeze(1)).sum().item<double>();
    map.mse = std::max(0.0, all - explained) / (rows * double(width));
    return map;
}

} // namespace klas::engine
