// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/theta_bench.h"

#include "core/engine/similarity/divergence.h"

#include <cstdio>

namespace klas::engine::bench {

Figure thetaBench(long images, long classes, int rounds)
{
    const torch::InferenceMode inference;
    constexpr int anchors = 4, blocks = 12;
    torch::manual_seed(1);
    std::vector<torch::Tensor> logits;
    for (int a = 0; a < anchors; ++a)
        logits.push_back(torch::randn({blocks, images, classes}));
    const auto bare = [&] {
        for (const auto& l : logits)
            torch::log_softmax(l.to(torch::kFloat64), -1);
    };
    const auto whole = [&] {
        std::vector<ProbeBatch> probes;
        for (int a = 0; a < anchors; ++a)
            probes.push_back(probeBatch(logits[static_cast<size_t>(a)], 1, "anchor", 0));
        for (int f = 0; f < anchors; ++f)
            for (int g = f; g < anchors; ++g) {
                DivergenceAccumulator theta("kl", blocks, blocks);
                theta.add(probes[static_cast<size_t>(f)], probes[static_cast<size_t>(g)]);
            }
    };
    const auto seconds = medianSecondsInTurn(rounds, {bare, whole});
    char detail[160];
    std::snprintf(detail, sizeof detail, "%ld images, 4 anchors x 12 blocks: log-softmax %.1f ms, all of it %.1f ms", images,
                  1e3 * seconds[0], 1e3 * seconds[1]);
    return {"Θ of all pairs, " + std::to_string(classes) + " classes", seconds[1] / seconds[0],
            "x the log-softmax it needs", 1.5, false, detail};
}

} // namespace klas::engine::bench
