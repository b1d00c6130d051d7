// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_snnet.h"

#include "core/analysis/buckets.h"
#include "core/analysis/stitch_space.h"

#include <algorithm>
#include <iterator>

namespace klas {

namespace {

/// Blocks first..first+depth-1 of a network.
struct Blocks {
    int first = 1, depth = 0;
};

/// Where SN-Net stitches a pair: the whole depth of both, or a stage they share.
struct Span {
    std::optional<int> stage; ///< absent where neither network is hierarchical
    Blocks source, target;
};

Blocks stageBlocks(const NetCard& card, int stage) {
    const auto inStage = [&](const BlockCard& b) { return b.stage == stage; };
    const auto first = std::find_if(card.blocks.begin(), card.blocks.end(), inStage);
    return {static_cast<int>(first - card.blocks.begin()) + 1,
            static_cast<int>(std::count_if(first, card.blocks.end(), inStage))};
}

bool sameGrid(const NetCard& source, const Blocks& from, const NetCard& target, const Blocks& to) {
    return from.depth > 0 && to.depth > 0 &&
           source.block(from.first).grid.samePositions(target.block(to.first).grid);
}

/// The stages that a pair is stitched in, ascending; snnetTable() says which.
std::vector<Span> commonSpans(const NetCard& source, const NetCard& target) {
    const bool both = source.hierarchical() && target.hierarchical();
    const bool none = !source.hierarchical() && !target.hierarchical();
    const int first = both && (source.family == "resnet" || target.family == "resnet") ? 2 : 1;
    const int last = both ? std::min(source.stages(), target.stages()) - 1
                          : std::max(source.stages(), target.stages());
    std::vector<Span> spans;
    for (int stage = first; stage <= last; ++stage) {
        const Blocks from = stageBlocks(source, source.hierarchical() ? stage : 1);
        const Blocks to = stageBlocks(target, target.hierarchical() ? stage : 1);
        if (sameGrid(source, from, target, to))
            spans.push_back({none ? std::optional<int>() : stage, from, to});
    }
    if (!spans.empty()) return spans;
    if (none)
        throw Error(source.name + " and " + target.name +
                    " lay their tokens out on different grids; SN-Net stitches networks of the same grid.");
    throw Error(source.name + " and " + target.name +
                " share no stage in which SN-Net stitches; its rule needs the same grid in the same stage, and not "
                "in the last one.");
}

struct PairLines {
    std::vector<SnnetLine> lines;
    std::vector<std::string> notes;
};

snnet::PairList spanPairs(const Span& span, const SnnetOptions& options) {
    const int front = span.source.depth, end = span.target.depth;
    if (front == end)
        return snnet::pairedStitching(front, options.window, options.stride,
                                      span.stage ? snnet::Variant::Ascending : snnet::Variant::All);
    if (span.stage && (front == 1 || end == 1)) return {}; // where the reference fails
    return snnet::unpairedStitching(front, end);
}

void addNotes(PairLines& pair, const Span& span, const NetCard& source, const NetCard& target) {
    const std::string where = span.stage ? " in stage " + std::to_string(*span.stage) : "";
    if (span.source.depth > span.target.depth)
        pair.notes.push_back("SN-Net's rule for unequal depths has no stitch from a deeper network (" + source.name +
                             ") to a shallower one (" + target.name + ")" + where + ".");
    else if (span.stage && span.source.depth == 1)
        pair.notes.push_back("SN-Net's rule has no stitch from " + source.name + " to " + target.name + where +
                             ", where the source has a single block.");
}

PairLines pairLines(const NetCard& source, const NetCard& target, const SnnetOptions& options) {
    requireSameClasses(source, target);
    snnet::requireWindow(options.window, options.stride); // also where no window slides, so that a slip is seen
    const StitchCosts costs(source, target, options.profile);
    PairLines pair;
    for (const Span& span : commonSpans(source, target)) {
        const snnet::PairList list = spanPairs(span, options);
        for (size_t k = 0; k < list.pairs.size(); ++k) {
            const auto [a, b] = list.pairs[k];
            const int i = span.source.first + a, j = span.target.first - 1 + b;
            pair.lines.push_back(
                {0, source.name, target.name, span.stage, i, j, a + 1, b, list.layers[k], costs(i, j)});
        }
        addNotes(pair, span, source, target);
    }
    return pair;
}

} // namespace

std::vector<SnnetLine> snnetTable(std::vector<NetCard> anchors, const SnnetOptions& options,
                                  std::vector<std::string>* notes) {
    if (anchors.size() < 2) throw Error("SN-Net's table needs at least two anchors.");
    std::stable_sort(anchors.begin(), anchors.end(),
                     [](const NetCard& a, const NetCard& b) { return a.total().flops < b.total().flops; });
    std::vector<SnnetLine> table, stitches;
    for (size_t k = 0; k < anchors.size(); ++k) {
        const std::string& name = anchors[k].name;
        for (size_t other = 0; other < k; ++other)
            if (anchors[other].name == name)
                throw Error("Two anchors are called " + name + "; give each its own name.");
        table.push_back({0, name, name, {}, {}, {}, {}, {}, {}, anchors[k].total()});
    }
    for (size_t k = 1; k < anchors.size(); ++k) {
        PairLines pair = pairLines(anchors[k - 1], anchors[k], options);
        std::move(pair.lines.begin(), pair.lines.end(), std::back_inserter(stitches));
        if (notes) std::move(pair.notes.begin(), pair.notes.end(), std::back_inserter(*notes));
    }
    std::stable_sort(stitches.begin(), stitches.end(), // stage by stage, in each the pairs in their order
                     [](const SnnetLine& a, const SnnetLine& b) { return a.stage.value_or(1) < b.stage.value_or(1); });
    std::move(stitches.begin(), stitches.end(), std::back_inserter(table));
    for (size_t k = 0; k < table.size(); ++k)
        table[k].id = static_cast<int>(k);
    return table;
}

Selection selectSnnet(const NetCard& source, const NetCard& target, const SnnetOptions& options) {
    Selection selection;
    selection.method = "snnet";
    selection.options = {
        {"window", options.window}, {"stride", options.stride}, {"profile", text(options.profile)}};
    PairLines pair = pairLines(source, target, options);
    for (const SnnetLine& line : pair.lines) {
        SelectedStitch s;
        s.stitch = {source.name, *line.i, target.name, *line.j};
        s.cost = line.cost;
        s.layer = line.layer;
        selection.stitches.push_back(std::move(s));
    }
    selection.notes = std::move(pair.notes);
    addCoverage(selection, target);
    return selection;
}

} // namespace klas
