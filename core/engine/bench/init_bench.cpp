// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/init_bench.h"

#include "core/analysis/arch.h"
#include "core/base/files.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/device.h"
#include "core/engine/stitching/family_init.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace klas::engine::bench {

namespace {

constexpr long kBatch = 64;

using Rows = std::map<std::pair<std::string, int>, std::vector<torch::Tensor>>; // anchor, block

/// Rows of every block's output, all kept.
Rows activations(StitchedFamily& family, const Dataset& train, long images) {
    const torch::NoGradGuard noGrad;
    Rows kept;
    Loader loader(train, kBatch, images);
    while (auto batch = loader.next())
        for (const std::string& name : family.anchorNames()) {
            Net& net = family.anchor(name);
            auto x = net.embed(batch->images.to(family.device()));
            for (int k = 0; k <= net.depth(); ++k) {
                if (k > 0) x = net.runBlocks(x, k - 1, k);
                kept[{name, k}].push_back(x.reshape({-1, x.size(-1)}));
            }
        }
    synchronise(family.device());
    return kept;
}

/// Solved pair by pair, in this precision.
void initialisePlainly(StitchedFamily& family, const Dataset& train, long images, torch::Dtype dtype) {
    const torch::NoGradGuard noGrad;
    Rows kept = activations(family, train, images);
    for (size_t t = 0; t < family.tasks().size(); ++t) {
        const Stitch& s = family.tasks()[t].stitch;
        const auto x = torch::cat(kept[{s.source, s.i}]).to(dtype), y = torch::cat(kept[{s.target, s.j}]).to(dtype);
        const auto solution = torch::linalg_pinv(torch::cat({x, torch::ones({x.size(0), 1}, x.options())}, 1), 1e-6).mm(y);
        family.layer(family.layerIndex(t))->set(solution.narrow(0, 0, x.size(1)).t(), solution.select(0, x.size(1)));
    }
    synchronise(family.device());
}

} // namespace

std::vector<Anchor> randomAnchors(const std::vector<std::string>& architectures, int classes, const std::string& folder) {
    std::vector<Anchor> anchors;
    for (const std::string& name : architectures) {
        Anchor anchor;
        anchor.name = name;
        anchor.arch = namedArch(name);
        anchor.arch.setClasses(classes);
        anchor.weights = (fs::path(folder) / (name + ".safetensors")).string();
        NamedTensors tensors;
        const auto net = makeNet(anchor.arch);
        for (const auto& p : net->module().named_parameters())
            tensors.emplace_back(p.key(), p.value().detach());
        writeSafeTensors(anchor.weights, tensors);
        anchors.push_back(anchor);
    }
    return anchors;
}

std::vector<Figure> initBench(StitchedFamily& family, const Dataset& train, long images, int rounds) {
    const auto seconds = medianSecondsInTurn(rounds, {[&] { activations(family, train, images); },
                                                      [&] { initialiseLayers(family, train, images, {}); },
                                                      [&] { initialisePlainly(family, train, images, torch::kFloat64); },
                                                      [&] { initialisePlainly(family, train, images, torch::kFloat32); }});
    const std::string pair = family.anchorNames().front() + " > " + family.anchorNames().back();
    const auto figure = [&](const std::string& what, double ours, double plain) {
        char detail[160];
        std::snprintf(detail, sizeof detail, "%.3f s against %.3f s, %zu stitches, %ld images", ours, plain, family.tasks().size(),
                      std::min(images, train.size()));
        Figure result;
        result.name = pair + ", " + what;
        result.value = plain / ours;
        result.unit = "x";
        result.detail = detail;
        return result;
    };
    const double networks = seconds[0];
    std::vector<Figure> figures;
    if (seconds[1] > 1.05 * networks) { // else what is left of ours is noise
        figures.push_back(figure("all layers, beside a float64 pseudo-inverse each", seconds[1] - networks, seconds[2] - networks));
        figures.push_back(figure("all layers, beside a float32 pseudo-inverse each", seconds[1] - networks, seconds[3] - networks));
    }
    figures.push_back(figure("the same with the networks' run, float64", seconds[1], seconds[2]));
    return figures;
}

} // namespace klas::engine::bench
