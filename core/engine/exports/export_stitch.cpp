// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exports/export_stitch.h"

#include "core/base/error.h"
#include "core/base/replaced_file.h"
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

/// The greatest difference of any logit; refuses a file that does not come back equal.
double requireEqual(const torch::Tensor& got, const torch::Tensor& wanted, const fs::path& file) {
    const double difference = got.sizes() == wanted.sizes() ? (got - wanted).abs().max().item<double>() : NAN;
    if (!torch::allclose(got, wanted, 1e-4, 1e-4))
        throw Error("The export " + file.string() +
                    " did not come back as the network it was made of (logits differ by " +
                    Json(difference).dump() + "); it was not written.");
    return difference;
}

class Export {
public:
    Export(const ExportRequest& request, const RecordSink& sink)
        : m_request(request)
        , m_sink(sink)
        , m_keys(request.networks)
        , m_files(request.networks.workFolder, request.run) {}

    std::vector<ExportReport> run(Progress progress) {
        std::vector<Task> tasks;
        for (size_t k = 0; k < m_request.stitches.size(); ++k) {
            Task task{
                m_request.stitches[k], m_request.top1.empty() ? std::nullopt : m_request.top1[k], {}, {}};
            if (!m_request.run.empty()) weightsOf(task.stitch); // before any work, for all of them
            task.network = networkKey(task.stitch);
            for (const std::string& format : m_request.formats)
                if (!isThere(task, format)) task.formats.push_back(format);
            for (const std::string& format : task.formats) {
                removeLeftovers(exportedPath(m_request, task.stitch, format));
                requireWritable(exportedPath(m_request, task.stitch, format));
            }
            if (!task.formats.empty()) tasks.push_back(std::move(task));
        }
        std::vector<ExportReport> reports;
        for (const Task& task : tasks)
            reports.push_back(write(task, progress.share(1.0 / double(tasks.size()), text(task.stitch))));
        progress.finish();
        return reports;
    }

private:
    struct Task {
        Stitch stitch;
        std::optional<double> top1;
        std::string network; ///< key of it
        std::vector<std::string> formats;
    };

    fs::path weightsOf(const Stitch& stitch) const {
        if (const auto weights = m_files.weightsOf(Configuration::of(stitch))) return *weights;
        throw Error("The run " + m_request.run + " has no finished weights of " + text(stitch) +
                    "; let it run to its end, or train that stitch again under another name where its files are gone.");
    }

    std::string networkKey(const Stitch& stitch) const {
        if (m_request.run.empty())
            return m_keys.initial(Configuration::of(stitch), {{stitch, {}}}, false, m_request.initImages);
        const RunFiles::Origin origin = RunFiles::origin(weightsOf(stitch));
        return origin.key + "@" + std::to_string(origin.step);
    }

    std::string keyOf(const Task& task, const std::string& format, const std::string& sha256) const {
        return m_keys.exported(task.network, task.stitch, m_request.run, task.top1, format, sha256);
    }

    bool isThere(const Task& task, const std::string& format) const {
        const fs::path file = exportedPath(m_request, task.stitch, format);
        std::error_code ignored;
        return fs::is_regular_file(file, ignored) && m_keys.known(keyOf(task, format, sha256File(file)));
    }

    ExportReport write(const Task& task, Progress progress) {
        const RecordSink nobody = [](const Record&) {};
        FamilyJob job(m_request.networks, {{task.stitch, {}}}, false, m_request.initImages, nobody);
        Progress loading = progress.share(0.4, "weights of " + text(task.stitch));
        if (m_request.run.empty())
            job.initialise(loading);
        else
            RunFiles::read(weightsOf(task.stitch), job.family());
        loading.finish();
        ExportReport report;
        report.config = configOf(task, job.family());
        StitchedNet net(report.config);
        net.set(valuesOf(job.family(), task.stitch), "The network " + text(task.stitch));
        report.config = net.config();
        std::vector<long> indices;
        for (long k = 0; k < std::min(kImages, job.images("validation").size()); ++k)
            indices.push_back(k);
        const auto images = job.images("validation").batch(indices).images;
        const torch::NoGradGuard noGrad;
        const auto wanted =
            job.family()
                .forward(Configuration::of(task.stitch), onDevice(images, job.family().device()))
                .to(torch::kCPU);
        for (const std::string& format : task.formats) {
            Progress part =
                progress.share(0.6 / double(task.formats.size()), format + " of " + text(task.stitch));
            part.set(0);
            report.files.push_back(writeOne(task, format, net, images, wanted));
            m_sink(report.files.back());
            part.finish();
        }
        progress.finish();
        return report;
    }

    StitchConfig configOf(const Task& task, StitchedFamily& family) const {
        const Anchor &source = anchorOf(m_request.networks, task.stitch.source),
                     &target = anchorOf(m_request.networks, task.stitch.target);
        StitchConfig config;
        config.stitch = task.stitch;
        config.source = source.arch;
        config.target = target.arch;
        config.sourceSha256 = source.sha256;
        config.targetSha256 = target.sha256;
        config.data = m_request.networks.data;
        config.cost = family.cost(Configuration::of(task.stitch));
        config.top1 = task.top1;
        config.run = m_request.run;
        config.provenance = {{"klas", kVersion}, {"data", m_request.networks.data.name}};
        if (m_request.run.empty()) {
            config.provenance["init_images"] = m_request.initImages;
        } else {
            const RunFiles::Origin origin = RunFiles::origin(weightsOf(task.stitch));
            config.provenance["run_key"] = origin.key;
            config.provenance["steps"] = origin.step;
        }
        return config;
    }

    ExportedFile writeOne(const Task& task, const std::string& format, StitchedNet& net,
                          const torch::Tensor& images, const torch::Tensor& wanted) {
        const fs::path file = exportedPath(m_request, task.stitch, format);
        ExportedFile out{
            task.stitch, m_request.run, format, file.string(), {}, format == "config" ? 0 : images.size(0), 0,
            {}};
        replaceWhenGood(file, [&](const fs::path& candidate) {
            if (format == "config") {
                writeFileAtomically(candidate, toJson(net.config()).dump(2) + "\n");
                stitchConfigFromJson(parseJson(readTextFile(candidate), file.string()), file.string());
            } else if (format == "safetensors") {
                net.save(candidate);
                out.difference = requireEqual(StitchedNet(candidate).forward(images), wanted, file);
            } else {
                writeTorchScript(net, candidate);
                out.difference = std::max(requireEqual(torchScriptLogits(candidate, images), wanted, file),
                                          requireEqual(torchScriptLogits(candidate, images.narrow(0, 0, 1)),
                                                       wanted.narrow(0, 0, 1), file));
            }
        });
        out.sha256 = sha256File(file);
        out.key = keyOf(task, format, out.sha256);
        return out;
    }

    const ExportRequest& m_request;
    const RecordSink& m_sink;
    StitchKeys m_keys;
    RunFiles m_files;
};

} // namespace

std::vector<ExportReport> exportStitches(const ExportRequest& request, const RecordSink& sink,
                                         Progress progress) {
    initCompute(request.networks.threads);
    return Export(request, sink).run(std::move(progress));
}

} // namespace klas::engine
