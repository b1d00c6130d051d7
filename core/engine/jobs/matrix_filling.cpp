// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/matrix_filling.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace klas::engine {

namespace {

constexpr long kGroups = 100, kFewestGroups = 20, kGroupCells = 200000;
constexpr auto kPartialPause = std::chrono::milliseconds(100);

} // namespace

long imagesOfGroup(long images, long deepest) {
    const long groups = std::clamp(kGroupCells / (deepest * deepest), kFewestGroups, kGroups);
    return std::max(1L, (images + groups - 1) / groups);
}

void fillMatrices(std::vector<FillingMatrix>& filling, const std::vector<ScoredAnchor>& anchors, long images,
                  torch::Device device, const std::function<void(const FillingMatrix&, bool complete)>& send,
                  Progress progress) {
    auto lastPartial = std::chrono::steady_clock::now() - kPartialPause;
    for (long begin = 0, b = 0; begin < images; begin += kScoreBatch, ++b) {
        progress.count(begin, images);
        const long end = std::min(begin + kScoreBatch, images);
        std::map<size_t, BatchView> views;
        const auto view = [&](size_t k) -> BatchView& {
            const ScoredAnchor& anchor = anchors[k];
            return views
                .try_emplace(
                    k, anchor.name, b,
                    [=, &anchor] { return anchor.probes->logits(*anchor.validation, begin, end, device); },
                    [=, &anchor] {
                        std::vector<torch::Tensor> blocks;
                        for (long block = 0; block < anchor.depth; ++block)
                            blocks.push_back(
                                anchor.validation->features(block).narrow(0, begin, end - begin).to(device));
                        return blocks;
                    })
                .first->second;
        };
        std::vector<ScoreStep> steps;
        for (FillingMatrix& entry : filling)
            steps.push_back({&entry.score, &view(entry.source), &view(entry.target)});
        addBatch(steps);
        if (const auto now = std::chrono::steady_clock::now();
            now - lastPartial >= kPartialPause && end < images) {
            lastPartial = now;
            for (const FillingMatrix& entry : filling)
                if (entry.score.showsPartial()) send(entry, false);
        }
    }
    for (const FillingMatrix& entry : filling)
        send(entry, true);
    progress.finish();
}

} // namespace klas::engine
