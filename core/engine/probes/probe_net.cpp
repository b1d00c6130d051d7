// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probes/probe_net.h"

#include "core/base/error.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/probes/probe_penalty.h"
#include "core/engine/probes/probe_solver.h"

#include <algorithm>
#include <cmath>

namespace klas::engine {

namespace {

constexpr double kNotConverged = 1e-3; ///< of the gradient's norm
constexpr double kAccuracyDrop = 0.05; ///< between a block and the best before it
constexpr double kHeadKl = 0.1;        ///< nats

/// Trains `count` blocks of one width, from `first` on.
void trainGroup(const FeatureCache& train, long first, long count, long classes, const ProbeOptions& options,
                torch::Device device, Progress progress, TrainedProbes& out) {
    const auto features = train.features(first, count);
    auto l2 = options.l2 ? std::vector<double>(size_t(count), *options.l2)
                         : choosePenalties(features, train.labels(), classes, options.iterations, device,
                                           progress.share(0.5, "l2 of the probes"));
    ProbeObjective objective(features, train.labels(), classes, device);
    objective.setPenalties(l2);
    const auto solved = solveProbes(objective, options.iterations, progress.share(options.l2 ? 1 : 0.5, "probes"));
    for (long k = 0; k < count; ++k) {
        const SolvedProbe& s = solved[size_t(k)];
        auto [weight, bias] = objective.fold(k, s.point);
        out.net.weight.push_back(weight);
        out.net.bias.push_back(bias);
        ProbeResult result;
        result.block = int(first + k) + 1;
        result.trainLoss = s.loss;
        result.gradientNorm = s.gradientNorm;
        result.l2 = l2[size_t(k)];
        result.steps = s.steps;
        out.blocks.push_back(result);
    }
    progress.finish();
}

/// Accuracy and loss of every probe, and the last one against the anchor's own head.
void validate(const FeatureCache& cache, torch::Device device, TrainedProbes& out) {
    const long images = cache.layout().images, blocks = long(out.blocks.size());
    const auto labels = cache.labels();
    auto right = torch::zeros({blocks}, torch::kFloat64), loss = torch::zeros({blocks}, torch::kFloat64);
    double headKl = 0;
    constexpr long kRows = 1024;
    for (long begin = 0; begin < images; begin += kRows) {
        const long end = std::min(begin + kRows, images);
        const auto logits = out.net.logits(cache, begin, end, device).to(torch::kCPU); // n x B x K
        const auto y = labels.narrow(0, begin, end - begin);
        right += logits.argmax(2).eq(y).sum(1);
        const auto lp = torch::log_softmax(logits.to(torch::kFloat64), 2);
        loss -= lp.gather(2, y.view({1, -1, 1}).expand({blocks, -1, 1})).sum({1, 2});
        const auto head =
            torch::log_softmax(cache.logits().narrow(0, begin, end - begin).to(torch::kFloat64), 1);
        headKl += (head.exp() * (head - lp[blocks - 1])).sum().item<double>();
    }
    for (long k = 0; k < blocks; ++k) {
        out.blocks[size_t(k)].accuracy = right[k].item<double>() / double(images);
        out.blocks[size_t(k)].validationLoss = loss[k].item<double>() / double(images);
    }
    out.headKl = std::max(0.0, headKl / double(images));
}

std::string percent(double share) {
    char text[16];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
    return text;
}

std::string shortText(double value) {
    char text[24];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
}

std::vector<std::string> warningsOf(const TrainedProbes& probes) {
    std::vector<std::string> warnings;
    double best = 0;
    for (const ProbeResult& r : probes.blocks) {
        const std::string block = "block " + std::to_string(r.block);
        if (r.gradientNorm > kNotConverged)
            warnings.push_back("The probe of " + block +
                               " has not converged; raise the number of iterations.");
        if (r.accuracy < best - kAccuracyDrop)
            warnings.push_back("The probe of " + block + " is right on " + percent(r.accuracy) +
                               ", less than an earlier block's " + percent(best) + ".");
        best = std::max(best, r.accuracy);
    }
    if (probes.headKl > kHeadKl)
        warnings.push_back("The last probe is far from the anchor's own head (KL " +
                           shortText(probes.headKl) +
                           " nats): scores of this anchor are less reliable.");
    return warnings;
}

} // namespace

void ProbeNet::save(const fs::path& path) const {
    const bool same = std::all_of(weight.begin(), weight.end(), [&](const torch::Tensor& w) {
        return w.sizes() == weight.front().sizes();
    });
    NamedTensors tensors;
    if (same)
        tensors = {{"weight", torch::stack(weight)}, {"bias", torch::stack(bias)}};
    else
        for (size_t k = 0; k < weight.size(); ++k) {
            tensors.emplace_back("weight." + std::to_string(k + 1), weight[k]);
            tensors.emplace_back("bias." + std::to_string(k + 1), bias[k]);
        }
    writeSafeTensors(path, tensors);
}

ProbeNet ProbeNet::load(const fs::path& path) {
    const SafeTensors file(path);
    ProbeNet net;
    if (file.contains("weight")) {
        const auto weight = file.tensor("weight"), bias = file.tensor("bias");
        if (weight.dim() != 3 || bias.dim() != 2 || bias.size(0) != weight.size(0) ||
            bias.size(1) != weight.size(1))
            throw Error(path.string() +
                        ": the probes' weight and bias do not fit together; delete the file.");
        net.weight = weight.unbind(0);
        net.bias = bias.unbind(0);
        return net;
    }
    for (int k = 1; file.contains("weight." + std::to_string(k)); ++k) {
        net.weight.push_back(file.tensor("weight." + std::to_string(k)));
        net.bias.push_back(file.tensor("bias." + std::to_string(k)));
    }
    if (net.weight.empty()) throw Error(path.string() + " holds no probes; delete the file.");
    return net;
}

torch::Tensor ProbeNet::logits(const FeatureCache& cache, long begin, long end, torch::Device device) const {
    const torch::NoGradGuard noGrad;
    auto all = torch::empty({long(weight.size()), end - begin, weight.at(0).size(0)}, torch::TensorOptions(device));
    for (size_t k = 0; k < weight.size(); ++k) {
        const auto x = cache.features(long(k)).narrow(0, begin, end - begin).to(device, torch::kFloat32);
        auto out = all[long(k)]; // B x K
        torch::addmm_out(out, bias[k].to(device), x, weight[k].to(device).t());
    }
    return all;
}

TrainedProbes trainProbes(const FeatureCache& train, const FeatureCache& validation,
                          const ProbeOptions& options, torch::Device device, Progress progress) {
    const torch::NoGradGuard noGrad;
    const long classes = validation.layout().classes;
    for (const FeatureCache* cache : {&train, &validation}) {
        const auto labels = cache->labels();
        if (labels.min().item<long>() < 0 || labels.max().item<long>() >= classes)
            throw Error("The data has labels outside 0 to " + std::to_string(classes - 1) +
                        "; the anchor's classes and the data's do not fit.");
    }
    TrainedProbes out;
    const auto& widths = train.layout().widths;
    const long blocks = long(widths.size());
    for (long first = 0; first < blocks;) {
        long count = 1;
        while (first + count < blocks && widths[size_t(first + count)] == widths[size_t(first)])
            ++count;
        trainGroup(train, first, count, classes, options, device,
                   progress.share(0.95 * double(count) / double(blocks), "probes"), out);
        first += count;
    }
    validate(validation, device, out);
    out.warnings = warningsOf(out);
    progress.finish();
    return out;
}

} // namespace klas::engine
