// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

namespace klas::engine {

/// A convolution whose stride is its kernel's size, as tokens row by row: B x C x S x S -> B x N x D.
torch::Tensor projectPatches(const torch::Tensor& images, torch::nn::Conv2d& projection);

} // namespace klas::engine
