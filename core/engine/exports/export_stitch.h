// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/exports/stitched_net.h"
#include "core/jobs/stitch_requests.h"

namespace klas::engine {

/// Where a stitched network goes: any of the three, empty = not asked for.
struct ExportFiles {
    fs::path config;      ///< JSON, resources/schema/stitch.schema.json
    fs::path safetensors; ///< weights with the configuration as metadata
    fs::path torchscript; ///< for torch.jit.load
};

/// What came out, compared with the network itself on images of the validation split.
struct ExportReport {
    StitchConfig config;
    long images = 0;
    double difference = 0; ///< greatest absolute difference of any logit, of any file
};

/// Writes one stitch of a finished run (or as initialised, without run). Each file is read back and its logits compared with
/// the network's before it counts as exported; one that differs by more than 1e-4 (+ 1e-4 of the logit) is removed again.
/// Throws Error: no such weights, files that cannot be written, files that do not come back equal.
ExportReport exportStitch(const NetworksRequest& networks, const Stitch& stitch, const std::string& run, long initImages,
                          std::optional<double> top1, const ExportFiles& files, Progress progress);

} // namespace klas::engine
