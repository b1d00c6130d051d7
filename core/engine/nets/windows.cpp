// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/windows.h"

namespace klas::engine {

namespace {

/// B x P x P x C -> (B W) x n x C
torch::Tensor cutMap(const torch::Tensor& map, const Windows& w) {
    const auto p = w.perSide(), m = w.side, c = map.size(3);
    return map.reshape({-1, p, m, p, m, c}).permute({0, 1, 3, 2, 4, 5}).reshape({-1, m * m, c});
}

/// 0, 1, 2: the band of each row (or column) of the rolled map.
torch::Tensor bands(const Windows& w, const torch::TensorOptions& options) {
    const auto row = torch::arange(w.padded(), options);
    return (row >= w.padded() - w.side).to(torch::kInt) + (row >= w.padded() - w.shift).to(torch::kInt);
}

} // namespace

torch::Tensor Windows::cut(const torch::Tensor& tokens) const {
    auto map = tokens.reshape({-1, grid, grid, tokens.size(2)}); // B x H x W x C
    if (shift > 0) map = torch::roll(map, {-shift, -shift}, {1, 2});
    const long fill = padded() - grid;
    if (fill > 0) map = torch::constant_pad_nd(map, {0, 0, 0, fill, 0, fill}); // B x P x P x C
    return cutMap(map, *this);
}

torch::Tensor Windows::join(const torch::Tensor& windows) const {
    const auto p = perSide(), c = windows.size(2);
    auto map = windows.reshape({-1, p, p, side, side, c}).permute({0, 1, 3, 2, 4, 5}).reshape({-1, padded(), padded(), c});
    map = map.narrow(1, 0, grid).narrow(2, 0, grid); // B x H x W x C
    if (shift > 0) map = torch::roll(map, {shift, shift}, {1, 2});
    return map.reshape({-1, grid * grid, c});
}

torch::Tensor Windows::mask(const torch::TensorOptions& options) const {
    const auto band = bands(*this, torch::TensorOptions().device(options.device()));
    const auto map = (3 * band.unsqueeze(1) + band.unsqueeze(0)).view({1, padded(), padded(), 1});
    const auto region = cutMap(map, *this).squeeze(2); // W x n
    return (region.unsqueeze(1) != region.unsqueeze(2)).to(options) * -100;
}

std::vector<int> Windows::tokens() const {
    std::vector<int> all;
    all.reserve(static_cast<size_t>(perImage() * positions()));
    for (long window = 0; window < perImage(); ++window)
        for (long k = 0; k < positions(); ++k) {
            const long row = window / perSide() * side + k / side, column = window % perSide() * side + k % side;
            const bool filled = row >= grid || column >= grid;
            all.push_back(filled ? -1 : int((row + shift) % grid * grid + (column + shift) % grid));
        }
    return all;
}

torch::Tensor Windows::biasIndex(torch::Device device) const {
    const auto options = torch::TensorOptions().dtype(torch::kLong).device(device);
    const auto position = torch::arange(positions(), options);
    const auto row = position.div(side, "floor"), column = position.remainder(side);
    const auto difference = [&](const torch::Tensor& x) { return x.unsqueeze(1) - x.unsqueeze(0) + (side - 1); };
    return (difference(row) * (2 * side - 1) + difference(column)).flatten(); // n²
}

} // namespace klas::engine
