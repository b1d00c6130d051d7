// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Vectors as wide as the instruction set that the including source is compiled for. Only the sources that are compiled
// once per instruction set include this: everything has internal linkage, so that no version can stand in for another.
// For the same reason nothing here uses the standard library's inline functions.

#define KLAS_INLINE inline __attribute__((always_inline))
#define KLAS_INLINED __attribute__((always_inline)) // of a lambda

namespace klas::engine::kernels {
namespace {

#if defined(__AVX512F__) && defined(__AVX512DQ__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX2__) && defined(__FMA__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif
constexpr int kDoubles = kVectorBytes / 8, kFloats = kVectorBytes / 4; ///< lanes

typedef double Doubles __attribute__((vector_size(kVectorBytes)));
typedef long long DoubleBits __attribute__((vector_size(kVectorBytes)));
typedef float Floats __attribute__((vector_size(kVectorBytes)));
typedef int FloatBits __attribute__((vector_size(kVectorBytes)));
typedef float HalfFloats __attribute__((vector_size(kVectorBytes / 2))); ///< as many as there are Doubles

template <typename V, typename T>
KLAS_INLINE V load(const T* from) {
    V v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
template <typename V, typename T>
KLAS_INLINE void store(T* to, V v) {
    __builtin_memcpy(to, &v, sizeof v);
}
template <typename To, typename From>
KLAS_INLINE To bits(From v) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    __builtin_memcpy(&to, &v, sizeof to);
    return to;
}
/// x in every lane. Subtracting zero, unlike adding it, is nothing to the compiler: it keeps even the sign of -0.
template <typename V, typename T>
KLAS_INLINE V broadcast(T x) {
    return x - V{};
}
template <typename V>
KLAS_INLINE V larger(V a, V b) {
    return a > b ? a : b;
}
template <typename V>
KLAS_INLINE V smaller(V a, V b) {
    return a < b ? a : b;
}

/// a0 b0 a1 b1 … of the lower halves, then of the upper halves, of two vectors of kDoubles lanes.
template <typename V>
KLAS_INLINE V interleaveLow(V a, V b) {
    if constexpr (kDoubles == 8)
        return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    else if constexpr (kDoubles == 4)
        return __builtin_shufflevector(a, b, 0, 4, 1, 5);
    else
        return __builtin_shufflevector(a, b, 0, 2);
}
template <typename V>
KLAS_INLINE V interleaveHigh(V a, V b) {
    if constexpr (kDoubles == 8)
        return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    else if constexpr (kDoubles == 4)
        return __builtin_shufflevector(a, b, 2, 6, 3, 7);
    else
        return __builtin_shufflevector(a, b, 1, 3);
}

/// Transposes kDoubles vectors of kDoubles lanes.
template <typename V>
KLAS_INLINE void transposeSquare(V (&v)[kDoubles]) {
#pragma GCC unroll 4
    for (int step = 1; step < kDoubles; step *= 2) {
        V w[kDoubles];
#pragma GCC unroll 8
        for (int r = 0; r < kDoubles / 2; ++r) {
            w[2 * r] = interleaveLow(v[r], v[r + kDoubles / 2]);
            w[2 * r + 1] = interleaveHigh(v[r], v[r + kDoubles / 2]);
        }
#pragma GCC unroll 8
        for (int r = 0; r < kDoubles; ++r)
            v[r] = w[r];
    }
}

/// What `op` makes of all lanes of Doubles or HalfFloats, in a fixed order.
template <typename V, typename Op>
KLAS_INLINE auto reduced(V v, const Op& op) {
    if constexpr (kDoubles == 8) {
        v = op(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
        v = op(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
        v = op(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6));
    } else if constexpr (kDoubles == 4) {
        v = op(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));
        v = op(v, __builtin_shufflevector(v, v, 1, 0, 3, 2));
    } else
        v = op(v, __builtin_shufflevector(v, v, 1, 0));
    return v[0];
}
template <typename V>
KLAS_INLINE auto sumOf(V v) {
    return reduced(v, [](V a, V b) KLAS_INLINED { return a + b; });
}
template <typename V>
KLAS_INLINE auto largestOf(V v) {
    return reduced(v, [](V a, V b) KLAS_INLINED { return larger(a, b); });
}

/// The two halves of Floats (a template, so that only the right case is looked at).
template <typename V>
KLAS_INLINE HalfFloats lowerHalf(V v) {
    if constexpr (kDoubles == 8)
        return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
    else if constexpr (kDoubles == 4)
        return __builtin_shufflevector(v, v, 0, 1, 2, 3);
    else
        return __builtin_shufflevector(v, v, 0, 1);
}
template <typename V>
KLAS_INLINE HalfFloats upperHalf(V v) {
    if constexpr (kDoubles == 8)
        return __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
    else if constexpr (kDoubles == 4)
        return __builtin_shufflevector(v, v, 4, 5, 6, 7);
    else
        return __builtin_shufflevector(v, v, 2, 3);
}

} // namespace
} // namespace klas::engine::kernels
