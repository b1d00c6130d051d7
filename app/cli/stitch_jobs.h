// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/stitch_options.h"
#include "core/jobs/stitch_requests.h"

namespace klas::cli {

/// Work on stitched networks as a command line names it: the same options and the same request for the
/// command that does it at once (klas preview, ...) and for the queue (klas queue FILE add preview, ...).
/// Requests name no device yet. All throw Error with what `klas preview` would say of stitches, selections
/// and files that are not there.

struct PreviewOptions {
    StitchOptions stitches;
    std::string pair; ///< all stitches of it
    PreviewRequest request;
};
void addPreviewOptions(CLI::App& command, PreviewOptions& options);
PreviewRequest requestOf(const Project& project, const PreviewOptions& options);

struct FinetuneOptions {
    StitchOptions stitches;
    RecipeOptions recipe;
    FinetuneRequest request;
};
void addFinetuneOptions(CLI::App& command, FinetuneOptions& options);
/// A run without name is called after its selections, steps and seed.
FinetuneRequest requestOf(const Project& project, const FinetuneOptions& options);

struct EvaluateOptions {
    StitchOptions stitches;
    EvaluateRequest request;
};
void addEvaluateOptions(CLI::App& command, EvaluateOptions& options);
/// `queued`: the run may be one that a job in the queue is to make.
EvaluateRequest requestOf(const Project& project, const EvaluateOptions& options, bool queued);

struct ExportOptions {
    StitchOptions stitches;
    ExportRequest request;
};
void addExportOptions(CLI::App& command, ExportOptions& options);
/// Without stitches all of the run. Files go to the current folder unless told otherwise; throws Error where
/// they could not be written.
ExportRequest requestOf(const Project& project, const ExportOptions& options, bool queued);

} // namespace klas::cli
