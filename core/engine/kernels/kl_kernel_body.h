// SPDX-License-Identifier: GPL-3.0-or-later
// The body of addKl(), compiled once per instruction set (KLAS_SET names its namespace).
#pragma once

#include "core/engine/kernels/elementary.h"
#include "core/engine/kernels/kl_kernel.h"

namespace klas::engine::kernels {
namespace {

constexpr long kKlRows = 4;                                ///< of a tile of running products
constexpr int kKlVectors = kVectorBytes == 64 ? 6 : 3;     ///< a tile's columns, in vectors
template <typename T>
struct KlLanes {
    typedef Doubles Type;
};
template <>
struct KlLanes<float> {
    typedef HalfFloats Type;
};

/// What one image needs; all arrays are W long per row and lie in the scratch.
struct KlScratch {
    KlScratch(double* memory, long classes, long width, long slice)
        : top(memory), sum(top + width), own(sum + width), inverse(own + width), row(inverse + width),
          column(row + width), centre(column + width + kKlLanes), exps(centre + slice), differences(exps + slice * width),
          products(differences + slice * width + kKlLanes), logits(products + width * (width + kKlLanes)) {
        (void)classes;
    }
    double *top;             ///< the largest logit of each block
    double *sum, *own;       ///< S; Σ_k exp z (z - c)
    double *inverse;         ///< 1 / S
    double *row, *column;    ///< v = row_i + column_j - inverse_i · product_ij
    double *centre;          ///< c of the slice's classes
    double *exps;            ///< slice x W: exp z
    double *differences;     ///< slice x W: z - c
    double *products;        ///< W x (W + kKlLanes), so far
    double *logits;          ///< K x W of T
};

/// Transposes W rows of K logits to K x W and finds each row's largest; false when one is NaN or infinite.
template <typename T>
KLAS_INLINE bool transposeLogits(const T* const* blocks, long offset, long classes, long width, T* out, double* top) {
    typedef typename KlLanes<T>::Type V;
    constexpr long L = kDoubles;
    V nothing = {};
    for (long first = 0; first < width; first += L) {
        V largest = broadcast<V>(blocks[first][offset]);
        for (long k = 0; k < classes; k += L) {
            V v[L];
            long start = k + L <= classes ? k : classes - L;
            if (classes >= L) {
#pragma GCC unroll 8
                for (long r = 0; r < L; ++r)
                    v[r] = load<V>(blocks[first + r] + offset + start);
            } else {
                start = 0;
                T padded[L] = {};
                for (long r = 0; r < L; ++r) {
                    for (long c = 0; c < classes; ++c)
                        padded[c] = blocks[first + r][offset + c];
                    v[r] = load<V>(padded);
                }
            }
            transposeSquare(v);
            if (k == 0) largest = v[0];
            // The last step repeats classes of the one before where K is no multiple of the lanes.
            if (classes >= L) {
#pragma GCC unroll 8
                for (long c = 0; c < L; ++c) {
                    largest = larger(v[c], largest);
                    nothing += v[c] * T(0); // NaN as soon as one value is NaN or infinite
                    store(out + (start + c) * width + first, v[c]);
                }
            } else
                for (long c = 0; c < classes; ++c) {
                    largest = larger(v[c], largest);
                    nothing += v[c] * T(0);
                    store(out + c * width + first, v[c]);
                }
        }
        store(top + first, __builtin_convertvector(largest, Doubles));
    }
    return sumOf(nothing) == 0;
}

/// Exponentials and differences of `count` classes from `first` on.
template <typename T>
KLAS_INLINE void fillSlice(const T* logits, long first, long count, long width, double scale, const KlScratch& s) {
    typedef typename KlLanes<T>::Type V;
    Doubles tops = {};
    for (long n = 0; n < width; n += kDoubles)
        tops += load<Doubles>(s.top + n);
    const double meanTop = sumOf(tops) / double(width), share = 1 / double(width);
    logits += first * width;
    for (long k = 0; k < count; ++k) {
        Doubles sum = {};
        for (long n = 0; n < width; n += kDoubles)
            sum += __builtin_convertvector(load<V>(logits + k * width + n), Doubles);
        s.centre[k] = (sumOf(sum) * share - meanTop) * scale;
    }
    for (long n = 0; n < width; n += kDoubles) {
        const Doubles top = load<Doubles>(s.top + n);
        Doubles sum = load<Doubles>(s.sum + n), own = load<Doubles>(s.own + n);
        for (long k = 0; k < count; ++k) {
            const Doubles x = __builtin_convertvector(load<V>(logits + k * width + n), Doubles);
            const Doubles z = (x - top) * scale, e = exponential(z), d = z - s.centre[k];
            store(s.exps + k * width + n, e);
            store(s.differences + k * width + n, d);
            sum += e;
            own += e * d;
        }
        store(s.sum + n, sum);
        store(s.own + n, own);
    }
}

/// After the last class: the terms of v beside the product.
KLAS_INLINE void finishTerms(long width, const KlScratch& s) {
    Doubles all = {};
    for (long n = 0; n < width; n += kDoubles)
        all += load<Doubles>(s.sum + n);
    // Relative to their mean: near 1, where the logarithm loses nothing.
    const double share = double(width) / sumOf(all);
    for (long n = 0; n < width; n += kDoubles) {
        const Doubles sum = load<Doubles>(s.sum + n), inverse = 1.0 / sum, log = logarithm(sum * share);
        store(s.inverse + n, inverse);
        store(s.column + n, log);
        store(s.row + n, load<Doubles>(s.own + n) * inverse - log);
    }
}

/// One tile of R x V vectors of cells: adds a slice's products to those so far; after the last slice the divergences and
/// their squares go into the sums.
template <int R, int V>
KLAS_INLINE void addTile(const KlScratch& s, long width, long i, long j, long count, bool fresh, bool last, double* sum,
                         double* squares) {
    Doubles products[R][V];
    const long pitch = width + kKlLanes;
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int v = 0; v < V; ++v)
            products[r][v] = fresh ? Doubles{} : load<Doubles>(s.products + (i + r) * pitch + j + v * kDoubles);
    const double *e = s.exps + i, *d = s.differences + j;
    for (long k = 0; k < count; ++k, e += width, d += width) {
        Doubles ds[V];
#pragma GCC unroll 8
        for (int v = 0; v < V; ++v)
            ds[v] = load<Doubles>(d + v * kDoubles);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            const Doubles er = broadcast<Doubles>(e[r]);
#pragma GCC unroll 8
            for (int v = 0; v < V; ++v)
                products[r][v] += er * ds[v];
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int v = 0; v < V; ++v) {
            const long cell = (i + r) * pitch + j + v * kDoubles;
            if (!last) {
                store(s.products + cell, products[r][v]);
                continue;
            }
            const Doubles value =
                (load<Doubles>(s.column + j + v * kDoubles) + s.row[i + r]) - s.inverse[i + r] * products[r][v];
            store(sum + cell, load<Doubles>(sum + cell) + value);
            store(squares + cell, load<Doubles>(squares + cell) + value * value);
        }
}

/// The V vectors of columns from j on, for all rows of the rectangle.
template <int V>
void addColumns(const KlScratch& s, long width, const KlRectangle& c, long j, long count, bool fresh, bool last, double* sum,
                double* squares) {
    long i = c.row;
    const long end = c.row + c.rows;
    for (; i + kKlRows <= end; i += kKlRows)
        addTile<kKlRows, V>(s, width, i, j, count, fresh, last, sum, squares);
    if (end - i == 3)
        addTile<3, V>(s, width, i, j, count, fresh, last, sum, squares);
    else if (end - i == 2)
        addTile<2, V>(s, width, i, j, count, fresh, last, sum, squares);
    else if (end - i == 1)
        addTile<1, V>(s, width, i, j, count, fresh, last, sum, squares);
}

template <int V>
KLAS_INLINE void addVectors(long vectors, const KlScratch& s, long width, const KlRectangle& c, long j, long count, bool fresh,
                            bool last, double* sum, double* squares) {
    if (vectors >= V)
        addColumns<V>(s, width, c, j, count, fresh, last, sum, squares);
    else if constexpr (V > 1)
        addVectors<V - 1>(vectors, s, width, c, j, count, fresh, last, sum, squares);
}

template <typename T>
KLAS_INLINE bool addImages(const KlImages<T>& t) {
    const long width = t.width, slice = klSlice(width);
    const KlScratch s(t.scratch, t.classes, width, slice);
    T* logits = reinterpret_cast<T*>(s.logits);
    bool finite = true;
    for (long image = 0; image < t.images; ++image) {
        finite = transposeLogits(t.blocks, image * t.classes, t.classes, width, logits, s.top) && finite;
        for (long n = 0; n < width; ++n)
            s.sum[n] = s.own[n] = 0;
        for (long first = 0; first < t.classes; first += slice) {
            const bool last = first + slice >= t.classes;
            const long count = last ? t.classes - first : slice;
            fillSlice(logits, first, count, width, t.scale, s);
            if (last) finishTerms(width, s);
            for (long k = 0; k < t.rectangleCount; ++k) {
                const KlRectangle& c = t.rectangles[k];
                for (long j = c.column; j < c.column + c.columns; j += kKlVectors * kDoubles) {
                    const long vectors = (c.column + c.columns - j + kDoubles - 1) / kDoubles;
                    addVectors<kKlVectors>(vectors, s, width, c, j, count, first == 0, last, t.sum, t.squares);
                }
            }
        }
    }
    return finite;
}

} // namespace

namespace KLAS_SET {
bool addKl(const KlImages<float>& images) { return addImages(images); }
bool addKl(const KlImages<double>& images) { return addImages(images); }
} // namespace KLAS_SET

} // namespace klas::engine::kernels
