// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

#include <string>

namespace klas::engine {

/// Whether a tensor is no weight but follows from the architecture or from training: masks (`attn_mask`), tables of
/// indices (`relative_position_index`, `attention_bias_idxs`, `position_ids`) and `num_batches_tracked`. Some files hold
/// them, some do not; a network has its own.
bool isDerivedBuffer(const std::string& name);

/// Whether a table of indices is the one our networks compute: Swin's relative positions in a window, W² x W²; LeViT's
/// |dx|·R + |dy| for N x R² positions. Weights trained with another table would mean something else. Other names are
/// always right.
bool isExpectedBuffer(const std::string& name, const torch::Tensor& value);

} // namespace klas::engine
