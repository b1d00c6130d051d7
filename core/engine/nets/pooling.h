// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/net.h"

namespace klas::engine {

/// How the features of a block become one vector per image (klas.md section 1). Pooling moves Θ as much as a block does:
/// only vectors pooled alike are compared.
enum class Pooling {
    Head, ///< as the network's own head pools: class token where the head reads it, mean over positions otherwise
    Mean, ///< mean over positions in every network: for pairs of a network with class token and one without
};

/// "head", "mean"; throws Error for anything else.
Pooling poolingFromText(const std::string& text);

/// What is pooled, "class token", "mean over positions": recorded with every result.
std::string describe(const Net& net, Pooling pooling);

/// Features of block `block` (0 = embedding) -> B x C; B x 2C where the head reads two tokens.
torch::Tensor pooled(Net& net, const torch::Tensor& features, int block, Pooling pooling);

} // namespace klas::engine
