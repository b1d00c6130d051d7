// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cost_ledger.h"

#include <optional>
#include <string>
#include <vector>

namespace klas {

/// What a method's runs have cost to train.
struct MethodCost {
    long runs = 0;
    double flops = 0; ///< mean of the runs
    bool operator==(const MethodCost&) const = default;
};

/// KLAS from the first feature to the last step of training, beside what it is meant to be cheaper than. FLOPs throughout.
struct PipelineCost {
    double features = 0, kl = 0;            ///< of the ledger: what KLAS chooses by
    long anchors = 0;                       ///< that have features
    std::optional<MethodCost> klas, snnet;  ///< absent where there is no run of it
    std::string source, target;             ///< of KLAS's first run
    long stitches = 0;                      ///< legal ones of that pair
    std::optional<double> every;            ///< each of them alone, with the steps and the batch of that run: three forwards an image
    /// Choosing and one run; absent where nothing of KLAS was trained.
    std::optional<double> whole() const { return klas ? std::optional(features + kl + klas->flops) : std::nullopt; }
    bool operator==(const PipelineCost&) const = default;
};

/// Whether runs of a selection are a method's: "klas" or, as `title` says, "KLAS"; "KLAS-seed3" too.
bool isOfMethod(const std::string& selection, const std::string& id, const std::string& title);

/// `ledger` of the same inputs. The pair is that of the run's first stitch.
PipelineCost pipelineCost(const LedgerInputs& inputs, const std::vector<LedgerRow>& ledger);

} // namespace klas
