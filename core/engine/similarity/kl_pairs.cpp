// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kl_pairs.h"

#include "core/engine/kernels/kl_kernel.h"
#include "core/engine/parallel.h"

#include <algorithm>
#include <map>

namespace klas::engine {

namespace {

using kernels::kKlLanes, kernels::KlRectangle;

/// Of the images, summed apart and then added in order; a function of the sizes only.
long slicesOf(long images, long logits) { return std::min(images, std::clamp(logits >> 16, 8L, 64L)); }

/// The wanted cells as few rectangles: targets of one source that lie side by side become one, sources with the same
/// targets, too. Ranges closer than a vector are joined, since a vector's surplus columns must not meet another range.
std::vector<KlRectangle> rectanglesOf(const std::vector<KlPair>& pairs, const std::vector<long>& first) {
    std::map<size_t, std::vector<std::pair<long, long>>> columns; // by source: [begin, end)
    for (const KlPair& pair : pairs)
        columns[pair.source].emplace_back(first[pair.target], first[pair.target + 1]);
    std::vector<KlRectangle> rectangles, above;
    for (auto& [source, ranges] : columns) {
        std::sort(ranges.begin(), ranges.end());
        std::vector<KlRectangle> own;
        for (const auto& [begin, end] : ranges) {
            if (!own.empty() && begin - (own.back().column + own.back().columns) < kKlLanes)
                own.back().columns = std::max(own.back().columns, end - own.back().column);
            else
                own.push_back({first[source], first[source + 1] - first[source], begin, end - begin});
        }
        const bool joins = !above.empty() && above.front().row + above.front().rows == first[source] &&
                           std::equal(above.begin(), above.end(), own.begin(), own.end(), [](auto& a, auto& b) {
                               return a.column == b.column && a.columns == b.columns;
                           });
        if (joins)
            for (KlRectangle& r : above)
                r.rows += own.front().rows;
        else {
            rectangles.insert(rectangles.end(), above.begin(), above.end());
            above = own;
        }
    }
    rectangles.insert(rectangles.end(), above.begin(), above.end());
    return rectangles;
}

template <typename T>
bool addAll(const std::vector<torch::Tensor>& logits, double scale, std::vector<KlPair>& pairs) {
    const long images = logits.front().size(1), classes = logits.front().size(2);
    std::vector<long> first{0}; // row of each network's first block
    std::vector<const T*> blocks;
    for (const auto& l : logits) {
        for (long n = 0; n < l.size(0); ++n)
            blocks.push_back(l.data_ptr<T>() + n * l.stride(0));
        first.push_back(long(blocks.size()));
    }
    while (blocks.size() % kKlLanes != 0)
        blocks.push_back(blocks.front());
    const long width = long(blocks.size()), pitch = width + kKlLanes, cells = width * pitch;
    const auto rectangles = rectanglesOf(pairs, first);
    const long slices = slicesOf(images, images * classes * width);
    std::vector<double> sums(static_cast<size_t>(slices * 2 * cells));
    std::atomic<bool> finite{true};
    shareItems(slices, [&](const auto& next) {
        std::vector<double> scratch(static_cast<size_t>(kernels::klScratch(classes, width)));
        auto own = blocks;
        for (int64_t s = next(); s >= 0; s = next()) {
            const long from = images * s / slices, to = images * (s + 1) / slices;
            for (size_t n = 0; n < own.size(); ++n)
                own[n] = blocks[n] + from * classes;
            kernels::KlImages<T> part{};
            part.blocks = own.data();
            part.images = to - from;
            part.classes = classes;
            part.width = width;
            part.scale = scale;
            part.rectangles = rectangles.data();
            part.rectangleCount = long(rectangles.size());
            part.scratch = scratch.data();
            part.sum = sums.data() + s * 2 * cells;
            part.squares = part.sum + cells;
            if (!kernels::addKl(part)) finite = false;
        }
    });
    if (!finite) return false;
    for (KlPair& pair : pairs) {
        auto sum = pair.sum.accessor<double, 2>(), squares = pair.squares.accessor<double, 2>();
        const long row = first[pair.source], column = first[pair.target];
        for (long s = 0; s < slices; ++s) {
            const double* from = sums.data() + s * 2 * cells + row * pitch + column;
            for (long i = 0; i < first[pair.source + 1] - row; ++i, from += pitch)
                for (long j = 0; j < first[pair.target + 1] - column; ++j) {
                    sum[i][j] += from[j];
                    squares[i][j] += from[cells + j];
                }
        }
    }
    return true;
}

} // namespace

bool addKlPairs(const std::vector<torch::Tensor>& logits, double scale, std::vector<KlPair>& pairs) {
    const bool doubles = std::any_of(logits.begin(), logits.end(),
                                     [](const auto& l) { return l.scalar_type() == torch::kFloat64; });
    std::vector<torch::Tensor> rows; // an image's logits side by side, images one after another
    for (const auto& l : logits) {
        const auto typed = l.to(doubles ? torch::kFloat64 : torch::kFloat32);
        const bool dense = typed.stride(2) == 1 && typed.stride(1) == typed.size(2);
        rows.push_back(dense ? typed : typed.contiguous());
    }
    return doubles ? addAll<double>(rows, scale, pairs) : addAll<float>(rows, scale, pairs);
}

} // namespace klas::engine
