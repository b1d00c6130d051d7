// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/product_kernel.h"
#include "core/engine/torch.h"


namespace klas::engine::inference {

using kernels::Activation;

/// The layers of a network without gradients, in float32 on the CPU: each is one parallel loop over rows in which
/// normalisation, product, bias, GELU and residual follow one another in the processor's cache (kernels::Product).
/// A row's result depends on nothing but the row and the weights: not on the batch, not on the number of threads.

/// Whether the functions below may stand in for torch's: float32 on the CPU, gradients off.
bool fits(const torch::Tensor& x);

/// act(scale ⊙ (LayerNorm(x) Wᵀ + b) + shift + residual), of what there is.
struct Linear {
    torch::Tensor weight;                       ///< O x C
    torch::Tensor bias;                         ///< O, or undefined
    const torch::nn::LayerNormImpl* norm = nullptr; ///< over C, before the product
    torch::Tensor scale;                        ///< LayerScale or a batch norm's factor: O, on product and bias; or undefined
    torch::Tensor residual;                     ///< … x O, or undefined
    torch::Tensor shift;                        ///< O, after the scale; or undefined
    Activation act = Activation::None;
};
/// … x C -> … x O
torch::Tensor linear(const torch::Tensor& x, const Linear& layer);

/// x + scale ⊙ (act(LayerNorm(x) W₁ᵀ + b₁) W₂ᵀ + b₂), act being GELU unless `first` has another: the second half of a
/// pre-norm block, … x C -> … x C. The hidden values, the largest of a transformer, never leave a thread's cache.
/// `first.norm` is optional; `second.residual` is x in such a block, or undefined.
torch::Tensor mlp(const torch::Tensor& x, const Linear& first, const Linear& second);

/// softmax(q kᵀ / √d) v per image and head: `qkv` B x N x 3 x H x d -> B x N x (H d). Any N; the N x N weights exist for
/// a few rows at a time.
torch::Tensor attention(const torch::Tensor& qkv);

/// softmax(q kᵀ / √d + bias) v: q B x N x H x d, k B x M x H x d and v B x M x H x e, views of larger tensors or not, bias
/// H x N x M or undefined -> B x N x (H e).
torch::Tensor attention(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, const torch::Tensor& bias);

/// A pre-norm transformer block: y = x + scale ⊙ proj(attention(qkv(LayerNorm(x)))), then mlp(y).
struct Block {
    Linear qkv, proj, up, down; ///< `norm` of qkv and up, `scale` of proj and down; residuals are set by block()
    long heads;
};
/// B x N x C -> B x N x C, bit for bit what the three functions above make of it. With enough images each goes through
/// the whole block on one thread, so that threads wait for one another once a block and not after every layer.
torch::Tensor block(const torch::Tensor& x, const Block& layers);

} // namespace klas::engine::inference
