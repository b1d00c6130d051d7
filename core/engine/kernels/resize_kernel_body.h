// SPDX-License-Identifier: GPL-3.0-or-later
// The body of ResizeKernels, compiled once per instruction set (KLAS_SET names its namespace).
#pragma once

#include "core/engine/kernels/lanes.h"
#include "core/engine/kernels/resize_kernel.h"

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

void horizontal(const std::uint8_t* in, int inPixels, const int* starts, const int* weights, int taps, int width,
                std::uint8_t* spare, std::uint8_t* out) {
    for (int x = 0; x < inPixels; ++x) { // four bytes a pixel, so that one is a vector
        spare[4 * x] = in[3 * x];
        spare[4 * x + 1] = in[3 * x + 1];
        spare[4 * x + 2] = in[3 * x + 2];
        spare[4 * x + 3] = 0;
    }
    for (int x = 0; x < width; ++x, weights += taps) {
        const std::uint8_t* from = spare + 4L * starts[x];
        PixelSum sum = PixelSum{} + kHalf, other{};
        int k = 0;
        for (; k + 1 < taps; k += 2) {
            sum += __builtin_convertvector(load<PixelBytes>(from + 4 * k), PixelSum) * weights[k];
            other += __builtin_convertvector(load<PixelBytes>(from + 4 * k + 4), PixelSum) * weights[k + 1];
        }
        if (k < taps) sum += __builtin_convertvector(load<PixelBytes>(from + 4 * k), PixelSum) * weights[k];
        sum = toByteRange(sum + other);
        out[3 * x] = static_cast<std::uint8_t>(sum[0]);
        out[3 * x + 1] = static_cast<std::uint8_t>(sum[1]);
        out[3 * x + 2] = static_cast<std::uint8_t>(sum[2]);
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
