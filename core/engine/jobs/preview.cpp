// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/preview.h"

#include "core/engine/device.h"
#include "core/engine/jobs/family_job.h"

#include <algorithm>

namespace klas::engine {

std::vector<std::string> preview(const PreviewRequest& request, const RecordSink& sink, Progress progress) {
    initCompute(request.networks.threads);
    std::vector<StitchTask> tasks;
    for (const Stitch& stitch : request.stitches)
        tasks.push_back({stitch, {}});
    if (tasks.empty()) throw Error("There is no stitch to preview; name at least one.");
    // Only those that are not known are built: the images of the others need not be looked at again.
    FamilyJob all(request.networks, tasks, false, request.initImages, sink);
    const auto left = all.unknown(all.configurations(false), all.initialKeys(), 0, "validation", request.images);
    const auto keys = all.keysOf(all.configurations(false), all.initialKeys(), 0, "validation", request.images);
    if (left.empty()) {
        progress.finish();
        return keys;
    }
    std::erase_if(tasks, [&](const StitchTask& t) { return std::find(left.begin(), left.end(), Configuration::of(t.stitch)) == left.end(); });
    FamilyJob job(request.networks, tasks, false, request.initImages, sink);
    job.initialise(progress.share(0.3, "least squares"));
    job.measure(left, job.initialKeys(), {}, 0, "validation", request.images, false, Json::object(),
                progress.share(0.7, "accuracy"));
    progress.finish();
    return keys;
}

} // namespace klas::engine
