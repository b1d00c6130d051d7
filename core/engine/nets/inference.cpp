// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/inference.h"

#include "core/engine/kernels/product_kernel.h"
#include "core/engine/parallel.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace klas::engine::inference {

namespace {

using kernels::Product, kernels::ProductKernels;

constexpr long kBlockTiles = 4; ///< rows that a thread takes through a layer at a time, in tiles
constexpr long kImageTiles = 8; ///< the same, at most, where it goes on with the next rows of one image

/// Rows at a time: `rows` in equal parts of whole tiles, at most kImageTiles each.
long evenBlock(const ProductKernels& k, long rows) {
    const long tiles = (rows + k.tileRows - 1) / k.tileRows, parts = (tiles + kImageTiles - 1) / kImageTiles;
    return (tiles + parts - 1) / parts * k.tileRows;
}

/// A weight as the kernels read it, with LayerScale folded in; packAll() fills it.
struct Packed {
    Packed(const Linear& layer, const ProductKernels& k)
        : columns(layer.weight.size(0)), depth(layer.weight.size(1)) {
        const bool scaled = layer.scale.defined();
        weight = (scaled ? layer.weight * layer.scale.unsqueeze(1) : layer.weight).contiguous();
        if (layer.bias.defined()) bias = (scaled ? layer.bias * layer.scale : layer.bias).contiguous();
        values = torch::empty({k.packedSize(columns, depth)}, weight.options());
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
    torch::Tensor weight, bias, values;
};

void packAll(const ProductKernels& k, const std::vector<const Packed*>& layers) {
    std::vector<std::pair<const Packed*, long>> panels;
    for (const Packed* layer : layers)
        for (long panel = 0; panel < k.panels(layer->columns); ++panel)
            panels.emplace_back(layer, panel);
    shareItems(int64_t(panels.size()), [&](const auto& next) {
        for (int64_t item = next(); item >= 0; item = next()) {
            const auto& [layer, panel] = panels[size_t(item)];
            k.packRows(layer->weight.template data_ptr<float>(), layer->depth, layer->columns, layer->depth, 1, panel,
                       panel + 1, layer->values.template data_ptr<float>());
        }
    });
}

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

/// Some rows of linear(); `add` is their residual or null, `scratch` holds their normalised values.
void linearRows(const ProductKernels& k, const Packed& layer, const Norm& norm, const float* x, long rows,
                const float* add, float* out, float* scratch) {
    Product p = layer.product(norm.apply(k, x, rows, layer.depth, scratch), rows, out);
    p.residual = add;
    p.residualPitch = layer.columns;
    k.product(p);
}

/// Some rows of mlp(); `scratch` holds their normalised and their hidden values.
void mlpRows(const ProductKernels& k, const Packed& up, const Norm& norm, const Packed& down, const float* x, long rows,
             const float* add, float* out, float* scratch) {
    float* hidden = scratch + rows * up.depth;
    Product p = up.product(norm.apply(k, x, rows, up.depth, scratch), rows, hidden);
    p.gelu = true;
    k.product(p);
    p = down.product(hidden, rows, out);
    p.residual = add;
    p.residualPitch = down.columns;
    k.product(p);
}

/// Attention of one image's heads.
class HeadAttention {
public:
    HeadAttention(const ProductKernels& k, long tokens, long heads, long d)
        : m_k(k), m_tokens(tokens), m_heads(heads), m_d(d), m_padded(k.panels(tokens) * k.panelWidth),
          m_block(std::min<long>(4 * k.tileRows, tokens)), m_keySize(k.packedSize(tokens, d)),
          m_valueSize(k.packedSize(d, tokens)), m_scale(static_cast<float>(1.0 / std::sqrt(static_cast<double>(d)))) {}

    long scratchSize() const { return m_keySize + m_valueSize + m_block * m_padded; }

