// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/bench/timing.h"
#include "core/jobs/record.h"
#include "core/jobs/stitch_requests.h"

namespace klas::engine::bench {

/// All stitches of the request's two anchors, beside the plain ways:
///
///     the sweep           beside each shared prefix and each suffix computed once, and beside every network alone
///     initialisation      beside a pseudo-inverse per stitch on the raw activations; and the same of DeiT tiny and small
///     the trainer         beside a bare loop of the same forwards and backwards and torch's AdamW
///     records, events     what a finetuning takes beyond its steps, with checkpoints and records saved by `sink`, as a
///                         share of the steps
std::vector<Figure> stitchBench(const NetworksRequest& request, int rounds, const RecordSink& sink, Progress progress);

} // namespace klas::engine::bench
