// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/inference_rows.h"

#include <cmath>
#include <utility>

namespace klas::engine::inference {

long evenBlock(const ProductKernels& k, long rows) {
    const long tiles = (rows + k.tileRows - 1) / k.tileRows, parts = (tiles + kImageTiles - 1) / kImageTiles;
    return (tiles + parts - 1) / parts * k.tileRows;
}

Packed::Packed(const Linear& layer, const ProductKernels& k)
    : columns(layer.weight.size(0)), depth(layer.weight.size(1)), act(layer.act), weight(layer.weight.contiguous()) {
    if (layer.scale.defined()) factors = layer.scale.contiguous();
    if (layer.bias.defined()) bias = (factors.defined() ? layer.bias * factors : layer.bias).contiguous();
    if (layer.shift.defined()) bias = (bias.defined() ? bias + layer.shift : layer.shift).contiguous();
    values = torch::empty({k.packedSize(columns, depth)}, weight.options());
}

Product Packed::product(const float* a, long rows, float* c) const {
    Product p{};
    p.a = a;
    p.aPitch = p.depth = depth;
    p.rows = rows;
    p.b = values.data_ptr<float>();
    p.columns = p.cPitch = columns;
    p.bias = bias.defined() ? bias.data_ptr<float>() : nullptr;
    p.act = act;
    p.c = c;
    return p;
}

void packAll(const ProductKernels& k, const std::vector<const Packed*>& layers) {
    std::vector<std::pair<const Packed*, long>> panels;
    for (const Packed* layer : layers)
        for (long panel = 0; panel < k.panels(layer->columns); ++panel)
            panels.emplace_back(layer, panel);
    shareItems(int64_t(panels.size()), [&](const auto& next) {
        for (int64_t item = next(); item >= 0; item = next()) {
            const auto& [layer, panel] = panels[size_t(item)];
            const auto& factors = layer->factors;
            k.packRows(layer->weight.template data_ptr<float>(), layer->depth, layer->columns, layer->depth, 1,
                       factors.defined() ? factors.template data_ptr<float>() : nullptr, panel, panel + 1,
                       layer->values.template data_ptr<float>());
        }
    });
}

Norm::Norm(const torch::nn::LayerNormImpl* layer) {
    if (!layer) return;
    eps = static_cast<float>(layer->options.eps());
    gamma = layer->weight.contiguous();
    beta = layer->bias.contiguous();
}

const float* Norm::apply(const ProductKernels& k, const float* x, long rows, long width, float* scratch) const {
    if (!exists()) return x;
    k.layerNorm(x, width, rows, width, eps, gamma.data_ptr<float>(), beta.data_ptr<float>(), scratch);
    return scratch;
}

void linearRows(const ProductKernels& k, const Packed& layer, const Norm& norm, const float* x, long rows,
                const float* add, float* out, float* scratch) {
    Product p = layer.product(norm.apply(k, x, rows, layer.depth, scratch), rows, out);
    p.residual = add;
    p.residualPitch = layer.columns;
    k.product(p);
}

void mlpRows(const ProductKernels& k, const Packed& up, const Norm& norm, const Packed& down, const float* x, long rows,
             const float* add, float* out, float* scratch) {
    float* hidden = scratch + rows * up.depth;
    Product p = up.product(norm.apply(k, x, rows, up.depth, scratch), rows, hidden);
    if (p.act == kernels::Activation::None) p.act = kernels::Activation::Gelu;
    k.product(p);
    p = down.product(hidden, rows, out);
    p.residual = add;
    p.residualPitch = down.columns;
    k.product(p);
}

HeadAttention::HeadAttention(const ProductKernels& k, const Shape& shape)
    : m_k(k), m_shape(shape), m_padded(k.panels(shape.keys) * k.panelWidth),
      m_block(std::min<long>(4 * k.tileRows, shape.queries)), m_keySize(k.packedSize(shape.keys, shape.depth)),
      m_valueSize(k.packedSize(shape.valueDepth, shape.keys)),
      m_scale(static_cast<float>(1.0 / std::sqrt(static_cast<double>(shape.depth)))) {}

void HeadAttention::run(const float* q, const float* key, const float* value, const float* bias, float* out,
                        float* scratch) const {
    const Shape& s = m_shape;
    float *keys = scratch, *values = keys + m_keySize, *weights = values + m_valueSize;
    m_k.packRows(key, s.keyPitch, s.keys, s.depth, m_scale, nullptr, 0, m_k.panels(s.keys), keys);
    m_k.packColumns(value, s.valuePitch, s.valueDepth, s.keys, values);
    for (long row = 0; row < s.queries; row += m_block) {
        Product p{};
        p.a = q + row * s.queryPitch;
        p.aPitch = s.queryPitch;
        p.rows = std::min(m_block, s.queries - row);
        p.depth = s.depth;
        p.b = keys;
        p.columns = p.cPitch = m_padded; // whole panels: the surplus is what softmax spoils
        p.residual = bias ? bias + row * m_padded : nullptr;
        p.residualPitch = m_padded;
        p.c = weights;
        m_k.product(p);
        m_k.softmax(weights, m_padded, p.rows, s.keys);
        p.a = weights;
        p.aPitch = m_padded;
        p.depth = s.keys;
        p.b = values;
        p.columns = s.valueDepth;
        p.residual = nullptr;
        p.c = out + row * s.outPitch;
        p.cPitch = s.outPitch;
        m_k.product(p);
    }
}

HeadAttention::Shape selfAttention(long tokens, long heads, long d) {
    const long part = heads * d;
    return {tokens, tokens, d, d, 3 * part, 3 * part, 3 * part, part};
}

} // namespace klas::engine::inference
