// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/adamw.h"

#include <string>
#include <utility>
#include <vector>

namespace klas::engine {

/// AdamW for weights of which each step uses some: the paths through a family of stitched networks.
///
/// A step moves the weights of its path and no other: no moment decays and no weight decays while it is not used, as
/// torch.optim skips parameters without a gradient; the bias corrections count each weight's own steps. Weights that always
/// act together lie together in one flat buffer, a segment, so that a step is ten operations a segment whatever the number
/// of tensors.
///
///     PathAdamW adamw(parameters, uses, options);      // uses[path][parameter]
///     adamw.zeroGrad(path); loss.backward(); adamw.clipGradients(path, 1); adamw.step(path, rateOfLayers, rateOfTheRest);
class PathAdamW {
public:
    struct Parameter {
        std::string name;
        torch::Tensor tensor;
        bool layer = false; ///< a stitching layer's: the first of the two rates
    };

    /// The tensors become views of the flat buffer; those that no path uses stay as they are. Throws Error when no path
    /// uses any.
    PathAdamW(const std::vector<Parameter>& parameters, const std::vector<std::vector<bool>>& uses, AdamWOptions options);

    void zeroGrad(size_t path);
    /// Scales the gradients of a path so that their norm is at most `maxNorm` (0 = never); returns the norm before.
    double clipGradients(size_t path, double maxNorm);
    void step(size_t path, double layerRate, double otherRate);

    size_t segments() const { return m_segments.size(); }
    /// State for a checkpoint: weights, both moments, flat, and the steps of each segment.
    const torch::Tensor& weights() const { return m_flat; }
    const torch::Tensor& firstMoment() const { return m_m; }
    const torch::Tensor& secondMoment() const { return m_v; }
    torch::Tensor segmentSteps() const; ///< int64
    /// Throws Error when the sizes differ.
    void restore(const torch::Tensor& weights, const torch::Tensor& m, const torch::Tensor& v, const torch::Tensor& segmentSteps);

private:
    struct Segment {
        long begin = 0, size = 0;
        bool layer = false, decays = false;
        long steps = 0;
        torch::Tensor weight, gradient, m, v, scratch; ///< slices
    };

    AdamWOptions m_options;
    torch::Tensor m_flat, m_gradient, m_m, m_v, m_scratch;
    std::vector<Segment> m_segments;
    std::vector<std::vector<size_t>> m_paths; ///< segments of each
    std::vector<torch::Tensor> m_parameters;
};

} // namespace klas::engine
