// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/record.h"

namespace klas {

namespace {

const char* kindOf(const AnchorAccuracy&) {
    return "anchor_accuracy";
}
const char* kindOf(const ProbeReport&) {
    return "probe_report";
}
const char* kindOf(const ScoreMatrix&) {
    return "score_matrix";
}
const char* kindOf(const AnchorDistances&) {
    return "anchor_distances";
}
const char* kindOf(const Evaluation&) {
    return "evaluation";
}
const char* kindOf(const FinetuneRun&) {
    return "finetune_run";
}
const char* kindOf(const RunCurve&) {
    return "run_curve";
}
const char* kindOf(const ExportedFile&) {
    return "exported_file";
}

} // namespace

Json toJson(const Record& record) {
    return std::visit([](const auto& r) { return Json{{"kind", kindOf(r)}, {"value", toJson(r)}}; }, record);
}

Record recordFromJson(const Json& json, const std::string& what) {
    const auto kind = requiredField<std::string>(json, "kind", what);
    const auto value = requiredField<Json>(json, "value", what);
    const std::string where = what + ", " + kind;
    if (kind == "anchor_accuracy") return anchorAccuracyFromJson(value, where);
    if (kind == "probe_report") return probeReportFromJson(value, where);
    if (kind == "score_matrix") return scoreMatrixFromJson(value, where);
    if (kind == "anchor_distances") return anchorDistancesFromJson(value, where);
    if (kind == "evaluation") return evaluationFromJson(value, where);
    if (kind == "finetune_run") return finetuneRunFromJson(value, where);
    if (kind == "run_curve") return runCurveFromJson(value, where);
    if (kind == "exported_file") return exportedFileFromJson(value, where);
    throw Error(what + ": there is no record of kind \"" + kind + "\".");
}

const std::string& keyOf(const Record& record) {
    return std::visit([](const auto& r) -> const std::string& { return r.key; }, record);
}

} // namespace klas
