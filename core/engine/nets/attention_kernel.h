// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

namespace klas::engine {

/// softmax(q kᵀ / √d) v for every image and head: `qkv` B x N x 3 x H x d -> B x N x (H d). Differentiable.
///
/// Without gradients float32 on the CPU takes inference::attention(). With them short sequences in float32 on the CPU (N at most 64) run through one loop per image and head: without MKL a batched
/// product is one library call per matrix, which costs several times the arithmetic of a 17 x 17 attention. Everything
/// else takes the batched products of LibTorch. All repeat bit for bit for any number of threads.
torch::Tensor attention(const torch::Tensor& qkv);

/// The batched-product form, for any device and type: what the loop is tested against.
torch::Tensor attentionByProducts(const torch::Tensor& qkv);

} // namespace klas::engine
