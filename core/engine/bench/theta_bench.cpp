// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/theta_bench.h"

#include "core/engine/parallel.h"
#include "core/engine/similarity/divergence.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace klas::engine::bench {

namespace {

constexpr long kBlocks = 12;

/// Log-softmax in float64 of every network's logits, `batch` images of a block at a time.
void logSoftmax(const std::vector<BlockLogits>& networks, long batch)
{
    const long images = networks.front().logits.size(1), batches = (images + batch - 1) / batch;
    const long blocks = long(networks.size()) * kBlocks;
    shareItems(blocks * batches, [&](const auto& next) {
        const torch::InferenceMode inference;
        for (int64_t k = next(); k >= 0; k = next()) {
            const long block = k / batches, first = k % batches * batch;
            const auto rows = networks[size_t(block / kBlocks)].logits[block % kBlocks].narrow(
                0, first, std::min(batch, images - first));
            torch::log_softmax(rows, -1, torch::kFloat64);
        }
    });
}

Figure measure(const std::string& name, long count, long images, long classes, int rounds,
               const std::vector<std::pair<size_t, size_t>>& pairs)
{
    const torch::InferenceMode inference;
    torch::manual_seed(1);
    std::vector<BlockLogits> networks;
    for (long k = 0; k < count; ++k)
        networks.push_back({torch::randn({kBlocks, images, classes}), "network"});
    const auto theta = [&] {
        std::vector<std::unique_ptr<DivergenceAccumulator>> scores;
        std::vector<DivergenceAccumulator::Pair> steps;
        for (const auto& [source, target] : pairs) {
            scores.push_back(std::make_unique<DivergenceAccumulator>("kl", kBlocks, kBlocks));
            steps.push_back({scores.back().get(), source, target});
        }
        DivergenceAccumulator::addTogether(networks, 1, 0, steps);
        for (const auto& s : scores)
            s->standardError();
    };
    std::vector<std::function<void()>> works{theta};
    std::vector<long> batches;
    for (long batch = images; batch >= 4; batch /= 4) {
        batches.push_back(batch);
        works.push_back([&networks, batch] { logSoftmax(networks, batch); });
    }
    const auto seconds = medianSecondsInTurn(rounds, works);
    const auto best = std::min_element(seconds.begin() + 1, seconds.end());
    char detail[200];
    std::snprintf(detail, sizeof detail, "%ld images, %ld blocks, %zu pairs: all of it %.2f ms; log-softmax %.2f ms at its best (%ld images at a time)",
                  images, count * kBlocks, pairs.size(), 1e3 * seconds[0], 1e3 * *best,
                  batches[size_t(best - seconds.begin() - 1)]);
    return {name + ", " + std::to_string(classes) + " classes", seconds[0] / *best, "x the log-softmax it needs", 1.5, false,
            detail};
}

} // namespace

Figure thetaBench(long networks, long images, long classes, int rounds)
{
    std::vector<std::pair<size_t, size_t>> pairs;
    for (size_t f = 0; f < size_t(networks); ++f)
        for (size_t g = f; g < size_t(networks); ++g)
            pairs.emplace_back(f, g);
    return measure("Θ of all pairs of " + std::to_string(networks), networks, images, classes, rounds, pairs);
}

Figure thetaPairBench(long images, long classes, int rounds)
{
    return measure("Θ of one pair", 2, images, classes, rounds, {{0, 1}});
}

} // namespace klas::engine::bench
