// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_front.h"

#include "core/analysis/frontier.h"
#include "core/analysis/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace klas {

namespace {

Selection finished(std::string method, Bucketed bucketed, std::vector<size_t> picks, const std::vector<double>& scores, const NetCard& source,
                   const NetCard& target, const KlasOptions& options, size_t size) {
    Selection selection;
    selection.method = std::move(method);
    std::sort(picks.begin(), picks.end()); // ascending in FLOPs
    for (FlopsBucket& b : bucketed.buckets)
        b.chosen = 0;
    for (const size_t k : picks) {
        const Candidate& c = bucketed.candidates[k];
        ++bucketed.buckets[size_t(c.bucket)].chosen;
        selection.stitches.push_back(selected(c, source, target, nullptr, nullptr));
        selection.stitches.back().score = scores[k];
    }
    selection.options = {{"size", size}, {"buckets", bucketed.buckets.size()}, {"profile", text(options.profile)}};
    addBucketNotes(selection, bucketed);
    addCoverage(selection, target);
    return selection;
}

/// Ranks within each bucket; NaN has none.
std::vector<double> bucketRanks(const Bucketed& bucketed, const std::vector<double>& scores) {
    std::vector<double> all(scores.size(), NAN);
    for (size_t b = 0; b < bucketed.buckets.size(); ++b) {
        std::vector<size_t> members;
        std::vector<double> values;
        for (size_t k = 0; k < scores.size(); ++k)
            if (bucketed.candidates[k].bucket == int(b) && !std::isnan(scores[k])) {
                members.push_back(k);
                values.push_back(scores[k]);
            }
        const auto order = averageRanks(values);
        for (size_t k = 0; k < members.size(); ++k)
            all[members[k]] = order[k];
    }
    return all;
}

std::vector<double> omegas(const Bucketed& bucketed, const ScoreMatrix& pair) {
    std::vector<double> all;
    for (const Candidate& c : bucketed.candidates)
        all.push_back(std::max(0.0, pair.value(c.i, c.j)));
    return all;
}

template <typename F>
std::vector<double> initials(const Bucketed& bucketed, const InitialResults& forward, const InitialResults& reverse, const NetCard& source,
                             const NetCard& target, F&& value) {
    std::vector<double> all;
    for (const Candidate& c : bucketed.candidates) {
        const InitialResults& initial = c.reverse ? reverse : forward;
        const auto found = initial.find({c.i, c.j});
        if (found == initial.end())
            throw Error("The stitch " + text(stitchOf(c, source, target)) +
                        " has not been measured right after initialisation; preview every stitch of the pair first.");
        all.push_back(value(found->second));
    }
    return all;
}

long initImagesOf(const Evaluation& e) {
    const auto found = e.provenance.is_object() ? e.provenance.find("init_images") : e.provenance.end();
    return e.provenance.is_object() && found != e.provenance.end() && found->is_number_integer() ? found->get<long>() : 0;
}

double errorOf(const InitialResult& result) { return 1 - result.top1; }

} // namespace

InitialResults initialResults(const std::vector<Evaluation>& evaluations, const std::string& source, const std::string& target,
                              const std::string& split) {
    InitialResults results;
    using Images = std::pair<long, long>; // measured on, then solved on: a preview with few of either is a quick look
    std::map<std::pair<int, int>, Images> best;
    for (const Evaluation& e : evaluations) {
        if (!e.run.empty() || e.split != split || !e.configuration.stitch) continue;
        const Stitch& s = *e.configuration.stitch;
        const Images images{e.images, initImagesOf(e)};
        if (s.source != source || s.target != target || images < best[{s.i, s.j}]) continue;
        best[{s.i, s.j}] = images;
        results[{s.i, s.j}] = {e.top1, e.loss};
    }
    return results;
}

