// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/probes/probe_tiles.h"

#include <optional>

namespace klas::engine {

/// The training objective of several softmax probes on the same images, all evaluated by batched matrix
/// products:
///
///     f_b(W) = 1/N Σ_x -log softmax(W [x̂; 1])_y  +  l2/2 |W without bias|²,     x̂ = (x - μ_b) / σ_b per
///     channel
///
/// Features n x N x C stay where they are (memory-mapped float16 or float32); the standardised copy is kept
/// in memory when it is small and made chunk by chunk otherwise, so memory stays bounded. Products in
/// float32, sums of losses in float64; the partition of the images is fixed, so results do not depend on the
/// number of threads.
class ProbeObjective {
public:
    ProbeObjective(torch::Tensor features, torch::Tensor labels, long classes, double l2,
                   torch::Device device);

    long probes() const { return m_features.size(0); }
    long parameters() const {
        return m_classes * (m_features.size(2) + 1);
    } ///< of one probe: K x (C + 1), bias last

    struct Value {
        double loss = 0;      ///< mean cross-entropy, nats
        double objective = 0; ///< with l2
        std::vector<double> gradient;
    };
    /// Evaluates probes first..first+points.size()-1 at their points.
    std::vector<Value> evaluate(long first, const std::vector<const std::vector<double>*>& points) const;

    /// The standardisation folded in: weight K x C and bias K for raw features, float32 on the CPU.
    std::pair<torch::Tensor, torch::Tensor> fold(long probe, const std::vector<double>& point) const;

private:
    /// Σ of losses n and of gradients n x K x (C + 1) over the images, float64 on the device.
    std::pair<torch::Tensor, torch::Tensor> sums(long first, const torch::Tensor& weights) const;
    torch::Tensor chunk(long first, long count, long begin, long end) const; ///< [x̂; 1]: count x B x (C + 1)

    torch::Tensor m_features, m_labels, m_mean, m_scale; ///< mean and 1/σ: n x 1 x C, float32 on the device
    torch::Tensor m_ready;                               ///< the standardised features, or undefined
    std::optional<ProbeTiles> m_tiles;                   ///< instead of both on the CPU where it suits
    long m_classes;
    double m_l2;
    torch::Device m_device;
};

} // namespace klas::engine
