// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

namespace klas::fuzz {

/// Reads every number of a tensor, so that one that reaches beyond its file is found.
inline void readAll(const torch::Tensor& tensor) {
    const torch::NoGradGuard noGrad;
    if (tensor.is_floating_point())
        torch::isfinite(tensor).all().item<bool>();
    else if (tensor.numel() > 0)
        tensor.ne(0).any().item<bool>();
}

} // namespace klas::fuzz