std::vector<size_t> pickWithin(const Bucketed& bucketed, const std::vector<double>& scores, size_t size) {
    const auto rank = bucketRanks(bucketed, scores);
    std::vector<double> best(bucketed.buckets.size(), INFINITY);
    std::vector<size_t> order;
    for (size_t k = 0; k < scores.size(); ++k) {
        if (std::isnan(scores[k])) continue;
        order.push_back(k);
        double& least = best[size_t(bucketed.candidates[k].bucket)];
        least = std::min(least, scores[k]);
    }
    // The first of each bucket, then the second ones by how far they are from their bucket's best, and so on.
    const auto excess = [&](size_t k) { return scores[k] - best[size_t(bucketed.candidates[k].bucket)]; };
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return rank[a] != rank[b] ? rank[a] < rank[b] : excess(a) < excess(b);
    });
    order.resize(std::min(size, order.size()));
    return order;
}

Selection selectTheta(const ScoreMatrix& pair, const NetCard& source, const NetCard& target, const KlasOptions& options, size_t size) {
    checkPair(pair, source, target);
    const Bucketed bucketed = bucketsOf(source, target, options.profile, options.buckets);
    const auto scores = omegas(bucketed, pair);
    return finished("theta", bucketed, pickWithin(bucketed, scores, size), scores, source, target, options, size);
}

Selection selectThetaInit(const ScoreMatrix& pair, const InitialResults& initial, const NetCard& source, const NetCard& target,
                          const KlasOptions& options, size_t size) {
    checkPair(pair, source, target);
    const Bucketed bucketed = bucketsOf(source, target, options.profile, options.buckets);
    const auto byOmega = bucketRanks(bucketed, omegas(bucketed, pair)),
               byLoss = bucketRanks(bucketed, initials(bucketed, initial, {}, source, target, [](const InitialResult& r) { return r.loss; }));
    std::vector<double> scores;
    for (size_t k = 0; k < byOmega.size(); ++k)
        scores.push_back(byOmega[k] + byLoss[k]);
    return finished("theta-init", bucketed, pickWithin(bucketed, scores, size), scores, source, target, options, size);
}

Selection selectInitAccuracy(const InitialResults& initial, const NetCard& source, const NetCard& target, const KlasOptions& options, size_t size) {
    const Bucketed bucketed = bucketsOf(source, target, options.profile, options.buckets);
    const auto scores = initials(bucketed, initial, {}, source, target, errorOf);
    return finished("init-accuracy", bucketed, pickWithin(bucketed, scores, size), scores, source, target, options, size);
}

Selection selectInitBoth(const InitialResults& initial, const InitialResults& reverse, const NetCard& source, const NetCard& target,
                         const KlasOptions& options, size_t size) {
    const Bucketed bucketed = bucketsOfBoth(source, target, options.profile, options.buckets);
    const auto scores = initials(bucketed, initial, reverse, source, target, errorOf);
    return finished("init-both", bucketed, pickWithin(bucketed, scores, size), scores, source, target, options, size);
}

double expectedTop1(const ScoreMatrix& pair, int i, int j, double sourceTop1, double targetTop1) {
    const double apart = pair.value(pair.rows(), pair.columns());
    if (!(apart > 0)) return NAN;
    return targetTop1 - (targetTop1 - sourceTop1) * std::max(0.0, pair.value(i, j)) / apart;
}

