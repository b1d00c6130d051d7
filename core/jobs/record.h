// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"
#include "core/records/evaluation.h"
#include "core/records/exported_file.h"
#include "core/records/finetune_run.h"
#include "core/records/score_matrix.h"

#include <functional>
#include <variant>

namespace klas {

/// A result on its way from the worker to the project. A ScoreMatrix may be partial (`complete` false): it is
/// shown, not stored.
using Record = std::variant<AnchorAccuracy, ProbeReport, ScoreMatrix, AnchorDistances, Evaluation,
                            FinetuneRun, RunCurve, ExportedFile>;

/// Where long work sends its results, in the order they become ready.
using RecordSink = std::function<void(const Record&)>;

/// {"kind": "score_matrix" | "anchor_accuracy" | "probe_report" | "anchor_distances" | "evaluation" |
/// "finetune_run" |
///  "run_curve" | "exported_file", "value": {...}}
Json toJson(const Record& record);
Record recordFromJson(const Json& json, const std::string& what);
/// The key of what produced it.
const std::string& keyOf(const Record& record);

} // namespace klas
