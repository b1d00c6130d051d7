// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/inference.h"
#include "core/engine/nets/windows.h"

namespace klas::engine::inference {

/// A Swin block without gradients (inference::fits): as block(), with the attention inside windows, B x L x C -> B x L x C.
/// `biasTable` is (2 side - 1)² x H. Everything in such a block stays within its window: some windows at a time go through
/// the whole of it in one thread's cache.
torch::Tensor windowBlock(const torch::Tensor& x, const Block& layers, const Windows& windows, const torch::Tensor& biasTable);

} // namespace klas::engine::inference
