// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exports/export_stitch.h"

#include "core/base/error.h"
#include "core/base/version.h"
#include "core/engine/device.h"
#include "core/engine/exports/torchscript.h"
#include "core/engine/jobs/family_job.h"
#include "core/engine/jobs/run_files.h"

#include <algorithm>
#include <cmath>

namespace klas::engine {

namespace {

constexpr long kImages = 32;

const Anchor& anchorOf(const NetworksRequest& request, const std::string& name) {
    const auto found = std::find_if(request.anchors.begin(), request.anchors.end(), [&](const Anchor& a) { return a.name == name; });
    if (found == request.anchors.end()) throw Error("There is no anchor " + name + " among those of the project.");
    return *found;
}

/// The family's tensors under the names of a network by itself.
std::map<std::string, torch::Tensor> valuesOf(StitchedFamily& family, const Stitch& s) {
    std::map<std::string, torch::Tensor> values;
    const auto take = [&](const std::pair<std::string, torch::Tensor>& item, const std::string& prefix, const std::string& as) {
        if (item.first.rfind(prefix, 0) == 0) values[as + item.first.substr(prefix.size())] = item.second;
    };
    auto all = family.namedParameters();
    for (auto& buffer : family.namedBuffers())
        all.push_back(std::move(buffer));
    for (const auto& item : all) {
        take(item, "anchors." + s.source + ".", "source.");
        take(item, "anchors." + s.target + ".", "target.");
        take(item, StitchedFamily::layerName(s) + ".", "layer.");
    }
    return values;
}

/// Refuses a file that does not come back equal, and takes it away.
void requireEqual(const torch::Tensor& got, const torch::Tensor& wanted, const fs::path& file, ExportReport& report) {
    const double difference = got.sizes() == wanted.sizes() ? (got - wanted).abs().max().item<double>() : NAN;
    if (!torch::allclose(got, wanted, 1e-4, 1e-4)) {
        std::error_code ignored;
        fs::remove(file, ignored);
        throw Error("The export " + file.string() + " did not come back as the network it was made of (logits differ by " +
                    Json(difference).dump() + "); it was removed.");
    }
    report.difference = std::max(report.difference, difference);
}

} // namespace

ExportReport exportStitch(const NetworksRequest& networks, const Stitch& stitch, const std::string& run, long initImages,
                          std::optional<double> top1, const ExportFiles& files, Progress progress) {
    initCompute(networks.threads);
    for (const fs::path* file : {&files.config, &files.safetensors, &files.torchscript})
        if (!file->empty()) requireWritable(*file);
    const RecordSink nobody = [](const Record&) {};
    FamilyJob job(networks, {{stitch, {}}}, false, initImages, nobody);
    if (run.empty())
        job.initialise(progress.share(0.5, "least squares"));
    else {
        const auto weights = RunFiles(networks.workFolder, run).weightsOf(Configuration::of(stitch));
        if (!weights) throw Error("The run " + run + " has no finished weights of " + text(stitch) + "; let it run to its end first.");
        RunFiles::read(*weights, job.family());
    }
    StitchedFamily& family = job.family();
    ExportReport report;
    StitchConfig& config = report.config;
    config.stitch = stitch;
    const Anchor &source = anchorOf(networks, stitch.source), &target = anchorOf(networks, stitch.target);
    config.source = source.arch;
    config.target = target.arch;
    config.sourceSha256 = source.sha256;
    config.targetSha256 = target.sha256;
    config.data = networks.data;
    config.cost = family.cost(Configuration::of(stitch));
    config.top1 = top1;
    config.run = run;
    config.provenance = {{"klas", kVersion}, {"data", networks.data.name}};
    StitchedNet net(config);
    net.set(valuesOf(family, stitch), "The network " + text(stitch));
    config = net.config();

    std::vector<long> indices;
    for (long k = 0; k < std::min(kImages, job.images("validation").size()); ++k)
        indices.push_back(k);
    report.images = long(indices.size());
    const auto images = job.images("validation").batch(indices).images;
    const torch::NoGradGuard noGrad;
    const auto wanted = family.forward(Configuration::of(stitch), onDevice(images, family.device())).to(torch::kCPU);
    if (!files.config.empty()) {
        writeFileAtomically(files.config, toJson(config).dump(2) + "\n");
        stitchConfigFromJson(parseJson(readTextFile(files.config), files.config.string()), files.config.string());
    }
    if (!files.safetensors.empty()) {
        net.save(files.safetensors);
        requireEqual(StitchedNet(files.safetensors).forward(images), wanted, files.safetensors, report);
    }
    progress.set(0.8);
    if (!files.torchscript.empty()) {
        writeTorchScript(net, files.torchscript);
        requireEqual(torchScriptLogits(files.torchscript, images), wanted, files.torchscript, report);
        requireEqual(torchScriptLogits(files.torchscript, images.narrow(0, 0, 1)), wanted.narrow(0, 0, 1), files.torchscript, report);
    }
    progress.finish();
    return report;
}

} // namespace klas::engine
