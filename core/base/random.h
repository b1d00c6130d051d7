// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace klas {

/// Seeded draws that give the same numbers with every compiler: mt19937_64 is standardised, the standard library's
/// distributions are not, so these are ours.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_engine(seed) {}

    std::uint64_t bits() { return m_engine(); }
    /// Uniform in 0..n-1, without modulo bias; n > 0.
    std::uint64_t below(std::uint64_t n)
    {
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % n;
        std::uint64_t value = bits();
        while (value >= limit)
            value = bits();
        return value % n;
    }
    /// Uniform in [0, 1) with 53 bits.
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }

    /// Fisher–Yates.
    template <typename T>
    void shuffle(std::vector<T>& items)
    {
        for (size_t k = items.size(); k > 1; --k)
            std::swap(items[k - 1], items[below(k)]);
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace klas
