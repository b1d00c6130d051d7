// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/probes/feature_cache.h"
#include "core/jobs/request.h"
#include "core/records/anchor.h"

namespace klas::engine {

/// The linear probes of one anchor, one affine map C_i -> K per block on pooled, raw features.
struct ProbeNet {
    std::vector<torch::Tensor> weight; ///< per block K x C_i, float32, CPU
    std::vector<torch::Tensor> bias;   ///< per block K

    /// Tensors `weight` n x K x C and `bias` n x K where all blocks have one width, else `weight.I`, `bias.I`
    /// (I from 1).
    void save(const fs::path& path) const;
    static ProbeNet load(const fs::path& path);

    /// Logits n x B x K of images begin..end-1 of a cache.
    torch::Tensor logits(const FeatureCache& cache, long begin, long end, torch::Device device) const;
};

/// Trains the probes of all blocks together (KLAS, arXiv 2605.29259, section 3: linear probes on a frozen
/// anchor; ours: full-batch L-BFGS on cached, standardised features). Every probe has its own step and
/// history, all are evaluated by one batched product, and a probe that has converged rests. Deterministic.
/// Throws Error for labels outside 0..classes-1.
struct TrainedProbes {
    ProbeNet net;
    std::vector<ProbeResult> blocks; ///< accuracy and loss on `validation`
    double headKl = 0;               ///< mean KL(own head || last probe) on `validation`, nats
    std::vector<std::string> warnings;
};
TrainedProbes trainProbes(const FeatureCache& train, const FeatureCache& validation,
                          const ProbeOptions& options, torch::Device device, Progress progress);

} // namespace klas::engine
