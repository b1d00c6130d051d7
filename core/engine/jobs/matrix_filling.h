// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/jobs/pair_scores.h"
#include "core/engine/probes/feature_cache.h"
#include "core/engine/probes/probe_net.h"

#include <functional>
#include <string>
#include <vector>

namespace klas::engine {

inline constexpr long kScoreBatch =
    256; ///< images per step of the scores; CKA depends on it, so it is no option

/// An anchor whose blocks are compared: its features of the validation images and the probes that read them.
struct ScoredAnchor {
    std::string name;
    long depth = 0;
    const FeatureCache* validation = nullptr; ///< null where no matrix names it
    const ProbeNet* probes = nullptr;
};

/// A matrix of one measure that fills while images pass.
struct FillingMatrix {
    size_t source = 0, target = 0; ///< indices of anchors
    std::string measure, key;
    PairScore score;
};

/// Images in one of the groups that Θ is also summed over, for the bootstrap: about a hundred groups, fewer
/// where the matrices are large. The same for all matrices, so that they can be drawn from together;
/// `deepest` is the most blocks of any anchor.
long imagesOfGroup(long images, long deepest);

/// Passes `images` validation images through the probes once, whatever the number of matrices. `send` hears
/// of those that can be shown while they fill, at most ten times a second, and of each when it is complete.
/// Throws Cancelled.
void fillMatrices(std::vector<FillingMatrix>& filling, const std::vector<ScoredAnchor>& anchors, long images,
                  torch::Device device, const std::function<void(const FillingMatrix&, bool complete)>& send,
                  Progress progress);

} // namespace klas::engine
