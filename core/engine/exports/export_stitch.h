// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/record.h"
#include "core/jobs/stitch_requests.h"
#include "core/records/stitch_config.h"

#include <vector>

namespace klas::engine {

/// What was written of one stitch: the network as it is described, and the files.
struct ExportReport {
    StitchConfig config;
    std::vector<ExportedFile> files;
};

/// Writes stitches of a finished run (or as initialised, without run), one after the other. Each file is read
/// back under another name and its logits compared with the network's on images of the validation split
/// before it takes its place; one that differs by more than 1e-4 (+ 1e-4 of the logit) leaves no trace. What
/// is sent as an ExportedFile is there. A file that the request knows as an export of the same network,
/// unchanged since, is not written again; the report leaves it out. Throws Error or Cancelled: no such
/// weights, files that cannot be written, files that do not come back equal.
std::vector<ExportReport> exportStitches(const ExportRequest& request, const RecordSink& sink,
                                         Progress progress);

} // namespace klas::engine
