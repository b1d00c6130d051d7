// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trust_warnings.h"

#include "core/analysis/rank_correlation.h"

#include <cmath>
#include <cstdio>
#include <map>

namespace klas {

namespace {

constexpr double kFarFromHead = 0.1;    ///< nats; converged probes of trained networks are around 0.01
constexpr double kProbeAboveHead = 0.02; ///< top-1
constexpr long kFewImages = 1000;
constexpr int kExpensiveBlocks = 2;      ///< a stitch into the first target blocks runs most of the target
constexpr size_t kFewStitches = 5;       ///< an order of fewer says nothing

std::string number(double value, int digits) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    return buffer;
}

void judgeSource(const TrustInputs& in, std::vector<std::string>& all) {
    const std::string& name = in.source.name;
    if (in.headKl && *in.headKl > kFarFromHead)
        all.push_back("The last probe of " + name + " is " + number(*in.headKl, 2) +
                      " nats from its own head, so its probes do not speak for it; check its data and pooling, or train it longer.");
    if (in.probeTop1 && in.headTop1 && *in.probeTop1 - *in.headTop1 > kProbeAboveHead)
        all.push_back("A linear probe on the last block of " + name + " beats its own head by " +
                      number(100 * (*in.probeTop1 - *in.headTop1), 1) +
                      " points, so it is not trained to its end; Θ and Γ can then order expensive stitches backwards.");
}

void judgeMatrices(const TrustInputs& in, std::vector<std::string>& all) {
    if (in.kl->images > 0 && in.kl->images < kFewImages)
        all.push_back("Θ is a mean over only " + std::to_string(in.kl->images) + " images; use at least " + std::to_string(kFewImages) + ".");
    if (!in.targetSelf) return;
    const Bucketed bucketed = bucketsOf(in.source, in.target, CostProfile::Default, 0);
    std::vector<int> unresolved;
    for (int j = 1; j < in.target.depth(); ++j)
        if (stitchScore(*in.kl, in.targetSelf, 1, j).unresolved) unresolved.push_back(j);
    if (!unresolved.empty())
        all.push_back("Σ is not above two standard errors after target blocks " + listText(unresolved) + ", so Γ says little there; use more images.");

    struct Picks {
        const Candidate *byGamma = nullptr, *byOmega = nullptr;
        double gamma = 0, omega = 0;
    };
    std::map<int, Picks> buckets;
    for (const Candidate& c : bucketed.candidates) {
        const StitchScore s = stitchScore(*in.kl, in.targetSelf, c.i, c.j);
        if (!s.gamma || !s.omega) continue;
        Picks& picks = buckets[c.bucket];
        if (!picks.byGamma || *s.gamma < picks.gamma) picks.byGamma = &c, picks.gamma = *s.gamma;
        if (!picks.byOmega || *s.omega < picks.omega) picks.byOmega = &c, picks.omega = *s.omega;
    }
    size_t apart = 0;
    for (const auto& [bucket, p] : buckets) {
        const auto error = [&](const Candidate& c) { return in.kl->hasErrors() ? in.kl->error(c.i, c.j) : 0.0; };
        if (in.kl->value(p.byGamma->i, p.byGamma->j) - p.omega > 2 * std::hypot(error(*p.byGamma), error(*p.byOmega))) ++apart;
    }
    if (apart > 0)
        all.push_back("In " + std::to_string(apart) + " of " + std::to_string(buckets.size()) +
                      " buckets Γ picks a stitch whose Ω is clearly above the least; hold it against the method theta, or klas verify.");
}

void judgeInitial(const TrustInputs& in, std::vector<std::string>& all) {
    std::vector<double> omega, loss;
    for (const auto& [cell, result] : *in.initial) {
        const auto [i, j] = cell;
        if (j < 1 || j > kExpensiveBlocks) continue;
        const auto score = stitchScore(*in.kl, nullptr, i, j).omega;
        if (!score || !std::isfinite(result.loss)) continue;
        omega.push_back(*score);
        loss.push_back(result.loss);
    }
    if (omega.size() < kFewStitches) return;
    if (const auto rho = spearman(omega, loss); rho && *rho < 0)
        all.push_back("Ω and the loss as initialised order the " + std::to_string(omega.size()) +
                      " stitches into the first target blocks oppositely (rank correlation " + number(*rho, 2) +
                      "); there trust neither alone: use theta-init, or klas verify.");
}

} // namespace

std::vector<std::string> trustWarnings(const TrustInputs& inputs) {
    std::vector<std::string> all;
    judgeSource(inputs, all);
    if (!inputs.kl) return all;
    checkPair(*inputs.kl, inputs.source, inputs.target);
    if (inputs.targetSelf) checkTargetSelf(*inputs.targetSelf, *inputs.kl, inputs.target);
    judgeMatrices(inputs, all);
    if (inputs.initial) judgeInitial(inputs, all);
    return all;
}

} // namespace klas
