// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/stitch.h"

#include <optional>
#include <string>
#include <vector>

namespace klas {

/// One stitch of a selection, with what spoke for it; scores are absent where the method has none (j = 0, baselines).
struct SelectedStitch {
    Stitch stitch;
    Cost cost;
    std::optional<int> bucket;       ///< index into `buckets`, from 0; people are told it + 1
    std::optional<double> omega;     ///< Ω = Θ(P_i^f, P_j^g), nats
    std::optional<double> sigma;     ///< Σ = Θ(P_j^g, P_{j+1}^g), nats
    std::optional<double> gamma;     ///< Γ = Ω / Σ
    std::optional<double> score;     ///< what the method ranked by, where that is not Γ
    std::optional<int> layer;        ///< SN-Net's shared stitching layer, numbered within a stage
    std::optional<double> stability; ///< share of bootstrap resamples that choose it, 0..1
    bool unresolved = false;         ///< Σ is too small against its error for Γ to mean anything
    bool operator==(const SelectedStitch&) const = default;
};

struct FlopsBucket {
    double low = 0, high = 0; ///< FLOPs; [low, high), the last one closed
    int candidates = 0;
    int chosen = 0;
    bool operator==(const FlopsBucket&) const = default;
};

/// A named set of stitches that one method chose, and what should be known about the choice.
struct Selection {
    std::string name;
    std::string method; ///< "klas", "snnet", "random", "uniform", "min-kl", "whole-source", "measure:cka", ...
    Json options;       ///< tau, buckets, seed, profile, ...: enough to repeat it
    std::vector<SelectedStitch> stitches; ///< ascending in FLOPs; SN-Net in its own order
    std::vector<FlopsBucket> buckets;
    std::vector<int> uncoveredTargets; ///< target blocks j in 1..n-1 after which no chosen stitch enters, nor
                                       ///< one of the other direction leaves
    std::vector<std::string> notes;       ///< sentences: empty buckets, lone picks, unresolved Σ
    Json provenance;
    bool operator==(const Selection&) const = default;
};

Json toJson(const Selection& selection);
Selection selectionFromJson(const Json& json, const std::string& what);

} // namespace klas
