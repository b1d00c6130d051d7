// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cost.h"
#include "core/records/selection.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace klas {

inline constexpr double kDefaultTau = 0.05; ///< KLAS (arXiv 2605.29259)
inline constexpr int kMaxBuckets = 10000;

/// A legal stitch of a pair, without the names.
struct Candidate {
    int i = 0, j = 0;
    Cost cost;
    int bucket = 0; ///< 0-based
    bool reverse = false; ///< of the pair's target to its source: i is a block of the target, j one of the source
};

/// What all bucketed methods choose from: the pair's legal stitches (j >= 1) that cost no less than the
/// cheaper anchor and no more than the dearer one, ascending in FLOPs, cut into buckets of equal width.
struct Bucketed {
    std::vector<Candidate> candidates;
    std::vector<FlopsBucket> buckets;
    int outside = 0; ///< legal stitches left out because they cost less or more than both anchors
};

/// How many buckets a pair has unless asked otherwise: as many as there are target blocks j in 1..n-1 with a legal stitch.
/// These are n - 1 where the networks share all their grids, fewer where only some stages meet; at least 1.
int defaultBuckets(const NetCard& source, const NetCard& target);

/// `count` buckets over [FLOPs f, FLOPs g]; 0 means defaultBuckets(). Throws Error for a count outside
/// 1..kMaxBuckets and for a pair without any legal stitch or with different classes.
Bucketed bucketsOf(const NetCard& source, const NetCard& target, CostProfile profile, int count);
/// The same with the stitches of the reverse direction beside them, in the buckets of source to target.
Bucketed bucketsOfBoth(const NetCard& source, const NetCard& target, CostProfile profile, int count);
/// The stitch of a candidate of source to target.
Stitch stitchOf(const Candidate& candidate, const NetCard& source, const NetCard& target);

/// Throws Error unless tau is finite and not negative.
void checkTau(double tau);

/// KLAS's rule: in every bucket the best score and every score within a share `tau` of it, as indices into
/// `candidates`. NaN scores are never chosen. The buckets' `chosen` are set.
std::vector<size_t> pickPerBucket(Bucketed& bucketed, const std::vector<double>& scores, double tau,
                                  bool largerIsBetter = false);

/// `count` candidates drawn at random, the same number of every bucket as far as it has them: a sample that the order of
/// scores within buckets can be judged by. Ascending; all where there are no more.
std::vector<size_t> sampleAcross(const Bucketed& bucketed, size_t count, std::uint64_t seed);

/// Completes a selection: target blocks 1..n-1 that no chosen stitch enters, and a sentence for each of what
/// should be known: stitches left out, empty buckets, forced picks, uncovered blocks.
void addBucketNotes(Selection& selection, const Bucketed& bucketed);
void addCoverage(Selection& selection, const NetCard& target);

/// "1, 4 and 7"; a long list ends in "and 80 more".
std::string listText(const std::vector<int>& numbers);

} // namespace klas
