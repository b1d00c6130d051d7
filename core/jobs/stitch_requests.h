// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"
#include "core/records/data_spec.h"
#include "core/records/finetune_run.h"

#include <string>
#include <vector>

namespace klas {

/// What all work on stitched networks needs, so that a worker on another machine could do it without the project file.
struct NetworksRequest {
    std::string workFolder;      ///< absolute; runs in runs/NAME/
    std::vector<Anchor> anchors; ///< weights absolute; those the stitches name, and the teacher
    DataSpec data;
    std::string device = "auto"; ///< "auto", "cpu", "cuda", "cuda:1"
    int threads = 0;             ///< 0 = all cores
    long batch = 0;              ///< images per forward of an evaluation; 0 = chosen by the worker
    std::vector<std::string> knownKeys; ///< evaluations the project has already: not computed nor sent again
    bool operator==(const NetworksRequest&) const = default;
};

/// Accuracy right after least-squares initialisation.
struct PreviewRequest {
    NetworksRequest networks;
    std::vector<Stitch> stitches;
    long initImages = 512;       ///< of the train split, for least squares
    long images = 2000;          ///< of the validation split; 0 = all
    bool operator==(const PreviewRequest&) const = default;
};

struct FinetuneRequest {
    NetworksRequest networks;
    std::string run;             ///< its name, a folder's name too
    std::string selection;       ///< what the stitches came from, for the record
    std::vector<StitchTask> stitches;
    FinetuneRecipe recipe;
    std::vector<std::string> splits{"validation", "test"}; ///< evaluated at the end, and before the first step
    bool operator==(const FinetuneRequest&) const = default;
};

/// Measures configurations of a run (or, without run, as initialised) on one split, in one sweep.
struct EvaluateRequest {
    NetworksRequest networks;
    std::string run;             ///< empty: as initialised
    std::vector<StitchTask> stitches;
    bool withAnchors = true;
    std::string split = "test";
    long images = 0;             ///< of the split; 0 = all
    long initImages = 512;
    bool speed = false;          ///< latency and throughput too
    bool operator==(const EvaluateRequest&) const = default;
};

Json toJson(const PreviewRequest& request);
Json toJson(const FinetuneRequest& request);
Json toJson(const EvaluateRequest& request);
/// Throw Error: values out of range, stitches of anchors that are not there, the same stitch twice, a run's name that is
/// no plain file name.
PreviewRequest previewRequestFromJson(const Json& json, const std::string& what);
FinetuneRequest finetuneRequestFromJson(const Json& json, const std::string& what);
EvaluateRequest evaluateRequestFromJson(const Json& json, const std::string& what);

} // namespace klas
