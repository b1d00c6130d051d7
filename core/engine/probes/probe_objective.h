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
/// Points are not W but z, with W = z T and T = (R + ρ I)^-1/2, R the correlations of the channels (C x C, mean of its
/// eigenvalues 1): the objective is the same, but correlated channels no longer make it a narrow valley, and L-BFGS needs
/// about a third of the steps. ρ keeps directions without features at bay; the bias is left as it is.
///
/// Features n x N x C stay where they are (memory-mapped float16 or float32); the standardised copy is kept
/// in memory when it is small and made chunk by chunk otherwise, so memory stays bounded. Products in
/// float32, sums of losses in float64; the partition of the images is fixed, so results do not depend on the
/// number of threads.
class ProbeObjective {
public:
    ProbeObjective(torch::Tensor features, torch::Tensor labels, long classes, torch::Device device);

    /// The l2 of every probe; also chooses T for it. 0 before.
    void setPenalties(std::vector<double> l2);

    long probes() const { return m_features.size(0); }
    long images() const { return m_features.size(1); }
    long parameters() const {
        return m_classes * (m_features.size(2) + 1);
    } ///< of one probe: K x (C + 1), bias last

    struct Value {
        double loss = 0;      ///< mean cross-entropy, nats
        double objective = 0; ///< with l2
        std::vector<double> gradient; ///< with respect to the point z
        double gradientNorm = 0;      ///< of the gradient with respect to W
    };
    /// Evaluates probes first..first+points.size()-1 at their points.
    std::vector<Value> evaluate(long first, const std::vector<const std::vector<double>*>& points) const;

    /// The standardisation folded in: weight K x C and bias K for raw features, float32 on the CPU.
    std::pair<torch::Tensor, torch::Tensor> fold(long probe, const std::vector<double>& point) const;

private:
    void decorrelate();
    /// Σ of losses n and of gradients n x K x (C + 1) over the images, float64 on the device.
    std::pair<torch::Tensor, torch::Tensor> sums(long first, const torch::Tensor& weights) const;
    torch::Tensor chunk(long first, long count, long begin, long end) const; ///< [x̂; 1]: count x B x (C + 1)

    torch::Tensor m_features, m_labels, m_mean, m_scale; ///< mean and 1/σ: n x 1 x C, float32 on the device
    torch::Tensor m_ready;                               ///< the standardised features, or undefined
    torch::Tensor m_spread, m_axes;                      ///< eigenvalues n x C and vectors n x C x C of R
    torch::Tensor m_transform;                           ///< T with the bias' 1: n x C+1 x C+1, float64, CPU
    std::optional<ProbeTiles> m_tiles;                   ///< instead of both on the CPU where it suits
    long m_classes;
    std::vector<double> m_l2; ///< of every probe
    torch::Device m_device;
};

} // namespace klas::engine
