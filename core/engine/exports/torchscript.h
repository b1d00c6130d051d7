// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/exports/stitched_net.h"

namespace klas::engine {

/// Writes a stitched network as a TorchScript file that torch.jit.load of any language reads: its forward traced on one
/// image, for batches of any size; parameters under the names of StitchedNet with dots as underscores; the configuration as
/// the extra file "klas_stitch.json". Atomically. Throws Error where it cannot be written.
void writeTorchScript(StitchedNet& net, const fs::path& file);

/// Logits of such a file, loaded as a user's program does it.
torch::Tensor torchScriptLogits(const fs::path& file, const torch::Tensor& images);

} // namespace klas::engine
