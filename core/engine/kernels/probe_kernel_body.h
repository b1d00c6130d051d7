// SPDX-License-Identifier: GPL-3.0-or-later
// The body of addProbeTile(), compiled once per instruction set (KLAS_SET names its namespace).
#pragma once

#include "core/engine/kernels/elementary.h"
#include "core/engine/kernels/probe_kernel.h"

namespace klas::engine::kernels {
namespace {

constexpr int kLogitRows = kVectorBytes == 64 ? 12 : kVectorBytes == 32 ? 6 : 4; ///< classes at a time, times two vectors
constexpr int kGradientRows = kVectorBytes == 64 ? 4 : 3;                        ///< classes and channels at a time
constexpr int kGradientColumns = kVectorBytes == 64 ? 6 : 3;

/// Channel c of the images from i on.
KLAS_INLINE const float* probeValues(const ProbeTile& t, long c, long i) {
    return t.x + (i / kProbeGroup * t.channels + c) * kProbeGroup + i % kProbeGroup;
}

/// Logits of R classes from k on for two vectors of images from i on.
template <int R>
KLAS_INLINE void addLogits(const ProbeTile& t, long k, long i) {
    Floats sums[R][2] = {};
    const float *x = probeValues(t, 0, i), *w = t.weight + k * t.channels;
    for (long c = 0; c < t.channels; ++c, x += kProbeGroup) {
        const Floats x0 = load<Floats>(x), x1 = load<Floats>(x + kFloats);
#pragma GCC unroll 12
        for (int r = 0; r < R; ++r) {
            const Floats weight = broadcast<Floats>(w[r * t.channels + c]);
            sums[r][0] += weight * x0;
            sums[r][1] += weight * x1;
        }
    }
#pragma GCC unroll 12
    for (int r = 0; r < R; ++r) {
        store(t.scratch + (k + r) * kProbeImages + i, sums[r][0]);
        store(t.scratch + (k + r) * kProbeImages + i + kFloats, sums[r][1]);
    }
}

template <int R>
KLAS_INLINE void addLastLogits(long rows, const ProbeTile& t, long k, long i) {
    if (rows == R)
        addLogits<R>(t, k, i);
    else if constexpr (R > 1)
        addLastLogits<R - 1>(rows, t, k, i);
}

/// A vector of images from i on: logits become softmax - onehot; returns the losses, two vectors' sum.
KLAS_INLINE Doubles finishLogits(const ProbeTile& t, long i) {
    float* z = t.scratch + i;
    const int* labels = t.labels + i;
    Floats top = load<Floats>(z);
    for (long k = 1; k < t.classes; ++k)
        top = larger(load<Floats>(z + k * kProbeImages), top);
    float tops[kFloats], own[kFloats], exists[kFloats], sums[kFloats];
    store(tops, top);
    for (int lane = 0; lane < kFloats; ++lane) {
        own[lane] = labels[lane] < 0 ? tops[lane] : z[labels[lane] * kProbeImages + lane];
        exists[lane] = labels[lane] < 0 ? 0 : 1;
    }
    Floats sum = {};
    for (long k = 0; k < t.classes; ++k) {
        const Floats e = exponential(load<Floats>(z + k * kProbeImages) - top);
        store(z + k * kProbeImages, e);
        sum += e;
    }
    store(sums, sum);
    const Floats share = load<Floats>(exists) / sum;
    for (long k = 0; k < t.classes; ++k)
        store(z + k * kProbeImages, load<Floats>(z + k * kProbeImages) * share);
    for (int lane = 0; lane < kFloats; ++lane)
        if (labels[lane] >= 0) z[labels[lane] * kProbeImages + lane] -= 1;
    Doubles loss = {};
#pragma GCC unroll 2
    for (int half = 0; half < kFloats; half += kDoubles) {
        const auto wide = [&](const float* from) {
            return __builtin_convertvector(load<HalfFloats>(from + half), Doubles);
        };
        loss += wide(exists) * (logarithm(wide(sums)) + (wide(tops) - wide(own)));
    }
    return loss;
}

/// gradient += (softmax - onehot) xᵀ of R classes from k on and C channels from c on.
template <int R, int C>
void addGradient(const ProbeTile& t, long k, long c) {
    Floats sums[R][C];
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int q = 0; q < C; ++q)
            sums[r][q] = load<Floats>(t.gradient + ((k + r) * t.channels + c + q) * kProbeLanes);
    const float* d = t.scratch + k * kProbeImages;
    for (long i = 0; i < kProbeImages; i += kFloats) {
        const float* x = probeValues(t, c, i);
        Floats xs[C];
#pragma GCC unroll 8
        for (int q = 0; q < C; ++q)
            xs[q] = load<Floats>(x + q * kProbeGroup);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            const Floats dr = load<Floats>(d + r * kProbeImages + i);
#pragma GCC unroll 8
            for (int q = 0; q < C; ++q)
                sums[r][q] += dr * xs[q];
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int q = 0; q < C; ++q)
            store(t.gradient + ((k + r) * t.channels + c + q) * kProbeLanes, sums[r][q]);
}

template <int R, int C>
KLAS_INLINE void addGradientColumns(long columns, const ProbeTile& t, long k, long c) {
    if (columns >= C)
        addGradient<R, C>(t, k, c);
    else if constexpr (C > 1)
        addGradientColumns<R, C - 1>(columns, t, k, c);
}
template <int R>
KLAS_INLINE void addGradientRows(long rows, const ProbeTile& t, long k, long c) {
    if (rows >= R)
        addGradientColumns<R, kGradientColumns>(t.channels - c, t, k, c);
    else if constexpr (R > 1)
        addGradientRows<R - 1>(rows, t, k, c);
}

void addTileOf(const ProbeTile& t) {
    Doubles loss = {};
    for (long i = 0; i < kProbeImages; i += 2 * kFloats) {
        long k = 0;
        for (; k + kLogitRows <= t.classes; k += kLogitRows)
            addLogits<kLogitRows>(t, k, i);
        if (k < t.classes) addLastLogits<kLogitRows - 1>(t.classes - k, t, k, i);
        loss += finishLogits(t, i);
        loss += finishLogits(t, i + kFloats);
    }
    *t.loss += sumOf(loss);
    for (long c = 0; c < t.channels; c += kGradientColumns)
        for (long k = 0; k < t.classes; k += kGradientRows)
            addGradientRows<kGradientRows>(t.classes - k, t, k, c);
}

} // namespace

namespace KLAS_SET {
void addProbeTile(const ProbeTile& tile) { addTileOf(tile); }
} // namespace KLAS_SET

} // namespace klas::engine::kernels
