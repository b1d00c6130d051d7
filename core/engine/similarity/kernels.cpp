// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>

// Compiled twice, for AVX with FMA and for any x86-64; the loader picks by the feature ("arch=" would ask for
// that very processor model). Sanitizers dislike the resolver.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__) &&      \
    !defined(__SANITIZE_ADDRESS__)
#define KLAS_WIDE __attribute__((target_clones("fma", "default")))
#else
#define KLAS_WIDE
#endif
#define KLAS_INLINE inline __attribute__((always_inline))

namespace klas::engine::kernels {

namespace {

/// Four doubles that move together, with the arithmetic of GCC's vector extension.
typedef double Lanes __attribute__((vector_size(32)));

KLAS_INLINE void load(const double* from, Lanes& lanes) {
    std::memcpy(&lanes, from, sizeof lanes);
}
KLAS_INLINE void store(double* to, const Lanes& lanes) {
    std::memcpy(to, &lanes, sizeof lanes);
}

/// Running products of one row with up to twelve columns. Named members, not an array: they must stay in
/// registers.
struct Products {
    Lanes a = {}, b = {}, c = {};

    template <int V>
    KLAS_INLINE void add(double p, const Lanes& l0, const Lanes& l1, const Lanes& l2) {
        a += p * l0;
        if constexpr (V > 1) b += p * l1;
        if constexpr (V > 2) c += p * l2;
    }
};

KLAS_INLINE void addValue(const Lanes& products, double scale, double add, const double* column, double* sum,
                          double* squares) {
    Lanes value = add + scale * products, old;
    if (column) {
        load(column, old);
        value += old;
    }
    load(sum, old);
    store(sum, old + value);
    load(squares, old);
    store(squares, old + value * value);
}

/// Row r of the tile for one image: its products become values, which are summed.
template <int V>
KLAS_INLINE void addRow(const Tile& t, long image, long r, const Products& products) {
    if (r >= t.rows) return;
    double add = t.row ? t.row[image * t.m + r] : 0;
    if (t.shift) {
        const double* p = t.p + (image * t.m + r) * t.classes;
        const double* s = t.shift + image * t.classes;
#pragma omp simd reduction(+ : add)
        for (long k = 0; k < t.classes; ++k)
            add += p[k] * s[k];
    }
    const double* column = t.column ? t.column + image * t.width : nullptr;
    double* sum = t.sum + r * t.width;
    double* squares = t.squares + r * t.width;
    addValue(products.a, t.scale, add, column, sum, squares);
    if constexpr (V > 1)
        addValue(products.b, t.scale, add, column ? column + kLanes : nullptr, sum + kLanes,
                 squares + kLanes);
    if constexpr (V > 2)
        addValue(products.c, t.scale, add, column ? column + 2 * kLanes : nullptr, sum + 2 * kLanes,
                 squares + 2 * kLanes);
}

// No std::min and the like here: the wide versions could not inline them.
template <int V>
KLAS_INLINE void addVectors(const Tile& t) {
    for (long image = 0; image < t.images; ++image) {
        const double* l = t.l + image * t.classes * t.width;
        // Rows that the tile does not have repeat its last one.
        const double* p0 = t.p + image * t.m * t.classes;
        const double* p1 = p0 + (t.rows > 1 ? 1 : 0) * t.classes;
        const double* p2 = p0 + (t.rows > 2 ? 2 : t.rows - 1) * t.classes;
        const double* p3 = p0 + (t.rows > 3 ? 3 : t.rows - 1) * t.classes;
        Products r0, r1, r2, r3;
        for (long k = 0; k < t.classes; ++k, l += t.width) {
            Lanes l0, l1 = {}, l2 = {};
            load(l, l0);
            if constexpr (V > 1) load(l + kLanes, l1);
            if constexpr (V > 2) load(l + 2 * kLanes, l2);
            r0.add<V>(p0[k], l0, l1, l2);
            r1.add<V>(p1[k], l0, l1, l2);
            r2.add<V>(p2[k], l0, l1, l2);
            r3.add<V>(p3[k], l0, l1, l2);
        }
        addRow<V>(t, image, 0, r0);
        addRow<V>(t, image, 1, r1);
        addRow<V>(t, image, 2, r2);
        addRow<V>(t, image, 3, r3);
    }
}
KLAS_WIDE void addOne(const Tile& t) {
    addVectors<1>(t);
}
KLAS_WIDE void addTwo(const Tile& t) {
    addVectors<2>(t);
}
KLAS_WIDE void addThree(const Tile& t) {
    addVectors<3>(t);
}

template <typename T>
KLAS_INLINE bool shift(const T* row, long classes, double scale, double* z) {
    double top = double(row[0]), zero = 0;
#pragma omp simd reduction(max : top) reduction(+ : zero)
    for (long k = 0; k < classes; ++k) {
        const double v = double(row[k]);
        top = v > top ? v : top;
        zero += v * 0.0; // NaN as soon as one value is NaN or infinite
    }
#pragma omp simd
    for (long k = 0; k < classes; ++k)
        z[k] = (double(row[k]) - top) * scale;
    return zero == 0;
}
KLAS_WIDE bool shiftFloats(const float* row, long classes, double scale, double* z) {
    return shift(row, classes, scale, z);
}
KLAS_WIDE bool shiftDoubles(const double* row, long classes, double scale, double* z) {
    return shift(row, classes, scale, z);
}

KLAS_WIDE void finish(double* p, double* z, long blocks, long classes, double* centre, double* own) {
#pragma omp simd
    for (long k = 0; k < classes; ++k)
        centre[k] = 0;
    for (long n = 0; n < blocks; ++n) {
        double* row = p + n * classes;
        double* logs = z + n * classes;
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (long k = 0; k < classes; ++k)
            sum += row[k];
        const double inverse = 1 / sum, logSum = std::log(sum);
#pragma omp simd
        for (long k = 0; k < classes; ++k) {
            row[k] *= inverse;
            logs[k] -= logSum;
            centre[k] += logs[k];
        }
    }
    const double share = 1 / double(blocks);
#pragma omp simd
    for (long k = 0; k < classes; ++k)
        centre[k] *= share;
    for (long n = 0; n < blocks; ++n) {
        const double* row = p + n * classes;
        double* logs = z + n * classes;
        double term = 0;
#pragma omp simd reduction(+ : term)
        for (long k = 0; k < classes; ++k) {
            logs[k] -= centre[k];
            term += row[k] * logs[k];
        }
        own[n] = term;
    }
}

} // namespace

void addTile(const Tile& tile, long columns) {
    if (columns == kLanes)
        addOne(tile);
    else if (columns == 2 * kLanes)
        addTwo(tile);
    else
        addThree(tile);
}

bool shiftRow(const float* row, long classes, double scale, double* z) {
    return shiftFloats(row, classes, scale, z);
}
bool shiftRow(const double* row, long classes, double scale, double* z) {
    return shiftDoubles(row, classes, scale, z);
}

void finishImage(double* p, double* z, long blocks, long classes, double* centre, double* own) {
    finish(p, z, blocks, classes, centre, own);
}

void transpose(const double* z, long blocks, long classes, long width, double* out) {
    // Eight classes at a time, so that cache lines are read whole.
    for (long begin = 0; begin < classes; begin += 8) {
        const long end = std::min(begin + 8, classes);
        for (long n = 0; n < blocks; ++n)
            for (long k = begin; k < end; ++k)
                out[k * width + n] = z[n * classes + k];
        for (long k = begin; k < end; ++k)
            std::fill(out + k * width + blocks, out + (k + 1) * width, 0.0);
    }
}

} // namespace klas::engine::kernels
