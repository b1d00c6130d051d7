// SPDX-License-Identifier: GPL-3.0-or-later
// The body of ProductKernels, compiled once per instruction set (KLAS_SET names its namespace).
#pragma once

#include "core/engine/kernels/elementary.h"
#include "core/engine/kernels/product_kernel.h"

namespace klas::engine::kernels {
namespace {

/// A tile's running sums fill the registers: 12 x 2 of 32, 6 x 2 of 16, 4 x 2 where a product needs a register more.
constexpr int kTileRows = kVectorBytes == 64 ? 12 : kVectorBytes == 32 ? 6 : 4;
constexpr int kPanel = 2 * kFloats;
constexpr long kBlockRows = 8 * kTileRows; ///< of A: used by all panels while they are in the second-level cache
constexpr long kBlockDepth = 512;          ///< of a panel: it stays there, too

KLAS_INLINE void copyFloats(const float* from, long count, float* to) {
    for (long k = 0; k < count; ++k)
        to[k] = from[k];
}

/// The panel's `width` values of one row, filled up.
KLAS_INLINE void loadPanel(const float* from, long width, float* spare, Floats* out) {
    if (width < kPanel) {
        copyFloats(from, width, spare);
        for (long k = width; k < kPanel; ++k)
            spare[k] = 0;
        from = spare;
    }
    out[0] = load<Floats>(from);
    out[1] = load<Floats>(from + kFloats);
}

template <typename V>
KLAS_INLINE V activated(V x, Activation act) {
    const V zero{};
    if (act == Activation::Gelu) return gelu(x);
    if (act == Activation::Relu) return larger(x, zero);
    if (act == Activation::Hardswish) return x * smaller(larger(x + 3.0f, zero), zero + 6.0f) * (1.0f / 6);
    return x;
}

/// R x 2 vectors of C at (row, column): adds the products of depths begin..begin+depth-1.
template <int R>
KLAS_INLINE void multiplyTile(const Product& p, long row, long column, long begin, long depth, const float* b) {
    const bool first = begin == 0, last = begin + depth == p.depth;
    const long width = p.columns - column < kPanel ? p.columns - column : kPanel;
    Floats sums[R][2] = {};
    float spare[kPanel]; // a narrow panel's part of a row, filled up
    float* c = p.c + row * p.cPitch + column;
    if (!first)
#pragma GCC unroll 12
        for (int r = 0; r < R; ++r)
            loadPanel(c + r * p.cPitch, width, spare, sums[r]);
    const float* a = p.a + row * p.aPitch + begin;
    const long pitch = p.aPitch;
    for (long k = 0; k < depth; ++k, b += kPanel) {
        const Floats b0 = load<Floats>(b), b1 = load<Floats>(b + kFloats);
#pragma GCC unroll 12
        for (int r = 0; r < R; ++r) {
            const Floats ar = broadcast<Floats>(a[r * pitch + k]);
            sums[r][0] += ar * b0;
            sums[r][1] += ar * b1;
        }
    }
    Floats bias[2] = {};
    if (last && p.bias) loadPanel(p.bias + column, width, spare, bias);
#pragma GCC unroll 12
    for (int r = 0; r < R; ++r) {
        if (last) {
            sums[r][0] += bias[0];
            sums[r][1] += bias[1];
            if (p.residual) {
                // Last, and not as the start of the sum: added to something large, every term would lose digits.
                Floats residual[2];
                loadPanel(p.residual + (row + r) * p.residualPitch + column, width, spare, residual);
                sums[r][0] += residual[0];
                sums[r][1] += residual[1];
            }
            if (p.act != Activation::None) {
                sums[r][0] = activated(sums[r][0], p.act);
                sums[r][1] = activated(sums[r][1], p.act);
            }
        }
        float* to = width < kPanel ? spare : c + r * p.cPitch;
        store(to, sums[r][0]);
        store(to + kFloats, sums[r][1]);
        if (width < kPanel) copyFloats(spare, width, c + r * p.cPitch);
    }
}

template <int R>
void addTileRows(const Product& p, long row, long column, long begin, long depth, const float* b) {
    multiplyTile<R>(p, row, column, begin, depth, b);
}

/// The last rows, fewer than a tile has.
template <int R>
KLAS_INLINE void addLastRows(long rows, const Product& p, long row, long column, long begin, long depth, const float* b) {
    if (rows == R)
        addTileRows<R>(p, row, column, begin, depth, b);
    else if constexpr (R > 1)
        addLastRows<R - 1>(rows, p, row, column, begin, depth, b);
}

void multiply(const Product& p) {
    for (long firstRow = 0; firstRow < p.rows; firstRow += kBlockRows) {
        const long lastRow = firstRow + kBlockRows < p.rows ? firstRow + kBlockRows : p.rows;
        for (long begin = 0; begin < p.depth; begin += kBlockDepth) {
            const long depth = p.depth - begin < kBlockDepth ? p.depth - begin : kBlockDepth;
            for (long column = 0; column < p.columns; column += kPanel) {
                const float* b = p.b + column * p.depth + begin * kPanel;
                long row = firstRow;
                for (; row + kTileRows <= lastRow; row += kTileRows)
                    addTileRows<kTileRows>(p, row, column, begin, depth, b);
                if (row < lastRow) addLastRows<kTileRows - 1>(lastRow - row, p, row, column, begin, depth, b);
            }
        }
    }
}

void packRowsOf(const float* w, long pitch, long columns, long depth, float scale, const float* factors, long first, long last,
                float* out) {
    constexpr long L = kDoubles;
    for (long panel = first; panel < last; ++panel) {
        float* to = out + panel * kPanel * depth;
        for (long group = 0; group < kPanel; group += L) {
            const long column = panel * kPanel + group;
            const float* from = w + column * pitch;
            long k = 0;
            float own[L];
            for (long r = 0; r < L; ++r)
                own[r] = factors && column + r < columns ? scale * factors[column + r] : scale;
            const HalfFloats ownVector = load<HalfFloats>(own);
            if (column + L <= columns)
                for (; k + L <= depth; k += L) {
                    HalfFloats v[L];
#pragma GCC unroll 8
                    for (long r = 0; r < L; ++r)
                        v[r] = load<HalfFloats>(from + r * pitch + k);
                    transposeSquare(v);
#pragma GCC unroll 8
                    for (long r = 0; r < L; ++r)
                        store(to + (k + r) * kPanel + group, v[r] * ownVector);
                }
            for (; k < depth; ++k)
                for (long r = 0; r < L; ++r)
                    to[k * kPanel + group + r] = column + r < columns ? from[r * pitch + k] * own[r] : 0;
        }
    }
}

void packColumnsOf(const float* w, long pitch, long columns, long depth, float* out) {
    for (long column = 0; column < columns; column += kPanel) {
        float* to = out + column * depth;
        const long width = columns - column < kPanel ? columns - column : kPanel;
        for (long k = 0; k < depth; ++k, to += kPanel) {
            if (width == kPanel) {
                store(to, load<Floats>(w + k * pitch + column));
                store(to + kFloats, load<Floats>(w + k * pitch + column + kFloats));
            } else
                for (long c = 0; c < kPanel; ++c)
                    to[c] = c < width ? w[k * pitch + column + c] : 0;
        }
    }
}

KLAS_INLINE float laneSum(Floats v) { return sumOf(lowerHalf(v) + upperHalf(v)); }

void layerNormRows(const float* x, long pitch, long rows, long width, float eps, const float* gamma, const float* beta,
                   float* out) {
    const long whole = width / kFloats * kFloats;
    for (long row = 0; row < rows; ++row, x += pitch, out += width) {
        Floats sums = {};
        for (long k = 0; k < whole; k += kFloats)
            sums += load<Floats>(x + k);
        float sum = laneSum(sums);
        for (long k = whole; k < width; ++k)
            sum += x[k];
        const float mean = sum / float(width);
        Floats squares = {};
        for (long k = 0; k < whole; k += kFloats) {
            const Floats d = load<Floats>(x + k) - mean;
            squares += d * d;
        }
        float square = laneSum(squares);
        for (long k = whole; k < width; ++k)
            square += (x[k] - mean) * (x[k] - mean);
        const float factor = 1 / __builtin_sqrtf(square / float(width) + eps);
        for (long k = 0; k < whole; k += kFloats)
            store(out + k, (load<Floats>(x + k) - mean) * factor * load<Floats>(gamma + k) + load<Floats>(beta + k));
        for (long k = whole; k < width; ++k)
            out[k] = (x[k] - mean) * factor * gamma[k] + beta[k];
    }
}

KLAS_INLINE void affineRows(float* x, long rows, long width, const float* factor, const float* shift, const float* residual,
                            Activation act) {
    const long whole = width / kFloats * kFloats;
    for (long row = 0; row < rows; ++row, x += width, residual += residual ? width : 0) {
        for (long k = 0; k < whole; k += kFloats) {
            Floats y = load<Floats>(x + k) * load<Floats>(factor + k) + load<Floats>(shift + k);
            if (residual) y += load<Floats>(residual + k);
            store(x + k, activated(y, act));
        }
        if (whole == width) continue;
        float spare[3][kFloats] = {};
        copyFloats(x + whole, width - whole, spare[0]);
        copyFloats(factor + whole, width - whole, spare[1]);
        copyFloats(shift + whole, width - whole, spare[2]);
        Floats y = load<Floats>(spare[0]) * load<Floats>(spare[1]) + load<Floats>(spare[2]);
        if (residual) {
            copyFloats(residual + whole, width - whole, spare[0]);
            y += load<Floats>(spare[0]);
        }
        store(spare[0], activated(y, act));
        copyFloats(spare[0], width - whole, x + whole);
    }
}

/// One loop for each activation, without a branch in it.
void affine(float* x, long rows, long width, const float* factor, const float* shift, const float* residual, Activation act) {
    switch (act) {
    case Activation::None:
        return affineRows(x, rows, width, factor, shift, residual, Activation::None);
    case Activation::Gelu:
        return affineRows(x, rows, width, factor, shift, residual, Activation::Gelu);
    case Activation::Relu:
        return affineRows(x, rows, width, factor, shift, residual, Activation::Relu);
    case Activation::Hardswish:
        return affineRows(x, rows, width, factor, shift, residual, Activation::Hardswish);
    }
}

/// `v` in its first `count` lanes, `other` in the rest. In registers: a store of single lanes would hold up the load of
/// the whole vector after it.
KLAS_INLINE Floats firstLanes(Floats v, long count, float other) {
    FloatBits lane;
    for (int k = 0; k < kFloats; ++k)
        lane[k] = k;
    return lane < int(count) ? v : broadcast<Floats>(other);
}

void softmaxRows(float* x, long pitch, long rows, long width) {
    const long whole = width / kFloats * kFloats;
    const long surplus = width - whole;
    for (long row = 0; row < rows; ++row, x += pitch) {
        // The lanes behind the row: their exponentials, exp(-87) relative to the largest, are lost in the sum.
        const Floats last = firstLanes(load<Floats>(x + whole - (surplus ? 0 : kFloats)), surplus ? surplus : kFloats, -1e30f);
        Floats tops = last;
        for (long k = 0; k < whole; k += kFloats)
            tops = larger(load<Floats>(x + k), tops);
        const float top = largestOf(larger(lowerHalf(tops), upperHalf(tops)));
        Floats sums = {};
        for (long k = 0; k < whole; k += kFloats) {
            const Floats e = exponential(load<Floats>(x + k) - top);
            store(x + k, e);
            sums += e;
        }
        const Floats tail = exponential(last - top);
        if (surplus) sums += tail;
        const float inverse = 1 / laneSum(sums);
        for (long k = 0; k < whole; k += kFloats)
            store(x + k, load<Floats>(x + k) * inverse);
        if (surplus) store(x + whole, tail * inverse);
    }
}

} // namespace

namespace KLAS_SET {
const ProductKernels productKernels{kTileRows, kPanel, packRowsOf, packColumnsOf, multiply, layerNormRows, affine,
                                   softmaxRows};
} // namespace KLAS_SET

} // namespace klas::engine::kernels
