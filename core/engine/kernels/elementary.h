// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/lanes.h"

// Functions of whole vectors: of doubles to about one unit in the last place, of floats to 2e-7 and better.

namespace klas::engine::kernels {
namespace {

constexpr double kLn2High = 6.93147180369123816490e-01, kLn2Low = 1.90821492927058770002e-10;

/// exp(x) for x from -708 (below it: exp(-708), about 3e-308) to 709.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; exp(r) = 1 + r + r² q(r), q interpolating at ten Chebyshev nodes (relative error
/// of the polynomial 2e-17); n goes straight into the exponent's bits.
KLAS_INLINE Doubles exponential(Doubles x) {
    constexpr double kRounder = 0x1.8p52; // adding it rounds to an integer, which the low bits then hold
    x = larger(x, broadcast<Doubles>(-708.0));
    const Doubles shifted = x * 1.44269504088896338700 + kRounder;
    const Doubles n = shifted - kRounder;
    const Doubles r = (x - n * kLn2High) - n * kLn2Low;
    Doubles q = broadcast<Doubles>(2.5100472505694996e-08);
    q = q * r + 2.7620201591031547e-07;
    q = q * r + 2.7557268276905696e-06;
    q = q * r + 2.4801521057868204e-05;
    q = q * r + 0.00019841269863171557;
    q = q * r + 0.0013888888917367081;
    q = q * r + 0.008333333333330039;
    q = q * r + 0.041666666666623824;
    q = q * r + 0.16666666666666669;
    q = q * r + 0.5000000000000001;
    q = q * r + 1.0;
    q = q * r + 1.0;
    return bits<Doubles>(bits<DoubleBits>(q) + (bits<DoubleBits>(shifted) << 52));
}

/// ln(x) for positive normal x; relative accuracy holds near 1, too. After fdlibm: x = 2^k (1 + f) with 1 + f in
/// [√½, √2), s = f / (2 + f), ln(1 + f) = f - (f²/2 - s (f²/2 + R(s²))).
KLAS_INLINE Doubles logarithm(Doubles x) {
    constexpr long long kRootHalf = 0x3fe6a09e667f3bcdLL, kBias = 1024;
    const DoubleBits b = bits<DoubleBits>(x);
    typedef unsigned long long Unsigned __attribute__((vector_size(kVectorBytes)));
    const Unsigned biased = bits<Unsigned>(b - kRootHalf + (kBias << 52)) >> 52; // k + 1024
    const Doubles k = bits<Doubles>(biased | bits<Unsigned>(broadcast<Doubles>(0x1p52))) - (0x1p52 + double(kBias));
    const Doubles f = bits<Doubles>(b - (bits<DoubleBits>(biased) - kBias) * (1LL << 52)) - 1.0;
    const Doubles s = f / (f + 2.0), z = s * s, half = 0.5 * f * f;
    Doubles r = broadcast<Doubles>(1.479819860511658591e-01);
    r = r * z + 1.531383769920937332e-01;
    r = r * z + 1.818357216161805012e-01;
    r = r * z + 2.222219843214978396e-01;
    r = r * z + 2.857142874366239149e-01;
    r = r * z + 3.999999999940941908e-01;
    r = r * z + 6.666666666666735130e-01;
    return k * kLn2High - ((half - (s * (half + r * z) + k * kLn2Low)) - f);
}

/// exp(x) for x from -87 (below it: exp(-87), about 2e-38) to 88, in the same way with five nodes.
KLAS_INLINE Floats exponential(Floats x) {
    constexpr float kRounder = 0x1.8p23f;
    x = larger(x, broadcast<Floats>(-87.0f));
    const Floats shifted = x * 1.44269504f + kRounder;
    const Floats n = shifted - kRounder;
    const Floats r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    Floats q = broadcast<Floats>(0.0013926250831497611f);
    q = q * r + 0.008363232883682618f;
    q = q * r + 0.04166655421298415f;
    q = q * r + 0.16666576666119928f;
    q = q * r + 0.5f;
    q = q * r + 1.0f;
    q = q * r + 1.0f;
    return bits<Floats>(bits<FloatBits>(q) + (bits<FloatBits>(shifted) << 23));
}

/// erf(x) = x P(x²) / Q(x²) on [-4, 4] and ±1 beyond (error 7e-8; the coefficients are Eigen's, after XLA).
KLAS_INLINE Floats errorFunction(Floats x) {
    x = larger(smaller(x, broadcast<Floats>(4.0f)), broadcast<Floats>(-4.0f));
    const Floats z = x * x;
    Floats p = broadcast<Floats>(-2.72614225801306e-10f);
    p = p * z + 2.77068142495902e-08f;
    p = p * z - 2.10102402082508e-06f;
    p = p * z - 5.69250639462346e-05f;
    p = p * z - 7.34990630326855e-04f;
    p = p * z - 2.95459980854025e-03f;
    p = p * z - 1.60960333262415e-02f;
    Floats q = broadcast<Floats>(-1.45660718464996e-05f);
    q = q * z - 2.13374055278905e-04f;
    q = q * z - 1.68282697438203e-03f;
    q = q * z - 7.37332916720468e-03f;
    q = q * z - 1.42647390514189e-02f;
    return x * p / q;
}

/// x Φ(x), the exact GELU.
KLAS_INLINE Floats gelu(Floats x) {
    const Floats half = 0.5f * x;
    return half + half * errorFunction(x * 0.70710678118654752f);
}

} // namespace
} // namespace klas::engine::kernels
