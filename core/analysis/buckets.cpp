// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/buckets.h"

#include "core/analysis/stitch_space.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace klas {

namespace {

int bucketOf(double flops, const std::vector<FlopsBucket>& buckets) {
    const double low = buckets.front().low,
                 width = (buckets.back().high - low) / static_cast<double>(buckets.size());
    const auto last = static_cast<long>(buckets.size()) - 1;
    long k = width > 0 ? std::clamp(static_cast<long>((flops - low) / width), 0L, last) : 0;
    // The division may round across an edge; the edges themselves decide.
    while (k > 0 && flops < buckets[static_cast<size_t>(k)].low)
        --k;
    while (k < last && flops >= buckets[static_cast<size_t>(k)].high)
        ++k;
    return static_cast<int>(k);
}

} // namespace

int defaultBuckets(const NetCard& source, const NetCard& target) {
    int count = 0;
    for (int j = 1; j < target.depth(); ++j)
        for (int i = 1; i <= source.depth(); ++i)
            if (isLegal(source, i, target, j)) {
                ++count;
                break;
            }
    return std::max(1, count);
}

static void addCandidates(Bucketed& result, const NetCard& from, const NetCard& to, CostProfile profile, bool reverse) {
    const double low = result.buckets.front().low, high = result.buckets.back().high;
    const StitchCosts costs(from, to, profile);
    for (int i = 1; i <= from.depth(); ++i)
        for (int j = 1; j < to.depth(); ++j) {
            if (!isLegal(from, i, to, j)) continue;
            const Cost cost = costs(i, j);
            const auto flops = static_cast<double>(cost.flops);
            if (flops < low || flops > high)
                ++result.outside;
            else
                result.candidates.push_back({i, j, cost, bucketOf(flops, result.buckets), reverse});
        }
}

static Bucketed bucketed(const NetCard& source, const NetCard& target, CostProfile profile, int count, bool both) {
    requireSameClasses(source, target);
    if (count == 0) count = defaultBuckets(source, target);
    if (count < 1 || count > kMaxBuckets)
        throw Error("The number of buckets is " + std::to_string(count) + "; use 1 to " +
                    std::to_string(kMaxBuckets) + ", or 0 for one for each target block that can be stitched to.");
    const auto [low, high] = std::minmax({source.total().flops, target.total().flops});

    Bucketed result;
    const double first = static_cast<double>(low), range = static_cast<double>(high) - first;
    for (int k = 0; k < count; ++k)
        result.buckets.push_back({first + range * k / count, first + range * (k + 1) / count, 0, 0});
    result.buckets.back().high = static_cast<double>(high);

    addCandidates(result, source, target, profile, false);
    if (both) addCandidates(result, target, source, profile, true);
    if (result.candidates.empty() && result.outside == 0)
        throw Error("No block of " + source.name + " has the same height and width as an inner block of " +
                    target.name + (source.hierarchical() && target.hierarchical() ? " in the same stage" : "") +
                    "; choose networks with the same grid.");
    std::sort(result.candidates.begin(), result.candidates.end(), [](const Candidate& a, const Candidate& b) {
        return std::tie(a.cost.flops, a.reverse, a.i, a.j) < std::tie(b.cost.flops, b.reverse, b.i, b.j);
    });
    for (const Candidate& c : result.candidates)
        ++result.buckets[static_cast<size_t>(c.bucket)].candidates;
    return result;
}

Bucketed bucketsOf(const NetCard& source, const NetCard& target, CostProfile profile, int count) {
    return bucketed(source, target, profile, count, false);
}

Bucketed bucketsOfBoth(const NetCard& source, const NetCard& target, CostProfile profile, int count) {
    return bucketed(source, target, profile, count, true);
}

Stitch stitchOf(const Candidate& c, const NetCard& source, const NetCard& target) {
    return c.reverse ? Stitch{target.name, c.i, source.name, c.j} : Stitch{source.name, c.i, target.name, c.j};
}

void checkTau(double tau) {
    if (!std::isfinite(tau) || tau < 0)
        throw Error("The tolerance tau must be a number from 0 up; 0.05 keeps what is within 5 % of a "
                    "bucket's best.");
}

