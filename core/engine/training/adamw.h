// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

#include <string>
#include <vector>

namespace klas::engine {

struct AdamWOptions {
    double beta1 = 0.9, beta2 = 0.999;
    double eps = 1e-8;
    double weightDecay = 0.05;
    bool operator==(const AdamWOptions&) const = default;
};

/// Whether a parameter decays: weights of two or more dimensions do; biases, norms, scales, tokens and position embeddings
/// do not.
bool decays(const std::string& name, const torch::Tensor& parameter);

/// AdamW (Loshchilov & Hutter 2019) over all parameters of a network at once.
///
/// Parameters and gradients move into one flat buffer each, of which the module's tensors become views, so a
/// step is ten operations whatever the number of tensors: small networks are otherwise bound by the calls.
///
///     m = b1 m + (1 - b1) g;   v = b2 v + (1 - b2) g^2
///     p = p (1 - lr wd) - lr / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps)
class AdamW {
public:
    /// The module is on its final device; do not move it while this lives.
    AdamW(torch::nn::Module& module, AdamWOptions options);

    void zeroGrad();
    /// Scales the gradients so that their norm is at most `maxNorm` (0 = never); returns the norm before.
    torch::Tensor clipGradients(double maxNorm);
    void step(double learningRate);

    long steps() const { return m_steps; }
    /// State for a checkpoint: both moments, flat, in the order of the buffer.
    const torch::Tensor& firstMoment() const { return m_m; }
    const torch::Tensor& secondMoment() const { return m_v; }
    /// Throws Error when the sizes differ.
    void restore(const torch::Tensor& m, const torch::Tensor& v, long steps);

private:
    AdamWOptions m_options;
    std::vector<torch::Tensor> m_parameters;
    torch::Tensor m_flat, m_gradient, m_m, m_v, m_scratch;
    torch::Tensor m_decayed; ///< the part of m_flat that decays
    long m_steps = 0;
};

} // namespace klas::engine
