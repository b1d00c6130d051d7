// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/finetune_run.h"

#include <cmath>
#include <set>

namespace klas {

namespace {

double measured(const Json& json, const char* name, const std::string& what) {
    const double value = optionalField(json, name, 0.0, what);
    if (!(value >= 0) || !std::isfinite(value)) throw Error(what + ": \"" + name + "\" must not be negative.");
    return value;
}

} // namespace

Json toJson(const std::vector<StitchTask>& tasks) {
    Json list = Json::array();
    for (const StitchTask& task : tasks) {
        list.push_back(toJson(task.stitch));
        if (task.layer) list.back()["layer"] = *task.layer;
    }
    return list;
}

std::vector<StitchTask> stitchTasksFromJson(const Json& json, const std::string& what) {
    if (!json.is_array()) throw Error(what + ": \"stitches\" must be an array.");
    std::vector<StitchTask> tasks;
    std::set<Stitch> seen;
    for (const Json& item : json) {
        StitchTask task{stitchFromJson(item, what), optionalFromJson<int>(item, "layer", what)};
        if (!seen.insert(task.stitch).second) throw Error(what + ": the stitch " + text(task.stitch) + " is named twice.");
        tasks.push_back(std::move(task));
    }
    return tasks;
}

Json toJson(const FinetuneRun& r) {
    return {{"name", r.name},
            {"selection", r.selection},
            {"stitches", toJson(r.stitches)},
            {"recipe", toJson(r.recipe)},
            {"step", r.step},
            {"steps", r.steps},
            {"seconds", r.seconds},
            {"flops", r.flops},
            {"checkpoint", r.checkpoint},
            {"key", r.key},
            {"results", r.results},
            {"warnings", r.warnings},
            {"provenance", r.provenance}};
}

FinetuneRun finetuneRunFromJson(const Json& json, const std::string& what) {
    FinetuneRun r;
    r.name = requiredField<std::string>(json, "name", what);
    if (r.name.empty()) throw Error(what + ": a run needs a name.");
    r.selection = optionalField(json, "selection", r.selection, what);
    r.stitches = stitchTasksFromJson(requiredField<Json>(json, "stitches", what), what);
    r.recipe = finetuneRecipeFromJson(requiredField<Json>(json, "recipe", what), what);
    r.step = requiredField<long>(json, "step", what);
    r.steps = requiredField<long>(json, "steps", what);
    if (r.step < 0 || r.steps < r.step) throw Error(what + ": a run of " + std::to_string(r.steps) + " steps cannot be at step " + std::to_string(r.step) + ".");
    r.seconds = measured(json, "seconds", what);
    r.flops = measured(json, "flops", what);
    r.checkpoint = optionalField(json, "checkpoint", r.checkpoint, what);
    r.key = optionalField(json, "key", r.key, what);
    r.results = optionalField(json, "results", r.results, what);
    r.warnings = optionalField(json, "warnings", r.warnings, what);
    r.provenance = optionalField(json, "provenance", Json(), what);
    return r;
}

Json toJson(const RunCurve& c) {
    Json points = Json::array();
    for (const CurvePoint& p : c.points)
        points.push_back({p.step, p.loss, p.rate, p.seconds});
    return {{"run", c.run}, {"points", std::move(points)}, {"key", c.key}};
}

RunCurve runCurveFromJson(const Json& json, const std::string& what) {
    RunCurve c;
    c.run = requiredField<std::string>(json, "run", what);
    c.key = optionalField(json, "key", c.key, what);
    const auto points = requiredField<Json>(json, "points", what);
    if (!points.is_array()) throw Error(what + ": \"points\" must be an array.");
    for (const Json& item : points) {
        const auto isPoint = [&] {
            if (!item.is_array() || item.size() != 4 || !item[0].is_number_integer()) return false;
            return item[1].is_number() && item[2].is_number() && item[3].is_number();
        };
        if (!isPoint()) throw Error(what + ": a point of a training curve is [step, loss, rate, seconds].");
        const CurvePoint p{item[0].get<long>(), item[1].get<double>(), item[2].get<double>(), item[3].get<double>()};
        if (p.step < 1 || (!c.points.empty() && p.step <= c.points.back().step))
            throw Error(what + ": the steps of a training curve must ascend from 1.");
        c.points.push_back(p);
    }
    return c;
}

} // namespace klas
