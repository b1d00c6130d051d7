// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/family_job.h"

#include "core/base/version.h"
#include "core/engine/device.h"

#include <algorithm>

namespace klas::engine {

namespace {

constexpr long kBatch = 128;     ///< images per forward where the request leaves it open
constexpr long kSpeedBatch = 32; ///< images per forward of a measured throughput

long countOf(const Dataset& dataset, long images) {
    return images > 0 ? std::min(images, dataset.size()) : dataset.size();
}

} // namespace

FamilyJob::FamilyJob(const NetworksRequest& request, std::vector<StitchTask> tasks, bool shared, long initImages, const RecordSink& sink)
    : m_request(request)
    , m_sink(sink)
    , m_keys(request)
    , m_device(pickDevice(request.device))
    , m_tasks(std::move(tasks))
    , m_shared(shared)
    , m_initImages(initImages) {
    if (request.anchors.empty()) throw Error("There are no anchors to stitch; add at least two.");
    for (const Anchor& anchor : request.anchors) {
        const auto named = [&](const StitchTask& t) { return t.stitch.source == anchor.name || t.stitch.target == anchor.name; };
        if (m_tasks.empty() || std::any_of(m_tasks.begin(), m_tasks.end(), named)) m_anchors.push_back(anchor.name);
    }
}

std::vector<Configuration> FamilyJob::configurations(bool withAnchors) const {
    std::vector<Configuration> all;
    if (withAnchors)
        for (const std::string& name : m_anchors)
            all.push_back(Configuration::of(name));
    for (const StitchTask& task : m_tasks)
        all.push_back(Configuration::of(task.stitch));
    return all;
}

StitchedFamily& FamilyJob::family() {
    if (!m_family) {
        std::vector<Anchor> anchors;
        for (const Anchor& a : m_request.anchors)
            if (std::find(m_anchors.begin(), m_anchors.end(), a.name) != m_anchors.end()) anchors.push_back(a);
        m_family = std::make_unique<StitchedFamily>(anchors, m_tasks, m_shared, m_device);
    }
    return *m_family;
}

StitchedFamily& FamilyJob::initialise(Progress progress) {
    StitchedFamily& f = family();
    if (!m_initialised) initialiseLayers(f, images("train"), m_initImages, progress);
    m_initialised = true;
    progress.finish();
    return f;
}

const Dataset& FamilyJob::images(const std::string& split) {
    auto& dataset = m_images[split];
    if (!dataset)
        dataset = openDataset(m_request.data, split == "train" ? Split::Train : split == "test" ? Split::Test : Split::Validation);
    return *dataset;
}

std::vector<Configuration> FamilyJob::unknown(const std::vector<Configuration>& configurations, const KeyOf& networkOf, long step,
                                              const std::string& split, long images) {
    std::vector<Configuration> left;
    const long count = countOf(this->images(split), images);
    for (const Configuration& c : configurations)
        if (!m_keys.known(m_keys.evaluation(networkOf(c), c, step, split, count))) left.push_back(c);
    return left;
}

std::vector<std::string> FamilyJob::keysOf(const std::vector<Configuration>& configurations, const KeyOf& networkOf, long step,
                                           const std::string& split, long images) {
    std::vector<std::string> keys;
    const long count = countOf(this->images(split), images);
    for (const Configuration& c : configurations)
        keys.push_back(m_keys.evaluation(networkOf(c), c, step, split, count));
    return keys;
}

std::vector<Evaluation> FamilyJob::measure(const std::vector<Configuration>& configurations, const KeyOf& networkOf, const std::string& run,
                                           long step, const std::string& split, long images, bool speed, const Json& about,
                                           Progress progress) {
    const Dataset& dataset = this->images(split);
    const long batch = m_request.batch > 0 ? m_request.batch : kBatch;
    std::vector<Evaluation> all;
    if (configurations.empty()) {
        progress.finish();
        return all;
    }
    auto results = sweep(family(), configurations, dataset, images, batch, progress.share(speed ? 0.7 : 1, "accuracy"));
    const auto someImages = [&] {
        std::vector<long> indices;
        for (long k = 0; k < std::min(kSpeedBatch, dataset.size()); ++k)
            indices.push_back(k);
        return dataset.batch(indices).images;
    };
    const auto batchOfImages = speed ? someImages() : torch::Tensor();
    Progress timing = progress.share(speed ? 0.3 : 0, "speed");
    for (size_t k = 0; k < results.size(); ++k) {
        SweepResult& r = results[k];
        Evaluation e;
        e.configuration = r.configuration;
        e.run = run;
        e.step = step;
        e.split = split;
        e.images = r.meter.images();
        e.top1 = r.meter.top1();
        e.top5 = r.meter.top5();
        e.loss = r.meter.loss();
        e.cost = family().cost(r.configuration);
        e.hits = std::move(r.hits);
        if (speed) {
            timing.count(long(k), long(results.size()));
            const Speed measured = measureSpeed(family(), r.configuration, batchOfImages);
            e.latency = measured.latency;
            e.throughput = measured.throughput;
        }
        e.key = m_keys.evaluation(networkOf(r.configuration), r.configuration, step, split, e.images);
        e.provenance = provenance(about);
        m_sink(e);
        all.push_back(std::move(e));
    }
    progress.finish();
    return all;
}

FamilyJob::KeyOf FamilyJob::initialKeys() const {
    return [this](const Configuration& c) { return m_keys.initial(c, m_tasks, m_shared, m_initImages); };
}

Json FamilyJob::provenance(const Json& about) const {
    Json weights = Json::object();
    for (const Anchor& a : m_request.anchors)
        if (std::find(m_anchors.begin(), m_anchors.end(), a.name) != m_anchors.end()) weights[a.name] = a.sha256;
    Json json{{"klas", kVersion},
              {"device", describe(m_device)},
              {"data", toJson(m_request.data)},
              {"init_images", m_initImages},
              {"layers", m_shared ? "shared" : "own"},
              {"weights_sha256", weights}};
    json.update(about);
    return json;
}

} // namespace klas::engine
