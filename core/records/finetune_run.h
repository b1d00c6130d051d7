// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/finetune_recipe.h"
#include "core/records/stitch.h"

#include <optional>
#include <string>
#include <vector>

namespace klas {

/// A stitch, and which shared layer it uses where layers are shared (numbered within a pair and stage).
struct StitchTask {
    Stitch stitch;
    std::optional<int> layer;
    bool operator==(const StitchTask&) const = default;
};

Json toJson(const std::vector<StitchTask>& tasks);
/// Throws Error: no array, no stitch, the same stitch twice.
std::vector<StitchTask> stitchTasksFromJson(const Json& json, const std::string& what);

/// One finetuning: what is trained and how, and how far it is.
struct FinetuneRun {
    std::string name;
    std::string selection;         ///< what its stitches came from: a selection's name; empty where they were chosen by hand
    std::vector<StitchTask> stitches;
    FinetuneRecipe recipe;
    long step = 0;                 ///< optimiser steps done, all stitches together where each is alone
    long steps = 0;                ///< in all
    double seconds = 0;            ///< of training, without evaluations
    double flops = 0;              ///< of training: three times the forward (forward, and two products backward)
    std::string checkpoint;        ///< relative to the project's folder
    std::string key;               ///< of everything that determines its result
    std::vector<std::string> results; ///< keys of the evaluations it ends with, whichever run measured them
    std::vector<std::string> warnings; ///< sentences: what ended, but not well
    Json provenance;
    bool complete() const { return steps > 0 && step >= steps; }
    bool operator==(const FinetuneRun&) const = default;
};

Json toJson(const FinetuneRun& run);
FinetuneRun finetuneRunFromJson(const Json& json, const std::string& what);

/// A training curve's next stretch.
struct CurvePoint {
    long step = 0;     ///< 1-based
    double loss = 0;   ///< mean over the steps since the point before
    double rate = 0;   ///< learning rate of the stitching layers
    double seconds = 0;///< of training so far
    bool operator==(const CurvePoint&) const = default;
};
struct RunCurve {
    std::string run;
    std::vector<CurvePoint> points; ///< ascending in steps
    std::string key;                ///< of the run
    bool operator==(const RunCurve&) const = default;
};

Json toJson(const RunCurve& curve);
RunCurve runCurveFromJson(const Json& json, const std::string& what);

} // namespace klas
