// SPDX-License-Identifier: GPL-3.0-or-later
// The body of resizeRow() and resizeColumns(), compiled once per instruction set (KLAS_SET names its namespace).
#pragma once

#include "core/engine/kernels/lanes.h"
#include "core/engine/kernels/resize_kernel.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace klas::engine::kernels {
namespace {

constexpr int kInts = kVectorBytes / 4; ///< bytes of an image that fill one vector
constexpr int kPixels = kInts / 4;      ///< taps in one vector
typedef int Ints __attribute__((vector_size(kVectorBytes)));
typedef int FourInts __attribute__((vector_size(16)));
typedef unsigned char IntBytes __attribute__((vector_size(kInts)));
typedef unsigned char FourBytes __attribute__((vector_size(4)));

/// kInts bytes, each in a lane of its own.
KLAS_INLINE Ints loadBytes(const std::uint8_t* from) {
#if defined(__AVX512F__)
    return (Ints)_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
#elif defined(__AVX2__)
    return (Ints)_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
#else
    return __builtin_convertvector(load<IntBytes>(from), Ints);
#endif
}

/// Sums in 22 bits of fraction (rounding included) to bytes.
template <typename Bytes, typename V>
KLAS_INLINE void storeClipped(std::uint8_t* to, V sums) {
    sums >>= kResizeBits;
    sums = sums < 0 ? V{} : sums;
    sums = sums > 255 ? V{} + 255 : sums;
    store(to, __builtin_convertvector(sums, Bytes));
}

/// The four bytes' sums over the taps of a vector (a template, so that only the right case is looked at).
template <typename V>
KLAS_INLINE FourInts foldTaps(V v) {
    if constexpr (kPixels == 4)
        return __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7) +
               __builtin_shufflevector(v, v, 8, 9, 10, 11) + __builtin_shufflevector(v, v, 12, 13, 14, 15);
    else if constexpr (kPixels == 2)
        return __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7);
    else
        return __builtin_shufflevector(v, v, 0, 1, 2, 3);
}

} // namespace

namespace KLAS_SET {

void resizeRow(const ResizeRow& r) {
    for (long x = 0; x < r.width; ++x) {
        const std::uint8_t* in = r.in + 4L * r.first[x];
        const std::int32_t* weight = r.weights + 4 * r.taps * x;
        Ints sums = {};
        for (int t = 0; t < r.used[x]; t += kPixels, in += 4 * kPixels, weight += kInts)
            sums += loadBytes(in) * load<Ints>(weight);
        storeClipped<FourBytes>(r.out + 4 * x, foldTaps(sums) + (1 << (kResizeBits - 1)));
    }
}

void resizeColumns(const ResizeColumns& c) {
    constexpr int kVectors = 64 / kInts;
    for (long b = 0; b < c.bytes; b += 64) {
        Ints sums[kVectors];
        for (int v = 0; v < kVectors; ++v)
            sums[v] = Ints{} + (1 << (kResizeBits - 1));
        const std::uint8_t* in = c.in + b;
        for (long t = 0; t < c.taps; ++t, in += c.stride) {
            const Ints weight = Ints{} + c.weights[t];
#pragma GCC unroll 16
            for (int v = 0; v < kVectors; ++v)
                sums[v] += loadBytes(in + v * kInts) * weight;
        }
        for (int v = 0; v < kVectors; ++v)
            storeClipped<IntBytes>(c.out + b + v * kInts, sums[v]);
    }
}

} // namespace KLAS_SET
} // namespace klas::engine::kernels
