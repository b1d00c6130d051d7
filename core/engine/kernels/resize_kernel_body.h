// SPDX-License-Identifier: GPL-3.0-or-later
// The body of ResizeKernels, compiled once per instruction set (KLAS_SET names its namespace).
#pragma once

#include "core/engine/kernels/lanes.h"
#include "core/engine/kernels/resize_kernel.h"

#ifdef __AVX2__
#include <immintrin.h> // GCC makes many instructions of a conversion of four bytes, where one will do
#endif

namespace klas::engine::kernels {
namespace {

constexpr int kHalf = 1 << (kResizeBits - 1);
constexpr int kLanes = kVectorBytes / 4;

typedef int PixelSum __attribute__((vector_size(16)));           ///< R, G, B and one lane unused
typedef std::uint8_t PixelBytes __attribute__((vector_size(4)));
typedef int Sums __attribute__((vector_size(kVectorBytes)));
typedef std::uint8_t SumBytes __attribute__((vector_size(kLanes)));

template <typename V>
KLAS_INLINE V toByteRange(V sums) {
    sums >>= kResizeBits;
    sums = sums < 0 ? V{} : sums;
    return sums > 255 ? V{} + 255 : sums;
}

/// Three bytes a pixel to four, so that a pixel is a vector.
KLAS_INLINE void spread(const std::uint8_t* in, int pixels, std::uint8_t* out) {
    int x = 0;
#ifdef __AVX2__
    const __m128i places = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
    for (; x + 6 <= pixels; x += 4) // 16 bytes are read, 12 of them used
        store(out + 4 * x, _mm_shuffle_epi8(load<__m128i>(in + 3 * x), places));
#endif
    for (; x < pixels; ++x) {
        out[4 * x] = in[3 * x];
        out[4 * x + 1] = in[3 * x + 1];
        out[4 * x + 2] = in[3 * x + 2];
        out[4 * x + 3] = 0;
    }
}

KLAS_INLINE PixelSum pixel(const std::uint8_t* from) {
#ifdef __AVX2__
    return bits<PixelSum>(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(load<int>(from))));
#else
    return __builtin_convertvector(load<PixelBytes>(from), PixelSum);
#endif
}

/// The first three of four sums as bytes.
KLAS_INLINE void storePixel(std::uint8_t* out, PixelSum sum) {
#ifdef __AVX2__
    const __m128i shorts = _mm_packus_epi32(_mm_srai_epi32(bits<__m128i>(sum), kResizeBits), __m128i{}); // below 2^9
    const int bytes = _mm_cvtsi128_si32(_mm_packus_epi16(shorts, shorts));
    __builtin_memcpy(out, &bytes, 3);
#else
    sum = toByteRange(sum);
    out[0] = static_cast<std::uint8_t>(sum[0]);
    out[1] = static_cast<std::uint8_t>(sum[1]);
    out[2] = static_cast<std::uint8_t>(sum[2]);
#endif
}

void horizontal(const std::uint8_t* in, int inPixels, const int* starts, const int* weights, int taps, int width,
                std::uint8_t* spare, std::uint8_t* out) {
    spread(in, inPixels, spare);
    for (int x = 0; x < width; ++x, weights += taps) {
        const std::uint8_t* from = spare + 4L * starts[x];
        PixelSum sum = PixelSum{} + kHalf, other{};
        int k = 0;
        for (; k + 1 < taps; k += 2) {
            sum += pixel(from + 4 * k) * weights[k];
            other += pixel(from + 4 * k + 4) * weights[k + 1];
        }
        if (k < taps) sum += pixel(from + 4 * k) * weights[k];
        storePixel(out + 3 * x, sum + other);
    }
}

void vertical(const std::uint8_t* in, long pitch, const int* weights, int taps, long bytes, std::uint8_t* out) {
    long b = 0;
    for (; b + 2 * kLanes <= bytes; b += 2 * kLanes) {
        Sums first = Sums{} + kHalf, second = first;
        const std::uint8_t* from = in + b;
        for (int k = 0; k < taps; ++k, from += pitch) {
            first += __builtin_convertvector(load<SumBytes>(from), Sums) * weights[k];
            second += __builtin_convertvector(load<SumBytes>(from + kLanes), Sums) * weights[k];
        }
        store(out + b, __builtin_convertvector(toByteRange(first), SumBytes));
        store(out + b + kLanes, __builtin_convertvector(toByteRange(second), SumBytes));
    }
    for (; b < bytes; ++b) {
        int sum = kHalf;
        for (int k = 0; k < taps; ++k)
            sum += in[k * pitch + b] * weights[k];
        sum >>= kResizeBits;
        out[b] = static_cast<std::uint8_t>(sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
}

} // namespace

namespace KLAS_SET {
const ResizeKernels resizeKernels{horizontal, vertical};
} // namespace KLAS_SET

} // namespace klas::engine::kernels