namespace {

/// Greedily what raises the staircase of expected top-1 over the anchors' own the most; NaN is never chosen.
std::vector<size_t> pickByGain(const Bucketed& bucketed, const std::vector<double>& expected, const NetCard& source, const NetCard& target,
                               double sourceTop1, double targetTop1, size_t size) {
    const auto point = [](std::int64_t flops, double top1, bool anchor) {
        TradeoffPoint p;
        p.flops = flops;
        p.top1 = std::clamp(top1, 0.0, 1.0);
        p.anchor = anchor;
        return p;
    };
    std::vector<TradeoffPoint> points{point(source.total().flops, sourceTop1, true), point(target.total().flops, targetTop1, true)};
    const FlopsRange range = anchorRange(points);
    const auto area = [&](const std::vector<TradeoffPoint>& of) { return curveAreas(paretoFront(of), range).staircase; };
    std::vector<size_t> picks;
    std::vector<bool> used(expected.size(), false);
    while (picks.size() < size) {
        const double before = area(points);
        size_t best = expected.size();
        double gain = 1e-9; // of the area: below it is rounding
        for (size_t k = 0; k < expected.size(); ++k) {
            if (used[k] || std::isnan(expected[k])) continue;
            points.push_back(point(bucketed.candidates[k].cost.flops, expected[k], false));
            const double more = area(points) - before;
            points.pop_back();
            if (more > gain) {
                gain = more;
                best = k;
            }
        }
        if (best == expected.size()) break;
        used[best] = true;
        picks.push_back(best);
        points.push_back(point(bucketed.candidates[best].cost.flops, expected[best], false));
    }
    return picks;
}

void noteTop1(Selection& selection, double sourceTop1, double targetTop1, size_t size) {
    selection.options["source_top1"] = sourceTop1;
    selection.options["target_top1"] = targetTop1;
    if (selection.stitches.size() < size)
        selection.notes.push_back("Only " + std::to_string(selection.stitches.size()) + " stitches are expected to raise the front; " +
                                  std::to_string(size) + " were asked for.");
}

} // namespace

Selection selectMarginal(const ScoreMatrix& pair, const NetCard& source, const NetCard& target, double sourceTop1, double targetTop1,
                         const KlasOptions& options, size_t size) {
    checkPair(pair, source, target);
    const Bucketed bucketed = bucketsOf(source, target, options.profile, options.buckets);
    std::vector<double> expected;
    for (const Candidate& c : bucketed.candidates)
        expected.push_back(expectedTop1(pair, c.i, c.j, sourceTop1, targetTop1));
    const auto picks = pickByGain(bucketed, expected, source, target, sourceTop1, targetTop1, size);
    Selection selection = finished("marginal", bucketed, picks, expected, source, target, options, size);
    noteTop1(selection, sourceTop1, targetTop1, size);
    return selection;
}

std::vector<double> probeAccuracies(const ProbeReport& report) {
    std::vector<double> all;
    for (const ProbeResult& probe : report.blocks)
        all.push_back(probe.accuracy);
    return all;
}

Selection selectProbeFront(const BothDirections& both, const NetCard& source, const NetCard& target, double sourceTop1, double targetTop1,
                           const KlasOptions& options, size_t size) {
    checkPair(both.pair, source, target);
    checkPair(both.reverse, target, source);
    if (both.sourceProbes.size() != size_t(source.depth()) || both.targetProbes.size() != size_t(target.depth()))
        throw Error("There is not one probe for each block of " + source.name + " and " + target.name + "; analyse them again.");
    const Bucketed bucketed = bucketsOfBoth(source, target, options.profile, options.buckets);
    const auto omega = [&](const Candidate& c) { return (c.reverse ? both.reverse : both.pair).value(c.i, c.j); };
    std::map<std::tuple<bool, int, int>, size_t> least; // direction, block, bucket -> candidate
    for (size_t k = 0; k < bucketed.candidates.size(); ++k) {
        const Candidate& c = bucketed.candidates[k];
        if (std::isnan(omega(c))) continue;
        const auto [at, isNew] = least.try_emplace({c.reverse, c.i, c.bucket}, k);
        if (!isNew && omega(c) < omega(bucketed.candidates[at->second])) at->second = k;
    }
    std::vector<double> expected(bucketed.candidates.size(), NAN);
    for (const auto& [where, k] : least) {
        const Candidate& c = bucketed.candidates[k];
        expected[k] = (c.reverse ? both.targetProbes : both.sourceProbes)[size_t(c.i) - 1];
    }
    const auto picks = pickByGain(bucketed, expected, source, target, sourceTop1, targetTop1, size);
    Selection selection = finished("probe-front", bucketed, picks, expected, source, target, options, size);
    noteTop1(selection, sourceTop1, targetTop1, size);
    return selection;
}

} // namespace klas
