// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/pair_view.h"

#include "core/analysis/arch.h"
#include "core/analysis/buckets.h"
#include "core/analysis/stitch_space.h"

#include <algorithm>

namespace klas::ui {

static NetCard cardOf(const ProjectState& project, const std::string& name) {
    const Anchor* anchor = project.anchor(name);
    if (!anchor) throw Error("The project has no anchor named " + name + ".");
    NetCard card = netCard(anchor->arch);
    card.name = name;
    return card;
}

static const ScoreMatrix* finished(const ScoreMatrix* matrix) {
    return matrix && matrix->complete ? matrix : nullptr;
}

std::string thetaOf(const PairView& view) {
    return view.measure == "kl_temperature" ? view.measure : "kl";
}

SelectionRequest requestOf(const PairView& view, const std::string& method) {
    SelectionRequest request;
    request.method = method;
    request.tau = view.tau;
    request.buckets = view.buckets;
    return request;
}

/// Only finished matrices of the shape that is needed; else the scores are shown as they are.
static std::optional<Comparison> comparisonOf(const ProjectState& project, const PairView& view, const HeatmapData& data) {
    using Kind = CompareWith::Kind;
    if (view.compare.kind == Kind::Nothing || !data.scores) return {};
    const bool crosswise = view.compare.kind == Kind::OtherDirection;
    const std::string &source = crosswise ? view.target : view.compare.source, &target = crosswise ? view.source : view.compare.target;
    const ScoreMatrix* b = finished(project.matrix(source, target, view.measure));
    if (!b || b->rows() != (crosswise ? data.columns : data.rows) || b->columns() != (crosswise ? data.rows : data.columns)) return {};
    Comparison comparison{source, target, crosswise, *b, {}};
    if (const ScoreMatrix* self = finished(project.matrix(target, target, view.measure))) comparison.targetSelf = *self;
    return comparison;
}

PairPicture pictureOf(const ProjectState& project, const PairView& view) {
    PairPicture picture;
    if (view.source.empty() || view.target.empty()) return picture;
    const NetCard source = cardOf(project, view.source), target = cardOf(project, view.target);
    picture.defaultBuckets = defaultBuckets(source, target);

    HeatmapData& data = picture.data;
    data.source = view.source;
    data.target = view.target;
    data.rows = source.depth();
    data.columns = target.depth();
    data.quantity = view.quantity;
    if (const ScoreMatrix* scores = project.matrix(view.source, view.target, view.measure))
        data.scores = *scores;
    if (const ScoreMatrix* self = project.matrix(view.target, view.target, view.measure))
        data.targetSelf = *self;
    data.against = comparisonOf(project, view, data);
    // An anchor cannot be stitched to itself: its matrix is for reading only.
    if (view.source == view.target) return picture;
    const auto listStitches = [&](bool beforeTheFirst) { data.stitches = legalStitches(source, target, {CostProfile::Default, beforeTheFirst}); };
    data.flopsRange = std::minmax({source.total().flops, target.total().flops});

    const std::string theta = thetaOf(view);
    SelectionInputs inputs{source, target, finished(project.matrix(view.source, view.target, theta)),
                           finished(project.matrix(view.target, view.target, theta)), nullptr};
    const InitialResults initial = initialResults(project.evaluations, view.source, view.target),
                         reverseInitial = initialResults(project.evaluations, view.target, view.source);
    inputs.initial = &initial;
    inputs.reverseInitial = &reverseInitial;
    inputs.reverseKl = finished(project.matrix(view.target, view.source, theta));
    inputs.sourceSelf = finished(project.matrix(view.source, view.source, theta));
    for (const AnchorAccuracy& a : project.accuracies)
        if (a.split == "validation") {
            if (a.anchor == view.source) inputs.sourceTop1 = a.top1;
            if (a.anchor == view.target) inputs.targetTop1 = a.top1;
        }
    if (const ProbeReport* probes = project.probe(view.source)) inputs.sourceProbes = probeAccuracies(*probes);
    if (const ProbeReport* probes = project.probe(view.target)) inputs.targetProbes = probeAccuracies(*probes);
    if (!inputs.kl) { // nothing to hold a selection against yet
        listStitches(false);
        return picture;
    }
    for (const std::string& id : view.methods) {
        try {
            const SelectionMethod& method = selectionMethod(id);
            inputs.measured = method.measure.empty()
                                  ? nullptr
                                  : finished(project.matrix(view.source, view.target, method.measure));
            data.selections.push_back(select(requestOf(view, id), inputs));
            picture.outlooks.push_back(outlookOf(data.selections.back(), inputs));
        } catch (const Error& e) {
            picture.problems.emplace_back(e.what());
        }
    }
    // Before the target's first block only some baselines stitch: the column is there when one of them does.
    const auto entersFirst = [](const SelectedStitch& s) { return s.stitch.j == 0; };
    listStitches(std::any_of(data.selections.begin(), data.selections.end(),
                             [&](const Selection& s) { return std::any_of(s.stitches.begin(), s.stitches.end(), entersFirst); }));
    return picture;
}

std::vector<Stitch> bucketOf(const ProjectState& project, const PairView& view, const Stitch& stitch) {
    if (view.source == view.target || !project.anchor(view.source) || !project.anchor(view.target)) return {};
    const NetCard source = cardOf(project, view.source), target = cardOf(project, view.target);
    std::vector<Stitch> mates;
    try {
        const Bucketed all = bucketsOf(source, target, CostProfile::Default, view.buckets);
        const auto own = std::find_if(all.candidates.begin(), all.candidates.end(),
                                      [&](const Candidate& c) { return c.i == stitch.i && c.j == stitch.j; });
        if (own == all.candidates.end()) return {};
        for (const Candidate& c : all.candidates)
            if (c.bucket == own->bucket) mates.push_back(stitchOf(c, source, target));
    } catch (const Error&) { // no legal stitch at all, other classes
    }
    return mates;
}

std::vector<std::pair<std::string, std::string>> pairsOf(const ProjectState& project) {
    std::vector<std::pair<std::int64_t, std::string>> byCost;
    for (const Anchor& anchor : project.anchors)
        byCost.emplace_back(netCard(anchor.arch).total().flops, anchor.name);
    std::stable_sort(byCost.begin(), byCost.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });

    std::vector<std::pair<std::string, std::string>> pairs;
    for (size_t f = 0; f < byCost.size(); ++f)
        for (size_t g = f + 1; g < byCost.size(); ++g)
            pairs.emplace_back(byCost[f].second, byCost[g].second);
    const size_t forward = pairs.size();
    for (size_t k = 0; k < forward; ++k)
        pairs.emplace_back(pairs[k].second, pairs[k].first);
    for (const auto& [cost, name] : byCost)
        pairs.emplace_back(name, name);
    return pairs;
}

std::pair<std::string, std::string> firstPair(const ProjectState& project) {
    const auto pairs = pairsOf(project);
    if (project.anchors.size() < 2) return {};
    const size_t forward = project.anchors.size() * (project.anchors.size() - 1) / 2;
    if (project.distances) {
        std::vector<NetCard> cards;
        for (const Anchor& anchor : project.anchors)
            cards.push_back(cardOf(project, anchor.name));
        if (const auto best = recommendedPair(*project.distances, cards)) return {best->source, best->target};
    }
    for (size_t k = 0; k < forward; ++k)
        if (finished(project.matrix(pairs[k].first, pairs[k].second, "kl"))) return pairs[k];
    return pairs.front();
}

} // namespace klas::ui
