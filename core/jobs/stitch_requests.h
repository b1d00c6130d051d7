// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/records/anchor.h"
#include "core/records/data_spec.h"
#include "core/records/finetune_run.h"

#include <optional>
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

/// Stitches of a finished run (or, without run, as initialised) as files, each read back and compared with
/// its network before it is there.
struct ExportRequest {
    NetworksRequest networks;
    std::string run; ///< empty: as initialised
    std::vector<Stitch> stitches;
    std::vector<std::string> formats{"config", "safetensors", "torchscript"};
    std::string out; ///< absolute path without ending; with several stitches a name for each is added
    long initImages = 512;
    std::vector<std::optional<double>>
        top1; ///< of each stitch, 0..1, as the project knows it now; empty: of none
    bool operator==(const ExportRequest&) const = default;
};

/// "tiny-3_base-4", fit for the name of a file.
std::string fileStem(const Stitch& stitch);
/// Where a stitch of a request goes: out with ".json", ".safetensors" or ".pt".
fs::path exportedPath(const ExportRequest& request, const Stitch& stitch, const std::string& format);

Json toJson(const PreviewRequest& request);
Json toJson(const FinetuneRequest& request);
Json toJson(const EvaluateRequest& request);
Json toJson(const ExportRequest& request);
/// Throw Error: values out of range, stitches of anchors that are not there or that cannot be built, the same
/// stitch twice, a run's name that is no plain file name, a format that there is not, an export to no
/// absolute path of a file.
PreviewRequest previewRequestFromJson(const Json& json, const std::string& what);
FinetuneRequest finetuneRequestFromJson(const Json& json, const std::string& what);
EvaluateRequest evaluateRequestFromJson(const Json& json, const std::string& what);
ExportRequest exportRequestFromJson(const Json& json, const std::string& what);

} // namespace klas
