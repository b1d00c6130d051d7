// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/selection_front.h"
#include "core/analysis/selection_other.h"
#include "core/analysis/selection_snnet.h"

#include <string>
#include <vector>

namespace klas {

/// A way to select stitches, as offered to people.
struct SelectionMethod {
    std::string id;               ///< "klas", "measure:cka": on the command line and in files
    std::string title;            ///< "KLAS (Γ)"
    bool needsKl = false;         ///< Θ of the pair
    bool needsTargetSelf = false; ///< Θ of the target with itself
    std::string measure;          ///< another matrix of the pair that it needs, or empty
    bool usesTau = false, usesBuckets = false, usesSeed = false;
    bool needsInitial = false;    ///< accuracy of every stitch right after least squares
    bool needsAccuracy = false;   ///< the anchors' own top-1
    bool bothDirections = false;  ///< stitches of target to source, too or alone
};

/// klas, klas-reverse, snnet, random, uniform, min-kl, whole-source; theta, theta-init, init-accuracy, init-both, marginal and probe-front, which go
/// beyond KLAS; and measure:ID for every measure but kl.
const std::vector<SelectionMethod>& selectionMethods();
/// Throws Error listing the known ids.
const SelectionMethod& selectionMethod(const std::string& id);

/// What SelectedStitch::score is of this selection's method, for people; empty where it has none.
std::string scoreMeaning(const Selection& selection);

struct SelectionRequest {
    std::string method = "klas";
    std::string name = {}; ///< of the selection; empty = "method:source:target"
    double tau = kDefaultTau;
    int buckets = 0; ///< 0 = target blocks that can be stitched to, n - 1 for one grid
    CostProfile profile = CostProfile::Default;
    std::uint64_t seed = 0;     ///< random, and the bootstrap
    int resamples = 0;          ///< klas: bootstrap draws for the stability of its choice, 0 = not asked for
    int window = 2, stride = 1; ///< snnet
};

/// What is known of the pair. Matrices are borrowed for the call and may be null where the method does
/// without.
struct SelectionInputs {
    NetCard source, target;                  ///< cards that carry the anchors' names
    const ScoreMatrix* kl = nullptr;         ///< Θ of the pair
    const ScoreMatrix* targetSelf = nullptr; ///< Θ of the target with itself
    const ScoreMatrix* measured = nullptr;   ///< the pair in the method's own measure
    const InitialResults* initial = nullptr; ///< of the pair's stitches
    const InitialResults* reverseInitial = nullptr; ///< of the stitches of target to source
    const ScoreMatrix* reverseKl = nullptr;  ///< Θ of target to source
    const ScoreMatrix* sourceSelf = nullptr; ///< Θ of the source with itself
    std::optional<double> sourceTop1 = {}, targetTop1 = {}; ///< of the anchors on validation images, 0..1
    std::vector<double> sourceProbes = {}, targetProbes = {}; ///< top-1 of each block's probe on them, 0..1; empty where not known
};

/// The one way to a selection, for the command line and the window. Ω, Σ and Γ are filled in whatever the
/// method, as far as matrices are given. Random (in each bucket), uniform and the methods beyond KLAS take their number of
/// stitches from KLAS on the same request, or one for each bucket that is not empty while there are no matrices.
///
/// Throws Error for an unknown method, options out of range, and a matrix that is needed and missing.
Selection select(const SelectionRequest& request, const SelectionInputs& inputs);

} // namespace klas
