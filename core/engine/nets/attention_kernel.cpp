// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/attention_kernel.h"

#include "core/engine/nets/inference.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <torch/csrc/jit/frontend/tracer.h>
#include <vector>

namespace klas::engine {

// Compiled twice, for AVX with FMA and for any x86-64; the loader picks by the feature ("arch=haswell" would ask for that
// very processor model).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&                     \
    !defined(__SANITIZE_THREAD__)
#define KLAS_VECTOR_VERSIONS __attribute__((target_clones("fma", "default")))
#else
#define KLAS_VECTOR_VERSIONS
#endif

namespace {

constexpr int64_t kLongest = 64;
constexpr int64_t kLanes = 8; ///< rows are padded to this, so that the inner loops run whole vectors

/// Sizes of B x N x 3 x H x d and the strides of its contiguous layout.
struct Shape {
    explicit Shape(const torch::Tensor& qkv)
        : images(qkv.size(0)), tokens(qkv.size(1)), heads(qkv.size(3)), width(qkv.size(4)),
          padded((tokens + kLanes - 1) / kLanes * kLanes), tokenStride(3 * heads * width),
          scale(static_cast<float>(1.0 / std::sqrt(static_cast<double>(width)))) {}

    int64_t images, tokens, heads, width, padded, tokenStride;
    float scale;
};

/// One of q, k, v of one image and head, channel by channel: d rows of N values, padded with zeros.
void transposed(const float* first, int64_t stride, const Shape& s, float* out) {
    for (int64_t c = 0; c < s.width; ++c) {
        float* row = out + c * s.padded;
        for (int64_t n = 0; n < s.tokens; ++n)
            row[n] = first[n * stride + c];
        std::fill(row + s.tokens, row + s.padded, 0.f);
    }
}

/// out[0..padded) = Σ_c factors[c] rows[c][..]
KLAS_VECTOR_VERSIONS void combine(const float* factors, const float* rows, const Shape& s, float* out) {
    std::fill(out, out + s.padded, 0.f);
    for (int64_t c = 0; c < s.width; ++c) {
        const float factor = factors[c];
        const float* row = rows + c * s.padded;
#pragma omp simd
        for (int64_t n = 0; n < s.padded; ++n)
            out[n] += factor * row[n];
    }
}

/// out[c] = Σ_n row[n] rows[c][n], for the d channels
KLAS_VECTOR_VERSIONS void dots(const float* row, const float* rows, const Shape& s, float* out) {
    for (int64_t c = 0; c < s.width; ++c) {
        const float* other = rows + c * s.padded;
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int64_t n = 0; n < s.padded; ++n)
            sum += row[n] * other[n];
        out[c] = sum;
    }
}

/// dRow: dP -> dS = P (dP - Σ dP P) √(1/d), in place; then dk += q dSᵀ and dv += g Pᵀ, channel by channel.
KLAS_VECTOR_VERSIONS void spreadGradient(const float* p, const float* q, const float* g, const Shape& s, float* dRow,
                                         float* dKeys, float* dValues) {
    float mean = 0;
#pragma omp simd reduction(+ : mean)
    for (int64_t m = 0; m < s.padded; ++m)
        mean += dRow[m] * p[m];
#pragma omp simd
    for (int64_t m = 0; m < s.padded; ++m)
        dRow[m] = p[m] * (dRow[m] - mean) * s.scale;
    for (int64_t c = 0; c < s.width; ++c) {
        float *dk = dKeys + c * s.padded, *dv = dValues + c * s.padded;
        const float qc = q[c], gc = g[c];
#pragma omp simd
        for (int64_t m = 0; m < s.padded; ++m) {
            dk[m] += qc * dRow[m];
            dv[m] += gc * p[m];
        }
    }
}

/// q kᵀ √(1/d) of one row -> its softmax in place; the padding becomes 0.
void softmaxRow(float* row, const Shape& s) {
    float largest = row[0];
    for (int64_t n = 1; n < s.tokens; ++n)
        largest = std::max(largest, row[n]);
    float sum = 0;
    for (int64_t n = 0; n < s.tokens; ++n) {
        row[n] = std::exp((row[n] - largest) * s.scale);
        sum += row[n];
    }
    const float inverse = 1 / sum;
    for (int64_t n = 0; n < s.tokens; ++n)
        row[n] *= inverse;
    std::fill(row + s.tokens, row + s.padded, 0.f);
}

/// Calls work(image, head, scratch) for all, in parallel; `floats` is the size of each thread's scratch.
template <typename Work>
void forEachHead(const Shape& s, int64_t floats, const Work& work) {
    at::parallel_for(0, s.images * s.heads, 16, [&](int64_t begin, int64_t end) {
        std::vector<float> scratch(static_cast<size_t>(floats));
        for (int64_t k = begin; k < end; ++k)
            work(k / s.heads, k % s.heads, scratch.data());
    });
}

class ShortAttention : public torch::autograd::Function<ShortAttention> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& qkvInput) {
        const auto qkv = qkvInput.contiguous();
        const Shape s(qkv);
        const bool learning = qkv.requires_grad();
        const auto out = torch::empty({s.images, s.tokens, s.heads * s.width}, qkv.options());
        const auto weights =
            learning ? torch::empty({s.images, s.heads, s.tokens, s.padded}, qkv.options()) : torch::Tensor();
        const float* in = qkv.data_ptr<float>();
        float* result = out.data_ptr<float>();
        float* kept = learning ? weights.data_ptr<float>() : nullptr;
        forEachHead(s, (2 * s.width + 1) * s.padded, [&](int64_t b, int64_t h, float* scratch) {
            float *keys = scratch, *values = keys + s.width * s.padded, *spare = values + s.width * s.padded;
            const float* q = in + b * s.tokens * s.tokenStride + h * s.width;
            const int64_t part = s.heads * s.width;
            transposed(q + part, s.tokenStride, s, keys);
            transposed(q + 2 * part, s.tokenStride, s, values);
            for (int64_t n = 0; n < s.tokens; ++n) {
                float* row = learning ? kept + ((b * s.heads + h) * s.tokens + n) * s.padded : spare;
                combine(q + n * s.tokenStride, keys, s, row);
                softmaxRow(row, s);
                dots(row, values, s, result + (b * s.tokens + n) * part + h * s.width);
            }
        });
        if (learning) context->save_for_backward({qkv, weights});
        return out;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto& qkv = saved[0];
        const Shape s(qkv);
        const auto gradient = gradients[0].contiguous();
        const auto result = torch::empty_like(qkv);
        const float *in = qkv.data_ptr<float>(), *kept = saved[1].data_ptr<float>(),
                    *go = gradient.data_ptr<float>();
        float* out = result.data_ptr<float>();
        const int64_t part = s.heads * s.width, block = s.width * s.padded;
        forEachHead(s, 4 * block + s.padded, [&](int64_t b, int64_t h, float* scratch) {
            float *keys = scratch, *values = keys + block, *dKeys = values + block, *dValues = dKeys + block,
                  *dRow = dValues + block;
            const int64_t first = b * s.tokens * s.tokenStride + h * s.width;
            transposed(in + first + part, s.tokenStride, s, keys);
            transposed(in + first + 2 * part, s.tokenStride, s, values);
            std::fill(dKeys, dKeys + 2 * block, 0.f);
            for (int64_t n = 0; n < s.tokens; ++n) {
                const float* p = kept + ((b * s.heads + h) * s.tokens + n) * s.padded;
                const float* g = go + (b * s.tokens + n) * part + h * s.width;
                const float* q = in + first + n * s.tokenStride;
                combine(g, values, s, dRow); // dP = dO vᵀ
                spreadGradient(p, q, g, s, dRow, dKeys, dValues);
                dots(dRow, keys, s, out + first + n * s.tokenStride);
            }
            for (int64_t n = 0; n < s.tokens; ++n)
                for (int64_t c = 0; c < s.width; ++c) {
                    out[first + n * s.tokenStride + part + c] = dKeys[c * s.padded + n];
                    out[first + n * s.tokenStride + 2 * part + c] = dValues[c * s.padded + n];
                }
        });
        return {result};
    }
};

} // namespace

torch::Tensor attentionByProducts(const torch::Tensor& qkv) {
    const auto n = qkv.size(1), c = qkv.size(3) * qkv.size(4);
    const auto parts = qkv.permute({2, 0, 3, 1, 4}); // 3 x B x H x N x d
    const auto q = parts[0] * (1.0 / std::sqrt(static_cast<double>(qkv.size(4))));
    const auto weights = torch::softmax(q.matmul(parts[1].transpose(-2, -1)), -1); // B x H x N x N
    return weights.matmul(parts[2]).transpose(1, 2).reshape({-1, n, c});
}

torch::Tensor attention(const torch::Tensor& qkv) {
    if (inference::fits(qkv)) return inference::attention(qkv);
    const bool loop = !torch::jit::tracer::isTracing() && qkv.is_cpu() && qkv.scalar_type() == torch::kFloat32 && qkv.size(1) <= kLongest;
    return loop ? ShortAttention::apply(qkv) : attentionByProducts(qkv);
}

} // namespace klas::engine
