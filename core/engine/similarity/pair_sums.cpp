// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/pair_sums.h"

#include "core/engine/similarity/kernels.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <vector>

namespace klas::engine {

namespace {

using kernels::kTileColumns, kernels::kTileRows;

/// Of l, worked on by all tiles in turn: it stays in the processor's cache.
constexpr long kGroupBytes = 128 << 10;
/// Of the images, summed apart and then added in order: the result does not depend on the number of threads.
constexpr long kSlices = 8;

} // namespace

void addPairSums(const torch::Tensor& p, const torch::Tensor& l, const PairTerms& terms, double scale,
                 torch::Tensor& sum, torch::Tensor& squares) {
    const long images = p.size(0), m = p.size(1), classes = p.size(2), width = l.size(2);
    if (!p.is_cpu()) {
        auto v = torch::bmm(p, l).mul_(scale); // B x m x M
        if (terms.row.defined()) v.add_(terms.row.unsqueeze(2));
        if (terms.column.defined()) v.add_(terms.column.unsqueeze(1));
        if (terms.shift.defined()) v.add_(torch::bmm(p, terms.shift.unsqueeze(2)));
        sum.add_(v.sum(0));
        squares.add_(v.square().sum(0));
        return;
    }
    const auto pointer = [](const torch::Tensor& t) { return t.defined() ? t.data_ptr<double>() : nullptr; };
    const double *ps = pointer(p), *ls = pointer(l);
    const double *row = pointer(terms.row), *column = pointer(terms.column), *shift = pointer(terms.shift);
    const long rowTiles = (m + kTileRows - 1) / kTileRows;
    const long columnTiles = (width + kTileColumns - 1) / kTileColumns;
    const long group = std::max(1L, kGroupBytes / (classes * width * 8));
    const long slices = std::min(kSlices, images);
    std::vector<double> sums(static_cast<size_t>(slices * m * width)), squareSums(sums.size());

    const auto addImages = [&](long first, long count, double* to, double* squaresTo) {
        for (long k = 0; k < rowTiles * columnTiles; ++k) {
            const long i = k / columnTiles * kTileRows, j = k % columnTiles * kTileColumns;
            kernels::Tile tile{};
            tile.p = ps + (first * m + i) * classes;
            tile.l = ls + first * classes * width + j;
            tile.row = row ? row + first * m + i : nullptr;
            tile.column = column ? column + first * width + j : nullptr;
            tile.shift = shift ? shift + first * classes : nullptr;
            tile.sum = to + i * width + j;
            tile.squares = squaresTo + i * width + j;
            tile.rows = std::min(kTileRows, m - i);
            tile.images = count;
            tile.m = m;
            tile.classes = classes;
            tile.width = width;
            tile.scale = scale;
            kernels::addTile(tile, std::min(kTileColumns, width - j));
        }
    };
    at::parallel_for(0, slices, 1, [&](long begin, long end) {
        for (long s = begin; s < end; ++s) {
            const long last = images * (s + 1) / slices;
            for (long first = images * s / slices; first < last; first += group)
                addImages(first, std::min(group, last - first), sums.data() + s * m * width,
                          squareSums.data() + s * m * width);
        }
    });
    double *total = pointer(sum), *totalSquares = pointer(squares);
    for (long s = 0; s < slices; ++s)
        for (long k = 0; k < m * width; ++k) {
            total[k] += sums[static_cast<size_t>(s * m * width + k)];
            totalSquares[k] += squareSums[static_cast<size_t>(s * m * width + k)];
        }
}

} // namespace klas::engine
