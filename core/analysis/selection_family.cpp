// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_family.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace klas {

namespace {

void byCost(std::vector<NetCard>& anchors) {
    std::stable_sort(anchors.begin(), anchors.end(), [](const NetCard& a, const NetCard& b) { return a.total().flops < b.total().flops; });
}

std::string methodsOfAllPairs() {
    std::string names;
    for (const SelectionMethod& m : selectionMethods())
        if (!m.bothDirections) names += (names.empty() ? "" : ", ") + m.id;
    return names;
}

/// A chosen stitch and what it is expected to reach; NaN where nothing is known.
struct Expected {
    SelectedStitch stitch;
    CostAndTop1 point;
};

std::vector<Expected> expectationsOf(const Selection& selection, const SelectionInputs& pair) {
    const auto [worse, better] = std::minmax(*pair.sourceTop1, *pair.targetTop1);
    std::vector<Expected> all;
    for (const SelectedStitch& s : selection.stitches) {
        double top1 = expectedTop1(*pair.kl, s.stitch.i, s.stitch.j, *pair.sourceTop1, *pair.targetTop1);
        if (!std::isnan(top1)) top1 = std::clamp(top1, worse, better);
        all.push_back({s, {s.cost.flops, top1, (better - worse) / std::sqrt(12)}});
        all.back().stitch.score = top1;
    }
    return all;
}

} // namespace

bool dominated(const CostAndTop1& it, const std::vector<CostAndTop1>& others) {
    return std::any_of(others.begin(), others.end(), [&](const CostAndTop1& o) {
        return o.flops <= it.flops && o.top1 - it.top1 > std::hypot(o.error, it.error);
    });
}

std::vector<std::pair<std::string, std::string>> orderedPairs(std::vector<NetCard> anchors) {
    byCost(anchors);
    std::vector<std::pair<std::string, std::string>> pairs;
    for (size_t f = 0; f < anchors.size(); ++f)
        for (size_t g = f + 1; g < anchors.size(); ++g)
            if (anchors[f].classes == anchors[g].classes) pairs.emplace_back(anchors[f].name, anchors[g].name);
    return pairs;
}

std::vector<std::pair<std::string, std::string>> neighbours(std::vector<NetCard> anchors) {
    byCost(anchors);
    std::vector<std::pair<std::string, std::string>> pairs;
    for (size_t f = 0; f + 1 < anchors.size(); ++f)
        pairs.emplace_back(anchors[f].name, anchors[f + 1].name);
    return pairs;
}

Selection selectAllPairs(const SelectionRequest& request, const std::vector<SelectionInputs>& pairs) {
    if (pairs.empty()) throw Error("There is no pair of anchors to choose stitches of; add at least two anchors with the same classes.");
    const SelectionMethod& method = selectionMethod(request.method);
    if (method.bothDirections)
        throw Error("The method " + method.id +
                    " is about both directions of one pair; all pairs can be chosen over by " +
                    methodsOfAllPairs() + ".");
    const bool drops = method.needsKl || !method.measure.empty() || method.needsInitial;

    Selection all;
    std::vector<Expected> chosen;
    std::vector<CostAndTop1> points; // of anchors first
    std::set<std::string> seen;
    Json names = Json::array(), parts = Json::array();
    for (const SelectionInputs& pair : pairs) {
        const std::string name = pair.source.name + ":" + pair.target.name;
        if (drops && (!pair.kl || !pair.sourceTop1 || !pair.targetTop1))
            throw Error("The pair " + name + " has no scores or its anchors no accuracy yet; analyse all pairs first.");
        SelectionRequest one = request;
        one.name.clear();
        const Selection selection = select(one, pair);
        names.push_back(name);
        parts.push_back(selection.provenance);
        if (all.options.is_null()) all.options = selection.options;
        if (drops) {
            const auto expected = expectationsOf(selection, pair);
            chosen.insert(chosen.end(), expected.begin(), expected.end());
            for (const auto& [card, top1] : {std::pair(&pair.source, *pair.sourceTop1), std::pair(&pair.target, *pair.targetTop1)})
                if (seen.insert(card->name).second) points.push_back({card->total().flops, top1});
        } else {
            for (const SelectedStitch& s : selection.stitches)
                chosen.push_back({s, {}});
        }
    }
    for (const Expected& e : chosen)
        points.push_back(e.point); // NaN beats nothing
    size_t dropped = 0;
    for (Expected& e : chosen) {
        if (drops && dominated(e.point, points)) {
            ++dropped;
            continue;
        }
        e.stitch.bucket.reset();
        all.stitches.push_back(std::move(e.stitch));
    }
    if (drops)
        std::sort(all.stitches.begin(), all.stitches.end(), [](const SelectedStitch& a, const SelectedStitch& b) {
            return std::tie(a.cost.flops, a.stitch) < std::tie(b.cost.flops, b.stitch);
        });
    all.name = !request.name.empty() ? request.name : request.method + ":all";
    all.method = method.id;
    all.options.erase("buckets"); // each pair's own
    all.options["pairs"] = std::move(names);
    all.provenance = {{"pairs", std::move(parts)}};
    if (drops) {
        all.options["dropped"] = dropped;
        all.notes.push_back(std::to_string(dropped) + " of " + std::to_string(chosen.size()) +
                            " stitches are clearly expected to be beaten at no higher cost by an anchor or "
                            "another stitch and were dropped.");
    }
    return all;
}

} // namespace klas
