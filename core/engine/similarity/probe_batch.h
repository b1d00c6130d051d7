// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

#include <string>

namespace klas::engine {

/// What every probe of one anchor says about one batch, in float64, made once and shared by all pairs of the
/// anchor.
///
/// B images, N blocks, K classes, M = N rounded up to a multiple of 4. Log-probabilities come from
/// log-softmax, so they are finite for every finite logit and products such as p·log q never meet 0·∞. They
/// are kept relative to their mean over the blocks: small numbers, so that differences between blocks keep
/// their digits.
struct ProbeBatch {
    torch::Tensor p;      ///< B x N x K, softmax(logits / T)
    torch::Tensor centre; ///< B x K, c = mean of log p over the blocks
    torch::Tensor logp;   ///< B x K x M, log p - c, blocks innermost; the surplus columns are 0
    torch::Tensor own;    ///< B x N, Σ_k p (log p - c)

    long images() const { return p.size(0); }
    long blocks() const { return p.size(1); }
    long classes() const { return p.size(2); }
};

/// Logits N x B x K of any floating type -> ProbeBatch on their device.
/// Throws Error naming `network`, the block and `batch` (from 0) when a logit is NaN or infinite, and when T
/// <= 0.
ProbeBatch probeBatch(const torch::Tensor& logits, double temperature, const std::string& network,
                      long batch);

/// Throws the Errors above: T <= 0; a logit NaN or infinite.
void requireTemperature(double temperature);
void requireFinite(const torch::Tensor& logits, const std::string& network, long batch);

} // namespace klas::engine
