// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/inference_rows.h"

namespace klas::engine::inference {

namespace {

/// x, or nothing.
torch::Tensor contiguous(const torch::Tensor& x) { return x.defined() ? x.contiguous() : x; }
const float* valuesOf(const torch::Tensor& x) { return x.defined() ? x.data_ptr<float>() : nullptr; }

torch::Tensor emptyWithLast(const torch::Tensor& x, int64_t last) {
    auto sizes = x.sizes().vec();
    sizes.back() = last;
    return torch::empty(sizes, x.options());
}

/// B x N x H x d whose last values lie side by side: a view stays one.
torch::Tensor packedHeads(const torch::Tensor& x) { return x.stride(3) == 1 ? x : x.contiguous(); }

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
    const auto qkv = input.contiguous(); // B x N x 3 x H x d
    return attention(qkv.select(2, 0), qkv.select(2, 1), qkv.select(2, 2), {});
}

torch::Tensor attention(const torch::Tensor& queries, const torch::Tensor& keys, const torch::Tensor& values,
                        const torch::Tensor& bias) {
    const auto& k = kernels::productKernels();
    const auto q = packedHeads(queries), key = packedHeads(keys), value = packedHeads(values);
    const long images = q.size(0), heads = q.size(2), d = q.size(3), e = value.size(3);
    const HeadAttention attention(k, {q.size(1), key.size(1), d, e, q.stride(1), key.stride(1), value.stride(1), heads * e});
    torch::Tensor padded; // H x N x biasPitch
    if (bias.defined()) padded = torch::constant_pad_nd(bias, {0, attention.biasPitch() - key.size(1)}).contiguous();
    const auto out = torch::empty({images, q.size(1), heads * e}, q.options());
    const float *from = q.data_ptr<float>(), *keyFrom = key.data_ptr<float>(), *valueFrom = value.data_ptr<float>(),
                *add = valuesOf(padded);
    float* to = out.data_ptr<float>();
    shareItems(images * heads, [&](const auto& next) {
        const auto scratch = torch::empty({attention.scratchSize()}, torch::kFloat32);
        for (int64_t item = next(); item >= 0; item = next()) {
            const long image = item / heads, head = item % heads;
            attention.run(from + image * q.stride(0) + head * q.stride(2), keyFrom + image * key.stride(0) + head * key.stride(2),
                          valueFrom + image * value.stride(0) + head * value.stride(2),
                          add ? add + head * q.size(1) * attention.biasPitch() : nullptr,
                          to + image * out.stride(0) + head * e, scratch.template data_ptr<float>());
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
    const HeadAttention attention(k, selfAttention(tokens, layers.heads, d));
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
                attention.run(parts + head * d, parts + width + head * d, parts + 2 * width + head * d, nullptr,
                              heads + head * d, scratch);
            inBlocks([&](long at, long rows) { linearRows(k, proj, none, heads + at, rows, own + at, y + at, scratch); });
            inBlocks([&](long at, long rows) {
                mlpRows(k, up, second, down, y + at, rows, y + at, result + at, scratch);
            });
        }
    });
    return out;
}

} // namespace klas::engine::inference
