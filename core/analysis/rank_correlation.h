// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace klas {

/// Ranks from 1, ties at their mean.
std::vector<double> averageRanks(const std::vector<double>& values);

/// Spearman's rank correlation, ties at their mean rank; absent for fewer than three pairs or where one side does not vary.
std::optional<double> spearman(const std::vector<double>& a, const std::vector<double>& b);

/// A score beside what came of it, in one FLOPs bucket.
struct ScoredResult {
    int bucket = 0;
    double score = 0;   ///< smaller is better; NaN counts as not scored
    double outcome = 0; ///< accuracy after finetuning, 0..1
};

inline constexpr size_t kFewestForInterval = 5; ///< stitches of a bucket

/// How well a score predicts (klas.md section 9): quote the figures within buckets, since overall both follow FLOPs.
struct ScoreTrust {
    size_t stitches = 0, buckets = 0;     ///< scored stitches; buckets with at least three of them
    std::optional<double> overall;        ///< Spearman of -score and outcome over all
    std::optional<double> inBucket;       ///< the same within buckets, their mean weighted by stitches
    /// 95 % interval, stitches drawn again within their buckets; absent where a bucket that counts has fewer than
    /// kFewestForInterval
    std::optional<double> inBucketLow, inBucketHigh;
    double regret = 0;                    ///< mean over buckets: best outcome minus that of the score's pick
    double worstRegret = 0;
    double regretLow = 0, regretHigh = 0; ///< 95 % interval of the mean, buckets drawn again
};
ScoreTrust scoreTrust(const std::vector<ScoredResult>& results, int resamples = 1000, std::uint64_t seed = 0);

} // namespace klas