    /// `qkv` N x 3 x H x d -> `out` N x (H d), the part of one head.
    void run(const float* qkv, long head, float* out, float* scratch) const {
        const long part = m_heads * m_d, pitch = 3 * part;
        float *keys = scratch, *values = keys + m_keySize, *weights = values + m_valueSize;
        const float* q = qkv + head * m_d;
        m_k.packRows(q + part, pitch, m_tokens, m_d, m_scale, 0, m_k.panels(m_tokens), keys);
        m_k.packColumns(q + 2 * part, pitch, m_d, m_tokens, values);
        for (long row = 0; row < m_tokens; row += m_block) {
            Product p{};
            p.a = q + row * pitch;
            p.aPitch = pitch;
            p.rows = std::min(m_block, m_tokens - row);
            p.depth = m_d;
            p.b = keys;
            p.columns = p.cPitch = m_padded; // whole panels: the surplus is what softmax spoils
            p.c = weights;
            m_k.product(p);
            m_k.softmax(weights, m_padded, p.rows, m_tokens);
            p.a = weights;
            p.aPitch = m_padded;
            p.depth = m_tokens;
            p.b = values;
            p.columns = m_d;
            p.c = out + row * part + head * m_d;
            p.cPitch = part;
            m_k.product(p);
        }
    }

private:
    const ProductKernels& m_k;
    long m_tokens, m_heads, m_d, m_padded, m_block, m_keySize, m_valueSize;
    float m_scale;
};

/// x, or nothing.
torch::Tensor contiguous(const torch::Tensor& x) { return x.defined() ? x.contiguous() : x; }
const float* valuesOf(const torch::Tensor& x) { return x.defined() ? x.data_ptr<float>() : nullptr; }

torch::Tensor emptyWithLast(const torch::Tensor& x, int64_t last) {
    auto sizes = x.sizes().vec();
    sizes.back() = last;
    return torch::empty(sizes, x.options());
}

} // namespace

bool fits(const torch::Tensor& x) {
    return x.is_cpu() && x.scalar_type() == torch::kFloat32 && !torch::GradMode::is_enabled();
}

torch::Tensor linear(const torch::Tensor& input, const Linear& layer) {
    const auto& k = kernels::productKernels();
    const auto x = input.contiguous(), residual = contiguous(layer.residual);
    const Packed packed(layer, k);
    packAll(k, {&packed});
    const Norm norm(layer.norm);
    const auto out = emptyWithLast(x, packed.columns);
    const float *from = valuesOf(x), *add = valuesOf(residual);
    float* to = out.data_ptr<float>();
    const long width = packed.depth, columns = packed.columns;
    forRows(k, x.numel() / width, norm.exists() ? width : 0, [&](long row, long rows, float* scratch) {
        linearRows(k, packed, norm, from + row * width, rows, add ? add + row * columns : nullptr, to + row * columns,
                   scratch);
    });
    return out;
}

torch::Tensor mlp(const torch::Tensor& input, const Linear& first, const Linear& second) {
    const auto& k = kernels::productKernels();
    const auto x = input.contiguous(), residual = contiguous(second.residual);
    const Packed up(first, k), down(second, k);
    packAll(k, {&up, &down});
    const Norm norm(first.norm);
    const auto out = emptyWithLast(x, down.columns);
    const float *from = valuesOf(x), *add = valuesOf(residual);
    float* to = out.data_ptr<float>();
    const long width = up.depth, columns = down.columns;
    forRows(k, x.numel() / width, width + up.columns, [&](long row, long rows, float* scratch) {
        mlpRows(k, up, norm, down, from + row * width, rows, add ? add + row * columns : nullptr, to + row * columns,
                scratch);
    });
    return out;
}

torch::Tensor attention(const torch::Tensor& input) {
    const auto& k = kernels::productKernels();
    const auto qkv = input.contiguous();
    const long images = qkv.size(0), tokens = qkv.size(1), heads = qkv.size(3), part = heads * qkv.size(4);
    const HeadAttention attention(k, tokens, heads, qkv.size(4));
    const auto out = torch::empty({images, tokens, part}, qkv.options());
    const float* in = qkv.data_ptr<float>();
    float* to = out.data_ptr<float>();
    shareItems(images * heads, [&](const auto& next) {
        const auto scratch = torch::empty({attention.scratchSize()}, torch::kFloat32);
        for (int64_t item = next(); item >= 0; item = next()) {
            const long image = item / heads;
            attention.run(in + image * tokens * 3 * part, item % heads, to + image * tokens * part,
                          scratch.template data_ptr<float>());
        }
    });
    return out;
}

torch::Tensor block(const torch::Tensor& input, const Block& layers) {
    const auto x = input.contiguous();
    const long images = x.size(0), tokens = x.size(1), width = x.size(2), d = width / layers.heads;
    if (images < 2 * at::get_num_threads()) {
        auto proj = layers.proj, down = layers.down;
        proj.residual = x;
        const auto qkv = linear(x, layers.qkv).view({images, tokens, 3, layers.heads, d});
        down.residual = linear(attention(qkv), proj);
        return mlp(down.residual, layers.up, down);
    }
    const auto& k = kernels::productKernels();
    const Packed qkv(layers.qkv, k), proj(layers.proj, k), up(layers.up, k), down(layers.down, k);
    packAll(k, {&qkv, &proj, &up, &down});
    const Norm first(layers.qkv.norm), none(nullptr), second(layers.up.norm);
    const HeadAttention attention(k, tokens, layers.heads, d);
    const auto out = torch::empty_like(x);
    const float* from = x.data_ptr<float>();
    float* to = out.data_ptr<float>();
    const long rowsAtOnce = evenBlock(k, tokens);
    shareItems(images, [&](const auto& next) {
        const long extra = std::max(attention.scratchSize(), rowsAtOnce * (width + up.columns));
        const auto memory = torch::empty({tokens * 4 * width + extra}, torch::kFloat32);
        // q, k and v; where the heads write: after the projection the first third becomes y.
        float *parts = memory.template data_ptr<float>(), *heads = parts + tokens * 3 * width,
              *scratch = heads + tokens * width, *y = parts;
        const auto inBlocks = [&](const auto& work) {
            for (long row = 0; row < tokens; row += rowsAtOnce)
                work(row * width, std::min(rowsAtOnce, tokens - row));
        };
        for (int64_t image = next(); image >= 0; image = next()) {
            const float* own = from + image * tokens * width;
            float* result = to + image * tokens * width;
            inBlocks([&](long at, long rows) {
                linearRows(k, qkv, first, own + at, rows, nullptr, parts + 3 * at, scratch);
            });
            for (long head = 0; head < layers.heads; ++head)
                attention.run(parts, head, heads, scratch);
            inBlocks([&](long at, long rows) { linearRows(k, proj, none, heads + at, rows, own + at, y + at, scratch); });
            inBlocks([&](long at, long rows) {
                mlpRows(k, up, second, down, y + at, rows, y + at, result + at, scratch);
            });
        }
    });
    return out;
}

} // namespace klas::engine::inference
