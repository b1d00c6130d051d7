// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/finetune_work.h"

#include "core/analysis/arch.h"
#include "core/analysis/cost.h"

#include <map>

namespace klas::engine {

FinetuneWork finetuneWork(FamilyJob& job, const NetworksRequest& networks, const FinetuneRecipe& recipe, const std::vector<std::string>& splits) {
    std::map<std::string, NetCard> cards;
    for (const Anchor& a : networks.anchors)
        cards.emplace(a.name, netCard(a.arch));
    const auto sum = [&](const std::vector<Configuration>& configurations) {
        double flops = 0;
        for (const Configuration& c : configurations)
            flops += double(c.isAnchor() ? cards.at(c.anchor).total().flops
                                         : stitchCost(cards.at(c.stitch->source), c.stitch->i, cards.at(c.stitch->target), c.stitch->j).flops);
        return flops;
    };
    const bool joint = recipe.mode == "joint";
    FinetuneWork work;
    for (const std::string& split : splits) {
        const double images = double(job.images(split).size());
        work.before += images * sum(job.unknown(job.configurations(true), job.initialKeys(), 0, split, 0));
        work.after += images * sum(job.configurations(joint));
    }
    const auto trained = job.configurations(joint && recipe.includeAnchors);
    const double networksOfAStep = joint ? double(trained.size()) : 1; // one of them is drawn, or each has steps of its own
    work.training = kStepOverForward * double(recipe.steps) * double(recipe.batch) * sum(trained) / networksOfAStep;
    return work;
}

} // namespace klas::engine
