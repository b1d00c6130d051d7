// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/head_distances.h"

#include "core/engine/similarity/divergence.h"

namespace klas::engine {

AnchorDistances headDistances(const std::vector<std::string>& anchors, const std::vector<torch::Tensor>& logits) {
    constexpr long kBatch = 1024;
    const auto heads = torch::stack(logits); // k x images x K
    const long count = heads.size(0), images = heads.size(1);
    DivergenceAccumulator kl("kl", count, count);
    for (long begin = 0, b = 0; begin < images; begin += kBatch, ++b) {
        const BlockLogits part{heads.narrow(1, begin, std::min(kBatch, images - begin)), "the anchors' heads"};
        kl.add(part, part, 1, b);
    }
    AnchorDistances distances;
    distances.anchors = anchors;
    distances.images = images;
    const ScoreMatrix matrix = kl.matrix();
    for (int i = 1; i <= matrix.rows(); ++i) {
        auto& values = distances.kl.emplace_back();
        auto& errors = distances.errors.emplace_back();
        for (int j = 1; j <= matrix.columns(); ++j) {
            values.push_back(matrix.value(i, j));
            errors.push_back(matrix.error(i, j));
        }
    }
    return distances;
}

} // namespace klas::engine
