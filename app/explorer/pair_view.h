// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/select.h"
#include "core/analysis/selection_outlook.h"
#include "widgets/bridge/project_state.h"
#include "widgets/heatmap/heatmap_data.h"

#include <string>
#include <utility>
#include <vector>

namespace klas::ui {

/// What the pair in view is held against.
struct CompareWith {
    enum class Kind { Nothing, OtherDirection, Pair };
    Kind kind = Kind::Nothing;
    std::string source, target; ///< of Kind::Pair
    bool operator==(const CompareWith&) const = default;
};

/// What a person has chosen to see of a project: the window's panel and `--export heatmap` fill in the same
/// one.
struct PairView {
    std::string source, target;
    std::string measure = "kl";
    Quantity quantity = Quantity::Score;
    CompareWith compare;
    double tau = 0.05;
    int buckets = 0;                                   ///< 0 = defaultBuckets()
    std::vector<std::string> methods{"klas", "snnet"}; ///< overlaid, in this order
    bool operator==(const PairView&) const = default;
};

/// The divergence that selections take for Θ: the one in view where that is KL at a temperature, else KL.
std::string thetaOf(const PairView& view);

/// How the view asks for the selection of one of its methods.
SelectionRequest requestOf(const PairView& view, const std::string& method);

/// What the view shows: matrices, legal stitches and the selections, made now. Selections need finished
/// matrices; a method that refuses leaves its sentence in `problems`. Throws Error when the pair's anchors
/// are not in the project.
struct PairPicture {
    HeatmapData data;
    int defaultBuckets = 1; ///< as defaultBuckets() says
    std::vector<SelectionOutlook> outlooks; ///< one for each of the data's selections
    std::vector<std::string> problems;
};
PairPicture pictureOf(const ProjectState& project, const PairView& view);

/// The stitches of the bucket that a stitch of the view's pair lies in, itself among them, ascending in FLOPs; none where
/// methods with buckets leave it out: too cheap or too dear, no stitch, before the first block.
std::vector<Stitch> bucketOf(const ProjectState& project, const PairView& view, const Stitch& stitch);

/// Pairs in the order to offer them: smaller → larger, larger → smaller, each with itself.
std::vector<std::pair<std::string, std::string>> pairsOf(const ProjectState& project);
/// The pair to show first: the closest heads, else the first that has a finished matrix, else the first there
/// is.
std::pair<std::string, std::string> firstPair(const ProjectState& project);

} // namespace klas::ui
