// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"
#include "core/jobs/request.h"
#include "core/jobs/stitch_requests.h"

#include <variant>

namespace klas {

/// What a worker can be asked for: one struct for each kind of job.
using Request = std::variant<AnalyzeRequest, PreviewRequest, FinetuneRequest, EvaluateRequest, ExportRequest>;

JobKind kindOf(const Request& request);
Json toJson(const Request& request);
/// Throws Error where the request is not one of this kind.
Request requestFromJson(JobKind kind, const Json& json, const std::string& what);

/// Without what changes between two runs of the same work: results that are known already.
Json withoutKnown(Json request);
/// A short text for people: "finetune klas-seed0: 6 stitches, 2000 steps".
std::string titleOf(const Request& request);

} // namespace klas
