// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/selection_front.h"

#include <optional>
#include <string>
#include <vector>

namespace klas {

/// What is known of a pair before anything is finetuned. Matrices are borrowed for the call.
struct TrustInputs {
    NetCard source, target;                  ///< cards that carry the anchors' names
    const ScoreMatrix* kl = nullptr;         ///< Θ of the pair
    const ScoreMatrix* targetSelf = nullptr; ///< Θ of the target with itself
    const InitialResults* initial = nullptr; ///< of the pair's stitches, as far as measured
    std::optional<double> headKl = {};       ///< KL(head || last probe) of the source, nats
    std::optional<double> probeTop1 = {}, headTop1 = {}; ///< of the source's last probe and of itself on validation, 0..1
};

/// A sentence for each reason why Γ and Θ may mislead on this pair (klas.md section 9), and what to do: a source whose probes
/// are far from its head or better than it, too few images, unresolved Σ, Γ's picks against Θ's, Θ against the loss as
/// initialised among stitches into the first two target blocks. Empty where there is none, or nothing to judge by.
std::vector<std::string> trustWarnings(const TrustInputs& inputs);

} // namespace klas
