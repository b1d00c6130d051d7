// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/evaluate.h"

#include "core/engine/device.h"
#include "core/engine/jobs/family_job.h"
#include "core/engine/jobs/run_files.h"

#include <algorithm>

namespace klas::engine {

namespace {

/// Networks of a finished run: those of a joint run in one sweep, stitches that were finetuned alone one by one.
void evaluateRun(const EvaluateRequest& request, const RecordSink& sink, Progress progress) {
    const RunFiles files(request.networks.workFolder, request.run);
    FamilyJob job(request.networks, request.stitches, false, request.initImages, sink);
    std::map<fs::path, std::vector<Configuration>> byFile;
    for (const Configuration& c : job.configurations(request.withAnchors)) {
        const auto file = files.weightsOf(c);
        if (!file && c.isAnchor()) continue; // a run of single stitches has no anchors of its own
        if (!file) throw Error("The run " + request.run + " has no finished weights of " + text(c) + "; let it run to its end first.");
        byFile[*file].push_back(c);
    }
    for (const auto& [file, configurations] : byFile) {
        std::vector<StitchTask> tasks;
        for (const StitchTask& t : request.stitches)
            if (std::find(configurations.begin(), configurations.end(), Configuration::of(t.stitch)) != configurations.end()) tasks.push_back(t);
        FamilyJob part(request.networks, tasks, false, request.initImages, sink);
        const RunFiles::Origin origin = RunFiles::read(file, part.family());
        const auto networkOf = [&](const Configuration&) { return origin.key; };
        auto left = configurations;
        if (!request.speed) left = part.unknown(left, networkOf, origin.step, request.split, request.images);
        part.measure(left, networkOf, request.run, origin.step, request.split, request.images, request.speed, {{"run_key", origin.key}},
                     progress.share(1.0 / double(byFile.size()), "accuracy"));
    }
    progress.finish();
}

} // namespace

void evaluate(const EvaluateRequest& request, const RecordSink& sink, Progress progress) {
    initCompute(request.networks.threads);
    if (!request.run.empty()) return evaluateRun(request, sink, std::move(progress));
    FamilyJob job(request.networks, request.stitches, false, request.initImages, sink);
    auto left = job.configurations(request.withAnchors);
    if (!request.speed) left = job.unknown(left, job.initialKeys(), 0, request.split, request.images);
    if (left.empty()) return progress.finish();
    job.initialise(progress.share(0.2, "least squares"));
    job.measure(left, job.initialKeys(), {}, 0, request.split, request.images, request.speed, Json::object(),
                progress.share(0.8, "accuracy"));
    progress.finish();
}

} // namespace klas::engine
