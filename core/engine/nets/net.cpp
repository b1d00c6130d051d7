// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/net.h"

#include "core/base/error.h"

namespace klas::engine {

void Net::requireImages(const torch::Tensor& images) const {
    const int channels = m_arch.inChannels(), side = m_arch.imageSize();
    if (images.dim() == 4 && images.size(1) == channels && images.size(2) == side && images.size(3) == side) return;
    std::string shape;
    for (const auto size : images.sizes())
        shape += (shape.empty() ? "" : " x ") + std::to_string(size);
    throw Error(m_arch.name + " reads images of " + std::to_string(channels) + " x " + std::to_string(side) + " x " +
                std::to_string(side) + ", but the input is " + shape + " (images first).");
}

void Net::requireBlocks(int from, int to) const {
    if (from < 0 || to > depth() || from > to)
        throw Error(m_arch.name + " cannot run from block " + std::to_string(from) + " to " + std::to_string(to) + ".");
}

} // namespace klas::engine
