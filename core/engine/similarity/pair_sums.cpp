// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/pair_sums.h"

#include <ATen/Parallel.h>
#include <algorithm>

// The same source compiled for newer processors as well and chosen at start; sanitizers dislike the resolver.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__) &&      \
    !defined(__SANITIZE_ADDRESS__)
#define KLAS_WIDE __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define KLAS_WIDE
#endif

namespace klas::engine {

namespace {

constexpr long kRows = 4, kLanes = 8;

struct Tile {
    const double* p; ///< first of `rows` rows of K
    const double* l; ///< K rows of `stride`, at the tile's first lane
    const double* a; ///< `rows` values
    const double* b; ///< `lanes` values or null
    double* sum;     ///< rows x n, at the tile's first cell
    double* squares;
    long rows, lanes; ///< used part of kRows x kLanes
    long classes, stride, n;
    double scale;
};

/// All cells of one tile for one image: kRows x kLanes running products stay in registers.
KLAS_WIDE void addTile(const Tile& t) {
    double dot[kRows][kLanes] = {};
    const double* row[kRows];
    for (long r = 0; r < kRows; ++r)
        row[r] = t.p + std::min(r, t.rows - 1) * t.classes;
    for (long k = 0; k < t.classes; ++k) {
        const double* l = t.l + k * t.stride;
        for (long r = 0; r < kRows; ++r)
            for (long c = 0; c < kLanes; ++c)
                dot[r][c] += row[r][k] * l[c];
    }
    for (long r = 0; r < t.rows; ++r) {
        double* sum = t.sum + r * t.n;
        double* squares = t.squares + r * t.n;
        for (long c = 0; c < t.lanes; ++c) {
            const double v = t.a[r] + (t.b ? t.b[c] : 0.0) + t.scale * dot[r][c];
            sum[c] += v;
            squares[c] += v * v;
        }
    }
}

} // namespace

void addPairSums(const torch::Tensor& p, const torch::Tensor& l, const torch::Tensor& a,
                 const torch::Tensor& b, double scale, torch::Tensor& sum, torch::Tensor& squares) {
    const long images = p.size(0), m = p.size(1), classes = p.size(2), stride = l.size(2), n = sum.size(1);
    if (!p.is_cpu()) {
        auto v = torch::bmm(p, l.narrow(2, 0, n)).mul_(scale).add_(a.unsqueeze(2)); // B x m x n
        if (b.defined()) v.add_(b.unsqueeze(1));
        sum.add_(v.sum(0));
        squares.add_(v.square().sum(0));
        return;
    }
    const double* ps = p.data_ptr<double>();
    const double* ls = l.data_ptr<double>();
    const double* as = a.data_ptr<double>();
    const double* bs = b.defined() ? b.data_ptr<double>() : nullptr;
    double* sums = sum.data_ptr<double>();
    double* sqs = squares.data_ptr<double>();
    const long rowTiles = (m + kRows - 1) / kRows, laneTiles = (n + kLanes - 1) / kLanes;
    // A thread owns whole tiles for all images, so nothing is reduced across threads.
    at::parallel_for(0, rowTiles * laneTiles, 1, [&](long begin, long end) {
        for (long image = 0; image < images; ++image) {
            for (long tile = begin; tile < end; ++tile) {
                const long i = tile / laneTiles * kRows, j = tile % laneTiles * kLanes;
                addTile({ps + (image * m + i) * classes, ls + image * classes * stride + j,
                         as + image * m + i, bs ? bs + image * n + j : nullptr, sums + i * n + j,
                         sqs + i * n + j, std::min(kRows, m - i), std::min(kLanes, n - j), classes, stride, n,
                         scale});
            }
        }
    });
}

} // namespace klas::engine
