// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stitching/sweep.h"

#include "core/base/error.h"
#include "core/engine/device.h"

#include <algorithm>
#include <chrono>

namespace klas::engine {

namespace {

/// One source's part of a sweep: where stitches leave it, ascending, and whether it runs to its own head.
struct Walk {
    std::string anchor;
    std::map<int, std::vector<std::pair<size_t, size_t>>> leaves; ///< block -> (configuration, task)
    std::optional<size_t> own;                                    ///< the configuration that is the anchor itself
};

std::vector<Walk> plan(const StitchedFamily& family, const std::vector<Configuration>& configurations) {
    std::vector<Walk> walks;
    const auto walkOf = [&](const std::string& name) -> Walk& {
        for (Walk& w : walks)
            if (w.anchor == name) return w;
        walks.push_back({name, {}, {}});
        return walks.back();
    };
    for (size_t c = 0; c < configurations.size(); ++c) {
        const Configuration& configuration = configurations[c];
        if (configuration.isAnchor()) {
            family.anchor(configuration.anchor);
            walkOf(configuration.anchor).own = c;
            continue;
        }
        const Stitch& s = *configuration.stitch;
        const auto& tasks = family.tasks();
        const auto task = std::find_if(tasks.begin(), tasks.end(), [&](const StitchTask& t) { return t.stitch == s; });
        if (task == tasks.end()) throw Error("The stitch " + text(s) + " is not one of those that were built.");
        walkOf(s.source).leaves[s.i].emplace_back(c, size_t(task - tasks.begin()));
    }
    return walks;
}

/// Calls `take(configuration, logits)` as soon as a network's logits are there: none has to be kept.
template <typename Take>
void walk(StitchedFamily& family, const std::vector<Walk>& walks, const torch::Tensor& images, Take&& take) {
    for (const Walk& w : walks) {
        Net& net = family.anchor(w.anchor);
        auto x = net.embed(images);
        int at = 0;
        for (const auto& [block, stitches] : w.leaves) {
            x = net.runBlocks(x, at, block);
            at = block;
            for (const auto& [configuration, task] : stitches)
                take(configuration, family.finish(task, x));
        }
        if (w.own) take(*w.own, net.runFrom(x, at));
    }
}

} // namespace

std::vector<torch::Tensor> sweepBatch(StitchedFamily& family, const std::vector<Configuration>& configurations,
                                      const torch::Tensor& images) {
    const c10::InferenceMode inference;
    std::vector<torch::Tensor> logits(configurations.size());
    walk(family, plan(family, configurations), images, [&](size_t c, torch::Tensor l) { logits[c] = std::move(l); });
    return logits;
}

std::vector<SweepResult> sweep(StitchedFamily& family, const std::vector<Configuration>& configurations, const Dataset& dataset,
                               long images, long batch, Progress progress) {
    const c10::InferenceMode inference;
    for (const std::string& name : family.anchorNames())
        requireFit(family.anchor(name), dataset);
    const auto walks = plan(family, configurations);
    Loader loader(dataset, batch, images, 2, family.device().is_cuda());
    std::vector<SweepResult> results;
    for (const Configuration& c : configurations)
        results.push_back({c, {}, Hits(loader.images())});
    for (long done = 0; auto next = loader.next();) {
        progress.count(done, loader.images());
        const auto labels = onDevice(next->labels, family.device());
        walk(family, walks, onDevice(next->images, family.device()), [&](size_t c, const torch::Tensor& logits) {
            if (!torch::isfinite(logits).all().item<bool>())
                throw Error(text(configurations[c]) + " gave logits that are not finite at image " + std::to_string(done + 1) +
                            "; its weights or the images are damaged.");
            const auto right = results[c].meter.add(logits, labels).to(torch::kCPU).contiguous(); // B, bool
            const bool* hit = right.data_ptr<bool>();
            for (long k = 0; k < right.size(0); ++k)
                if (hit[k]) results[c].hits.set(done + k);
        });
        done += next->images.size(0);
    }
    progress.finish();
    return results;
}

Speed measureSpeed(StitchedFamily& family, const Configuration& configuration, const torch::Tensor& images) {
    const c10::InferenceMode inference;
    const auto batch = images.to(family.device()), one = batch.narrow(0, 0, 1);
    const auto seconds = [&](const torch::Tensor& x) {
        const auto start = std::chrono::steady_clock::now();
        family.forward(configuration, x);
        synchronise(family.device());
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const auto median = [&](const torch::Tensor& x, int repetitions) {
        seconds(x);
        std::vector<double> all;
        for (int k = 0; k < repetitions; ++k)
            all.push_back(seconds(x));
        std::nth_element(all.begin(), all.begin() + repetitions / 2, all.end());
        return all[size_t(repetitions) / 2];
    };
    return {median(one, 21), double(batch.size(0)) / median(batch, 5)};
}

} // namespace klas::engine
