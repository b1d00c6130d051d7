// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the parallel loops of inference.cpp and window_inference.cpp are made of: some rows of a layer at a time, on plain
// arrays, by one thread.

#include "core/engine/kernels/product_kernel.h"
#include "core/engine/nets/inference.h"
#include "core/engine/parallel.h"

#include <algorithm>
#include <vector>

namespace klas::engine::inference {

using kernels::Product, kernels::ProductKernels;

constexpr long kBlockTiles = 4; ///< rows that a thread takes through a layer at a time, in tiles
constexpr long kImageTiles = 8; ///< the same, at most, where it goes on with the next rows of one image

/// Rows at a time: `rows` in equal parts of whole tiles, at most kImageTiles each.
long evenBlock(const ProductKernels& k, long rows);

/// A weight as the kernels read it, with its factors folded in; packAll() fills it.
struct Packed {
    Packed(const Linear& layer, const ProductKernels& k);
    /// The product of `rows` rows of `a` with it.
    Product product(const float* a, long rows, float* c) const;

    long columns, depth;
    kernels::Activation act;
    torch::Tensor weight, factors, bias, values;
};

void packAll(const ProductKernels& k, const std::vector<const Packed*>& layers);

/// LayerNorm as the kernels take it; nothing where there is none.
struct Norm {
    explicit Norm(const torch::nn::LayerNormImpl* layer);
    bool exists() const { return gamma.defined(); }
    /// x, or its normalised rows in `scratch`.
    const float* apply(const ProductKernels& k, const float* x, long rows, long width, float* scratch) const;

    float eps = 0;
    torch::Tensor gamma, beta;
};

/// Calls work(first row, rows, scratch) for all rows, in parallel, a block at a time; `perRow` floats of scratch for
/// each row.
template <typename Work>
void forRows(const ProductKernels& k, long rows, long perRow, const Work& work) {
    const long block = kBlockTiles * k.tileRows;
    shareItems((rows + block - 1) / block, [&](const auto& next) {
        const auto scratch = torch::empty({block * perRow}, torch::kFloat32);
        for (int64_t item = next(); item >= 0; item = next())
            work(item * block, std::min<long>(block, rows - item * block), scratch.data_ptr<float>());
    });
}

/// Some rows of linear(); `add` is their residual or null, `scratch` holds their normalised values.
void linearRows(const ProductKernels& k, const Packed& layer, const Norm& norm, const float* x, long rows,
                const float* add, float* out, float* scratch);

/// Some rows of mlp(); `scratch` holds their normalised and their hidden values.
void mlpRows(const ProductKernels& k, const Packed& up, const Norm& norm, const Packed& down, const float* x, long rows,
             const float* add, float* out, float* scratch);

/// Attention of one head of one image or window: `queries` rows over `keys` rows, q and k of `depth` values, v of
/// `valueDepth`.
class HeadAttention {
public:
    struct Shape {
        long queries, keys, depth, valueDepth;
        long queryPitch, keyPitch, valuePitch, outPitch; ///< floats from one row to the next
    };
    HeadAttention(const ProductKernels& k, const Shape& shape);

    long scratchSize() const { return m_keySize + m_valueSize + m_block * m_padded; }
    /// `keys`, filled up: the pitch of a bias.
    long biasPitch() const { return m_padded; }

    /// `bias` is queries x biasPitch() or null, `scratch` of scratchSize().
    void run(const float* q, const float* key, const float* value, const float* bias, float* out, float* scratch) const;

private:
    const ProductKernels& m_k;
    Shape m_shape;
    long m_padded, m_block, m_keySize, m_valueSize;
    float m_scale;
};

/// N x 3 x H x d of one image in one array: the shape of each head's attention.
HeadAttention::Shape selfAttention(long tokens, long heads, long d);

} // namespace klas::engine::inference
