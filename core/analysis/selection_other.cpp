// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_other.h"

#include "core/analysis/stitch_space.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace klas {

namespace {

Selection fromPicks(std::string method, const Bucketed& bucketed, std::vector<size_t> picks,
                    const NetCard& source, const NetCard& target) {
    Selection selection;
    selection.method = std::move(method);
    std::sort(picks.begin(), picks.end());
    Bucketed counted{{}, bucketed.buckets, bucketed.outside};
    for (FlopsBucket& b : counted.buckets)
        b.chosen = 0;
    for (const size_t k : picks) {
        const Candidate& c = bucketed.candidates[k];
        ++counted.buckets[static_cast<size_t>(c.bucket)].chosen;
        selection.stitches.push_back(selected(c, source, target, nullptr, nullptr));
    }
    addBucketNotes(selection, counted);
    addCoverage(selection, target);
    return selection;
}

} // namespace

Selection selectRandom(const Bucketed& like, const NetCard& source, const NetCard& target,
                       std::uint64_t seed) {
    Random random(seed);
    std::vector<std::vector<size_t>> members(like.buckets.size());
    for (size_t k = 0; k < like.candidates.size(); ++k)
        members[static_cast<size_t>(like.candidates[k].bucket)].push_back(k);
    std::vector<size_t> picks;
    for (size_t b = 0; b < members.size(); ++b) {
        random.shuffle(members[b]);
        const auto count =
            std::min(members[b].size(), static_cast<size_t>(std::max(0, like.buckets[b].chosen)));
        picks.insert(picks.end(), members[b].begin(),
                     members[b].begin() + static_cast<std::ptrdiff_t>(count));
    }
    Selection selection = fromPicks("random", like, std::move(picks), source, target);
    selection.options = {{"seed", seed}, {"buckets", like.buckets.size()}};
    return selection;
}

Selection selectUniform(const Bucketed& bucketed, const NetCard& source, const NetCard& target, int count) {
    const auto all = bucketed.candidates.size();
    if (count < 0) throw Error("A selection cannot have " + std::to_string(count) + " stitches.");
    const size_t wanted = std::min(static_cast<size_t>(count), all);
    const double low = bucketed.buckets.front().low, range = bucketed.buckets.back().high - low;
    std::vector<bool> used(all, false);
    std::vector<size_t> picks;
    for (size_t k = 0; k < wanted; ++k) {
        const double budget = low + range * (static_cast<double>(k) + 0.5) / static_cast<double>(wanted);
        size_t best = all;
        double distance = 0;
        for (size_t c = 0; c < all; ++c) {
            const double d = std::abs(static_cast<double>(bucketed.candidates[c].cost.flops) - budget);
            if (used[c] || (best < all && d >= distance)) continue;
            best = c;
            distance = d;
        }
        used[best] = true;
        picks.push_back(best);
    }
    Selection selection = fromPicks("uniform", bucketed, std::move(picks), source, target);
    selection.options = {{"count", wanted}, {"buckets", bucketed.buckets.size()}};
    return selection;
}

Selection selectWholeSource(const NetCard& source, const NetCard& target, CostProfile profile) {
    Selection selection;
    selection.method = "whole-source";
    selection.options = {{"profile", text(profile)}};
    std::map<int, CostedStitch> last; // by j; legalStitches() lists i ascending
    for (CostedStitch& s : legalStitches(source, target, {profile, false}))
        last[s.stitch.j] = std::move(s);
    for (auto& [j, s] : last) {
        SelectedStitch chosen;
        chosen.stitch = std::move(s.stitch);
        chosen.cost = s.cost;
        selection.stitches.push_back(std::move(chosen));
    }
    std::stable_sort(selection.stitches.begin(), selection.stitches.end(),
                     [](const auto& a, const auto& b) { return a.cost.flops < b.cost.flops; });
    addCoverage(selection, target);
    return selection;
}

Selection selectByMeasure(const ScoreMatrix& pair, const NetCard& source, const NetCard& target,
                          const KlasOptions& options) {
    checkTau(options.tau);
    checkPair(pair, source, target);
    const MeasureInfo& measure = measureInfo(pair.measure);
    Bucketed bucketed = bucketsOf(source, target, options.profile, options.buckets);
    std::vector<double> scores;
    scores.reserve(bucketed.candidates.size());
    for (const Candidate& c : bucketed.candidates)
        scores.push_back(pair.value(c.i, c.j));
    std::vector<size_t> picks = pickPerBucket(bucketed, scores, options.tau, measure.largerIsCloser);
    Selection selection = fromPicks(pair.measure == "kl" ? "min-kl" : "measure:" + pair.measure, bucketed,
                                    std::move(picks), source, target);
    for (SelectedStitch& s : selection.stitches)
        s.score = pair.value(s.stitch.i, s.stitch.j);
    selection.options = {{"tau", options.tau},
                         {"buckets", bucketed.buckets.size()},
                         {"profile", text(options.profile)},
                         {"measure", pair.measure}};
    addScoreNotes(selection, &pair);
    return selection;
}

Overlap overlap(const Selection& a, const Selection& b) {
    const auto stitchesOf = [](const Selection& s) {
        std::vector<Stitch> all;
        for (const SelectedStitch& chosen : s.stitches)
            all.push_back(chosen.stitch);
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    };
    const std::vector<Stitch> inA = stitchesOf(a), inB = stitchesOf(b);
    Overlap result;
    std::set_intersection(inA.begin(), inA.end(), inB.begin(), inB.end(), std::back_inserter(result.both));
    std::set_difference(inA.begin(), inA.end(), inB.begin(), inB.end(), std::back_inserter(result.onlyA));
    std::set_difference(inB.begin(), inB.end(), inA.begin(), inA.end(), std::back_inserter(result.onlyB));
    const size_t united = result.both.size() + result.onlyA.size() + result.onlyB.size();
    result.jaccard = united == 0 ? 1 : static_cast<double>(result.both.size()) / static_cast<double>(united);
    return result;
}

std::optional<AnchorPair> recommendedPair(const AnchorDistances& distances,
                                          const std::vector<NetCard>& cards) {
    const auto flopsOf = [&](const std::string& name) {
        for (const NetCard& card : cards)
            if (card.name == name) return card.total().flops;
        throw Error("The cost of the anchor " + name + " is not known.");
    };
    std::optional<AnchorPair> best;
    for (size_t f = 0; f < distances.anchors.size(); ++f)
        for (size_t g = 0; g < distances.anchors.size(); ++g) {
            const std::string &source = distances.anchors[f], &target = distances.anchors[g];
            if (f == g || flopsOf(source) > flopsOf(target)) continue;
            const double kl = distances.kl.at(f).at(g);
            if (!std::isnan(kl) && (!best || kl < best->kl)) best = AnchorPair{source, target, kl};
        }
    return best;
}

} // namespace klas
