// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/rank_correlation.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace klas {

namespace {

constexpr size_t kFewest = 3; ///< pairs of a correlation

using Bucket = std::vector<ScoredResult>;

std::optional<double> correlation(const std::vector<ScoredResult>& results) {
    std::vector<double> closeness, outcome;
    for (const ScoredResult& r : results) {
        closeness.push_back(-r.score);
        outcome.push_back(r.outcome);
    }
    return spearman(closeness, outcome);
}

/// Mean over buckets, weighted by their stitches.
std::optional<double> meanWithin(const std::vector<Bucket>& buckets) {
    double sum = 0, weight = 0;
    for (const Bucket& b : buckets)
        if (const auto rho = correlation(b)) {
            sum += *rho * double(b.size());
            weight += double(b.size());
        }
    if (weight == 0) return std::nullopt;
    return sum / weight;
}

double regretOf(const Bucket& bucket) {
    const auto pick = std::min_element(bucket.begin(), bucket.end(), [](const auto& a, const auto& b) { return a.score < b.score; });
    const auto best = std::max_element(bucket.begin(), bucket.end(), [](const auto& a, const auto& b) { return a.outcome < b.outcome; });
    return best->outcome - pick->outcome;
}

/// The middle 95 % of values.
std::pair<double, double> interval(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) { return values[size_t(std::floor(share * double(values.size() - 1)))]; };
    return {at(0.025), at(0.975)};
}

} // namespace

std::vector<double> averageRanks(const std::vector<double>& values) {
    std::vector<size_t> order(values.size());
    std::iota(order.begin(), order.end(), size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && values[order[end]] == values[order[begin]])
            ++end;
        for (size_t k = begin; k < end; ++k)
            ranks[order[k]] = (double(begin + 1) + double(end)) / 2;
    }
    return ranks;
}

std::optional<double> spearman(const std::vector<double>& a, const std::vector<double>& b) {
    if (a.size() != b.size() || a.size() < kFewest) return std::nullopt;
    const auto x = averageRanks(a), y = averageRanks(b);
    const double mean = (double(a.size()) + 1) / 2;
    double xy = 0, xx = 0, yy = 0;
    for (size_t k = 0; k < x.size(); ++k) {
        xy += (x[k] - mean) * (y[k] - mean);
        xx += (x[k] - mean) * (x[k] - mean);
        yy += (y[k] - mean) * (y[k] - mean);
    }
    if (xx == 0 || yy == 0) return std::nullopt;
    return xy / std::sqrt(xx * yy);
}

ScoreTrust scoreTrust(const std::vector<ScoredResult>& results, int resamples, std::uint64_t seed) {
    std::vector<ScoredResult> scored;
    std::map<int, Bucket> byBucket;
    for (const ScoredResult& r : results)
        if (!std::isnan(r.score)) {
            scored.push_back(r);
            byBucket[r.bucket].push_back(r);
        }
    ScoreTrust trust;
    trust.stitches = scored.size();
    if (scored.empty()) return trust;
    std::vector<Bucket> buckets;
    for (auto& [index, bucket] : byBucket) {
        if (bucket.size() >= kFewest) ++trust.buckets;
        buckets.push_back(std::move(bucket));
    }
    // Three or four stitches drawn again are mostly copies of each other: their order would look certain.
    const bool tooFew = std::any_of(buckets.begin(), buckets.end(), [](const Bucket& b) { return b.size() >= kFewest && b.size() < kFewestForInterval; });
    trust.overall = correlation(scored);
    trust.inBucket = meanWithin(buckets);
    std::vector<double> regrets;
    for (const Bucket& b : buckets)
        if (b.size() > 1) regrets.push_back(regretOf(b)); // a lone stitch is no choice
    if (!regrets.empty()) {
        trust.regret = std::accumulate(regrets.begin(), regrets.end(), 0.0) / double(regrets.size());
        trust.worstRegret = *std::max_element(regrets.begin(), regrets.end());
    }

    Random random(seed);
    std::vector<double> rhos, means;
    for (int k = 0; k < resamples; ++k) {
        std::vector<Bucket> drawn;
        for (const Bucket& b : buckets) {
            drawn.emplace_back();
            for (size_t n = 0; n < b.size(); ++n)
                drawn.back().push_back(b[random.below(b.size())]);
        }
        if (const auto rho = meanWithin(drawn)) rhos.push_back(*rho);
        double sum = 0;
        for (size_t n = 0; n < regrets.size(); ++n)
            sum += regrets[random.below(regrets.size())];
        if (!regrets.empty()) means.push_back(sum / double(regrets.size()));
    }
    if (trust.inBucket && !tooFew && !rhos.empty()) std::tie(trust.inBucketLow, trust.inBucketHigh) = interval(std::move(rhos));
    if (!means.empty()) std::tie(trust.regretLow, trust.regretHigh) = interval(std::move(means));
    return trust;
}

} // namespace klas
