// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/pooling.h"

#include "core/base/error.h"

namespace klas::engine {

Pooling poolingFromText(const std::string& text) {
    if (text == "head") return Pooling::Head;
    if (text == "mean") return Pooling::Mean;
    throw Error("There is no pooling \"" + text + "\"; use head or mean.");
}

std::string describe(const Net& net, Pooling pooling) {
    return pooling == Pooling::Head ? net.pooling() : "mean over positions";
}

torch::Tensor pooled(Net& net, const torch::Tensor& features, int block, Pooling pooling) {
    if (pooling == Pooling::Head) return net.pool(features);
    const Grid& grid = block == 0 ? net.card().stemGrid : net.card().block(block).grid;
    if (grid.map) return features.mean({2, 3});
    return features.narrow(1, grid.extraTokens, grid.height * grid.width).mean(1);
}

} // namespace klas::engine