std::vector<size_t> pickPerBucket(Bucketed& bucketed, const std::vector<double>& scores, double tau,
                                  bool largerIsBetter) {
    checkTau(tau);
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> limits(bucketed.buckets.size(), none);
    const auto better = [&](double a, double b) { return largerIsBetter ? a > b : a < b; };
    for (size_t k = 0; k < scores.size(); ++k) {
        double& best = limits[static_cast<size_t>(bucketed.candidates[k].bucket)];
        if (!std::isnan(scores[k]) && (std::isnan(best) || better(scores[k], best))) best = scores[k];
    }
    for (double& limit : limits)
        limit *= (limit < 0) == largerIsBetter ? 1 + tau : 1 - tau;

    std::vector<size_t> picks;
    for (size_t k = 0; k < scores.size(); ++k) {
        const auto bucket = static_cast<size_t>(bucketed.candidates[k].bucket);
        if (std::isnan(scores[k]) || better(limits[bucket], scores[k])) continue;
        picks.push_back(k);
        ++bucketed.buckets[bucket].chosen;
    }
    return picks;
}

std::string listText(const std::vector<int>& numbers) {
    constexpr size_t kShown = 20;
    const size_t shown = numbers.size() > kShown + 1 ? kShown : numbers.size();
    std::string text;
    for (size_t k = 0; k < shown; ++k)
        text += (k == 0 ? "" : k + 1 == numbers.size() ? " and " : ", ") + std::to_string(numbers[k]);
    return shown == numbers.size() ? text : text + " and " + std::to_string(numbers.size() - shown) + " more";
}

std::vector<size_t> sampleAcross(const Bucketed& bucketed, size_t count, std::uint64_t seed) {
    std::vector<std::vector<size_t>> drawn(bucketed.buckets.size());
    for (size_t k = 0; k < bucketed.candidates.size(); ++k)
        drawn.at(size_t(bucketed.candidates[k].bucket)).push_back(k);
    Random random(seed);
    for (auto& bucket : drawn)
        random.shuffle(bucket);
    std::vector<size_t> sample;
    for (size_t round = 0; sample.size() < std::min(count, bucketed.candidates.size()); ++round)
        for (const auto& bucket : drawn)
            if (round < bucket.size() && sample.size() < count) sample.push_back(bucket[round]);
    std::sort(sample.begin(), sample.end());
    return sample;
}

void addBucketNotes(Selection& selection, const Bucketed& bucketed) {
    std::vector<int> empty, forced;
    for (size_t k = 0; k < bucketed.buckets.size(); ++k) {
        const int number = static_cast<int>(k) + 1; // people count from 1
        if (bucketed.buckets[k].candidates == 0) empty.push_back(number);
        if (bucketed.buckets[k].candidates == 1 && bucketed.buckets[k].chosen == 1) forced.push_back(number);
    }
    selection.buckets = bucketed.buckets;
    if (bucketed.outside > 0)
        selection.notes.push_back(
            std::to_string(bucketed.outside) +
            " legal stitches cost less than the cheaper anchor or more than the dearer one and "
            "were left out.");
    if (!empty.empty())
        selection.notes.push_back((empty.size() == 1 ? "Bucket " : "Buckets ") + listText(empty) + " of " +
                                  std::to_string(bucketed.buckets.size()) + (empty.size() == 1 ? " has" : " have") + " no stitch.");
    if (!forced.empty())
        selection.notes.push_back("Forced picks, buckets with a single candidate: " + listText(forced) + ".");
}

void addCoverage(Selection& selection, const NetCard& target) {
    std::vector<bool> covered(static_cast<size_t>(target.depth()), false);
    for (const SelectedStitch& s : selection.stitches)
        for (const auto& [anchor, block] :
             {std::pair(&s.stitch.target, s.stitch.j), std::pair(&s.stitch.source, s.stitch.i)})
            if (*anchor == target.name && block < target.depth()) covered[static_cast<size_t>(block)] = true;
    for (int j = 1; j < target.depth(); ++j)
        if (!covered[static_cast<size_t>(j)]) selection.uncoveredTargets.push_back(j);
    if (!selection.uncoveredTargets.empty())
        selection.notes.push_back("Blocks of " + target.name +
                                  " without any stitch: " + listText(selection.uncoveredTargets) + ".");
}

} // namespace klas
