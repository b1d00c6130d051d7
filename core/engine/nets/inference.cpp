// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/inference.h"

#include "core/engine/kernels/product_kernel.h"
#include "core/engine/parallel.h"

#include <algorithm>
#include <cmath>

namespace klas::engine::inference {

namespace {

using kernels::Product, kernels::ProductKernels;

constexpr long kBlockTiles = 4; ///< rows that a thread takes through a layer at a time, in tiles

/// A weight as the kernels read it, with LayerScale folded in.
struct Packed {
    Packed(const Linear& layer, const ProductKernels& k)
        : columns(layer.weight.size(0)), depth(layer.weight.size(1)) {
        const bool scaled = layer.scale.defined();
        const auto weight =
            (scaled ? layer.weight * layer.scale.unsqueeze(1) : layer.weight).contiguous();
        if (layer.bias.defined()) bias = (scaled ? layer.bias * layer.scale : layer.bias).contiguous();
        values = torch::empty({k.packedSize(columns, depth)}, weight.options());
        const float* from = weight.data_ptr<float>();
        float* to = values.data_ptr<float>();
        shareItems(k.panels(columns), [&](const auto& next) {
            for (int64_t panel = next(); panel >= 0; panel = next())
                k.packRows(from, depth, columns, depth, 1, panel, panel + 1, to);
        });
    }
    /// The product of `rows` rows of `a` with it.
    Product product(const float* a, long rows, float* c) const {
        Product p{};
        p.a = a;
        p.aPitch = p.depth = depth;
        p.rows = rows;
        p.b = values.data_ptr<float>();
        p.columns = p.cPitch = columns;
        p.bias = bias.defined() ? bias.data_ptr<float>() : nullptr;
        p.c = c;
        return p;
    }
    long columns, depth;
    torch::Tensor values, bias;
};

/// LayerNorm as the kernels take it; nothing where there is none.
struct Norm {
    explicit Norm(const torch::nn::LayerNormImpl* layer) {
        if (!layer) return;
        eps = static_cast<float>(layer->options.eps());
        gamma = layer->weight.contiguous();
        beta = layer->bias.contiguous();
    }
    bool exists() const { return gamma.defined(); }
    /// x, or its normalised rows in `scratch`.
    const float* apply(const ProductKernels& k, const float* x, long rows, long width, float* scratch) const {
        if (!exists()) return x;
        k.layerNorm(x, width, rows, width, eps, gamma.data_ptr<float>(), beta.data_ptr<float>(), scratch);
        return scratch;
    }
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

std::vector<int64_t> withLast(const torch::Tensor& x, int64_t last) {
    auto sizes = x.sizes().vec();
    sizes.back() = last;
    return sizes;
}

} // namespace

bool fits(const torch::Tensor& x) {
    return x.is_cpu() && x.scalar_type() == torch::kFloat32 && !torch::GradMode::is_enabled();
}

torch::Tensor linear(const torch::Tensor& input, const Linear& layer) {
    const auto& k = kernels::productKernels();
    const auto x = input.contiguous();
    const Packed packed(layer, k);
    const Norm norm(layer.norm);
    const auto residual = layer.residual.defined() ? layer.residual.contiguous() : layer.residual;
    const auto out = torch::empty(withLast(x, packed.columns), x.options());
    const float* from = x.data_ptr<float>();
    const float* add = residual.defined() ? residual.data_ptr<float>() : nullptr;
    float* to = out.data_ptr<float>();
    const long width = packed.depth, columns = packed.columns;
    forRows(k, x.numel() / width, norm.exists() ? width : 0, [&](long first, long rows, float* scratch) {
        const float* a = norm.apply(k, from + first * width, rows, width, scratch);
        Product p = packed.product(a, rows, to + first * columns);
        p.residual = add ? add + first * columns : nullptr;
        p.residualPitch = columns;
        k.product(p);
    });
    return out;
}

torch::Tensor mlp(const torch::Tensor& input, const Linear& first, const Linear& second) {
    const auto& k = kernels::productKernels();
    const auto x = input.contiguous();
    const Packed up(first, k), down(second, k);
    const Norm norm(first.norm);
    const auto residual = second.residual.defined() ? second.residual.contiguous() : second.residual;
    const auto out = torch::empty(withLast(x, down.columns), x.options());
    const float* from = x.data_ptr<float>();
    const float* add = residual.defined() ? residual.data_ptr<float>() : nullptr;
    float* to = out.data_ptr<float>();
    const long width = up.depth;
    forRows(k, x.numel() / width, width + up.columns, [&](long row, long rows, float* scratch) {
        const float* a = norm.apply(k, from + row * width, rows, width, scratch);
        float* hidden = scratch + rows * width;
        Product p = up.product(a, rows, hidden);
        p.gelu = true;
        k.product(p);
        p = down.product(hidden, rows, to + row * down.columns);
        p.residual = add ? add + row * down.columns : nullptr;
        p.residualPitch = down.columns;
        k.product(p);
    });
    return out;
}

torch::Tensor attention(const torch::Tensor& input) {
    const auto& k = kernels::productKernels();
    const auto qkv = input.contiguous();
    const long images = qkv.size(0), tokens = qkv.size(1), heads = qkv.size(3), d = qkv.size(4);
    const long part = heads * d, pitch = 3 * part, padded = k.panels(tokens) * k.panelWidth;
    const long block = std::min<long>(4 * k.tileRows, tokens);
    const auto scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(d)));
    const auto out = torch::empty({images, tokens, part}, qkv.options());
    const float* in = qkv.data_ptr<float>();
    float* to = out.data_ptr<float>();
    shareItems(images * heads, [&](const auto& next) {
        const long keySize = k.packedSize(tokens, d), valueSize = k.packedSize(d, tokens);
        const auto scratch = torch::empty({keySize + valueSize + block * padded}, torch::kFloat32);
        float *keys = scratch.data_ptr<float>(), *values = keys + keySize, *weights = values + valueSize;
        for (int64_t item = next(); item >= 0; item = next()) {
            const long image = item / heads, head = item % heads;
            const float* q = in + image * tokens * pitch + head * d;
            k.packRows(q + part, pitch, tokens, d, scale, 0, k.panels(tokens), keys);
            k.packColumns(q + 2 * part, pitch, d, tokens, values);
            for (long row = 0; row < tokens; row += block) {
                Product p{};
                p.a = q + row * pitch;
                p.aPitch = pitch;
                p.rows = std::min(block, tokens - row);
                p.depth = d;
                p.b = keys;
                p.columns = p.cPitch = padded; // whole panels: the surplus is what softmax spoils
                p.c = weights;
                k.product(p);
                k.softmax(weights, padded, p.rows, tokens);
                p.a = weights;
                p.aPitch = padded;
                p.depth = tokens;
                p.b = values;
                p.columns = d;
                p.c = to + (image * tokens + row) * part + head * d;
                p.cPitch = part;
                k.product(p);
            }
        }
    });
    return out;
}

} // namespace klas::engine::inference
