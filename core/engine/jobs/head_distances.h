// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"
#include "core/records/anchor.h"

#include <vector>

namespace klas::engine {

/// The k x k table of mean KL between what the anchors' own heads say of the same images (KLAS, arXiv 2605.29259: how
/// anchors are chosen). `logits`: per anchor images x K. Key and provenance are the caller's.
AnchorDistances headDistances(const std::vector<std::string>& anchors, const std::vector<torch::Tensor>& logits);

} // namespace klas::engine
