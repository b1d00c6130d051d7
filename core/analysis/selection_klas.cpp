// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_klas.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace klas {

namespace {

std::string shapeText(const ScoreMatrix& matrix) {
    return std::to_string(matrix.rows()) + " x " + std::to_string(matrix.columns());
}

} // namespace

StitchScore stitchScore(const ScoreMatrix& pair, const ScoreMatrix* targetSelf, int i, int j) {
    StitchScore score;
    if (j < 1) return score;
    const double omega = pair.value(i, j);
    if (!std::isnan(omega)) score.omega = std::max(omega, 0.0);
    if (!targetSelf || j >= targetSelf->columns()) return score;
    const double sigma = targetSelf->value(j, j + 1);
    if (std::isnan(sigma)) return score;
    score.sigma = std::max(sigma, 0.0);
    constexpr double smallest = std::numeric_limits<double>::min(),
                     largest = std::numeric_limits<double>::max();
    const double error = targetSelf->error(j, j + 1);
    score.unresolved = sigma < smallest || sigma < 2 * error;
    if (score.omega) score.gamma = std::min(*score.omega / std::max(sigma, smallest), largest);
    return score;
}

void checkPair(const ScoreMatrix& pair, const NetCard& source, const NetCard& target) {
    if (pair.rows() != source.depth() || pair.columns() != target.depth())
        throw Error("The matrix " + pair.source + " > " + pair.target + " is " + shapeText(pair) + " but " +
                    source.name + " has " + std::to_string(source.depth()) + " blocks and " + target.name +
                    " " + std::to_string(target.depth()) + "; analyse the pair again.");
}

void checkTargetSelf(const ScoreMatrix& targetSelf, const ScoreMatrix& pair, const NetCard& target) {
    if (targetSelf.rows() != target.depth() || targetSelf.columns() != target.depth())
        throw Error("The matrix of " + target.name + " with itself is " + shapeText(targetSelf) +
                    " but the network has " + std::to_string(target.depth()) + " blocks; analyse it again.");
    if (targetSelf.source != targetSelf.target || targetSelf.target != pair.target)
        throw Error("Σ must come from the target with itself (" + pair.target + "), not from " +
                    targetSelf.source + " > " + targetSelf.target + ".");
    if (targetSelf.measure != pair.measure)
        throw Error("Ω is in the measure " + pair.measure + " and Σ in " + targetSelf.measure +
                    "; their quotient would mean nothing.");
}

std::pair<Bucketed, std::vector<size_t>> klasPicks(const ScoreMatrix& pair, const ScoreMatrix& targetSelf,
                                                   const NetCard& source, const NetCard& target,
                                                   const KlasOptions& options) {
    checkTau(options.tau);
    checkPair(pair, source, target);
    checkTargetSelf(targetSelf, pair, target);
    Bucketed bucketed = bucketsOf(source, target, options.profile, options.buckets);
    std::vector<double> gamma;
    gamma.reserve(bucketed.candidates.size());
    for (const Candidate& c : bucketed.candidates)
        gamma.push_back(stitchScore(pair, &targetSelf, c.i, c.j).gamma.value_or(std::nan("")));
    std::vector<size_t> picks = pickPerBucket(bucketed, gamma, options.tau);
    return {std::move(bucketed), std::move(picks)};
}

Selection selectKlas(const ScoreMatrix& pair, const ScoreMatrix& targetSelf, const NetCard& source,
                     const NetCard& target, const KlasOptions& options) {
    const auto [bucketed, picks] = klasPicks(pair, targetSelf, source, target, options);
    Selection selection;
    selection.method = "klas";
    selection.options = {{"tau", options.tau},
                         {"buckets", bucketed.buckets.size()},
                         {"profile", text(options.profile)},
                         {"measure", pair.measure}};
    if (pair.temperature != 1) selection.options["temperature"] = pair.temperature;
    for (const size_t k : picks)
        selection.stitches.push_back(selected(bucketed.candidates[k], source, target, &pair, &targetSelf));
    addBucketNotes(selection, bucketed);
    addCoverage(selection, target);
    addScoreNotes(selection, &pair);
    return selection;
}

SelectedStitch selected(const Candidate& candidate, const NetCard& source, const NetCard& target,
                        const ScoreMatrix* pair, const ScoreMatrix* targetSelf) {
    SelectedStitch s;
    s.stitch = stitchOf(candidate, source, target);
    s.cost = candidate.cost;
    s.bucket = candidate.bucket;
    if (!pair) return s;
    const StitchScore score = stitchScore(*pair, targetSelf, candidate.i, candidate.j);
    s.omega = score.omega;
    s.sigma = score.sigma;
    s.gamma = score.gamma;
    s.unresolved = score.unresolved;
    return s;
}

void addScoreNotes(Selection& selection, const ScoreMatrix* pair) {
    std::set<int> unresolved;
    for (const SelectedStitch& s : selection.stitches)
        if (s.unresolved) unresolved.insert(s.stitch.j);
    if (!unresolved.empty())
        selection.notes.push_back("Σ is unresolved (not above two standard errors) after target blocks " +
                                  listText({unresolved.begin(), unresolved.end()}) +
                                  ": Γ says little there; use more images or better trained probes.");
    if (pair && !pair->complete)
        selection.notes.push_back("The matrix is still filling: " + std::to_string(pair->images) + " of " +
                                  std::to_string(pair->imagesInAll) + " images so far.");
}

std::map<Stitch, double> selectionStability(const NetCard& source, const NetCard& target,
                                            const KlasOptions& options,
                                            const std::vector<Resample>& resamples) {
    std::map<Stitch, double> shares;
    for (const Resample& resample : resamples) {
        const auto [bucketed, picks] = klasPicks(resample.pair, resample.targetSelf, source, target, options);
        for (const size_t k : picks)
            shares[{source.name, bucketed.candidates[k].i, target.name, bucketed.candidates[k].j}] += 1;
    }
    for (auto& [stitch, share] : shares)
        share /= static_cast<double>(resamples.size());
    return shares;
}

void setStability(Selection& selection, const std::map<Stitch, double>& shares) {
    for (SelectedStitch& s : selection.stitches) {
        const auto found = shares.find(s.stitch);
        s.stability = found == shares.end() ? 0 : found->second;
    }
}

} // namespace klas
