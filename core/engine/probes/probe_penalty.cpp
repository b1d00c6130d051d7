// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probes/probe_penalty.h"

#include "core/engine/probes/probe_solver.h"

#include <limits>

namespace klas::engine {

namespace {

constexpr double kSmallest = 1e-4;
constexpr double kCandidates[] = {kSmallest, 1e-3, 1e-2, 1e-1};
constexpr long kPlentyPerChannel = 100;
constexpr long kFewestHeldOut = 20;

/// Mean cross-entropy of one probe on images it has not seen.
double heldOutLoss(const ProbeObjective& objective, long probe, const std::vector<double>& point,
                   const torch::Tensor& features, const torch::Tensor& labels) {
    const auto [weight, bias] = objective.fold(probe, point);
    const auto x = features[probe].to(torch::kCPU, torch::kFloat32);                                  // B x C
    const auto lp = torch::log_softmax(torch::addmm(bias, x, weight.t()).to(torch::kFloat64), 1);     // B x K
    return torch::nll_loss(lp, labels.to(torch::kCPU)).item<double>();
}

} // namespace

std::vector<double> choosePenalties(const torch::Tensor& features, const torch::Tensor& labels, long classes,
                                    int iterations, torch::Device device, Progress progress) {
    const long probes = features.size(0), images = features.size(1), channels = features.size(2);
    const long heldOut = images / 10;
    std::vector<double> best(size_t(probes), kSmallest);
    if (images >= kPlentyPerChannel * (channels + 1) || heldOut < kFewestHeldOut) {
        progress.finish();
        return best;
    }
    const auto unseen = features.narrow(1, images - heldOut, heldOut), y = labels.narrow(0, images - heldOut, heldOut);
    ProbeObjective objective(features.narrow(1, 0, images - heldOut), labels.narrow(0, 0, images - heldOut), classes,
                             device);
    std::vector<double> least(size_t(probes), std::numeric_limits<double>::infinity());
    for (const double l2 : kCandidates) {
        objective.setPenalties(std::vector<double>(size_t(probes), l2));
        const auto solved =
            solveProbes(objective, iterations, progress.share(1.0 / std::size(kCandidates), "l2 of the probes"));
        for (long k = 0; k < probes; ++k) {
            const double loss = heldOutLoss(objective, k, solved[size_t(k)].point, unseen, y);
            if (loss >= least[size_t(k)]) continue;
            least[size_t(k)] = loss;
            best[size_t(k)] = l2;
        }
    }
    progress.finish();
    return best;
}

} // namespace klas::engine
