// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/analyze.h"

#include "core/analysis/arch.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/version.h"
#include "core/engine/device.h"
#include "core/engine/jobs/pair_scores.h"
#include "core/engine/meters/accuracy.h"
#include "core/engine/probes/collect.h"
#include "core/engine/probes/probe_net.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

namespace klas::engine {

namespace {

constexpr long kBatch = 128; ///< images per forward where the request leaves it open
constexpr long kScoreBatch =
    256; ///< images per step of the scores; CKA depends on it, so it is part of no option
/// Groups of images that Θ is also summed over, for the bootstrap: about a hundred, fewer where the matrices are large.
constexpr long kGroups = 100, kFewestGroups = 20, kGroupCells = 200000;
constexpr double kMatrixShare = 0.1; ///< of the progress of an anchor
constexpr auto kPartialPause = std::chrono::milliseconds(100);

/// One anchor and what is known of it so far.
struct Member {
    Anchor anchor;
    NetCard card;
    std::string cacheKey, probeKey; ///< of its validation features and of its probes
    std::string pooling;
    std::unique_ptr<FeatureCache> validation; ///< null while nothing needs it
    ProbeNet probes;
};

class Analysis {
public:
    Analysis(const AnalyzeRequest& request, const RecordSink& sink);
    void run(Progress progress);

private:
    using Pair = std::pair<size_t, size_t>; ///< indices into m_members

    std::string key(const std::string& what, const std::string& detail) const;
    std::string matrixKey(const Pair& pair, const std::string& measure) const;
    std::string distancesKey() const;
    std::string accuracyKey(const Member& member, const std::string& split) const;
    bool known(const std::string& k) const { return m_known.count(k) > 0; }
    Json provenance(const std::vector<const Member*>& members, const std::string& split, long images) const;
    fs::path probeFile(const Member& member) const {
        return fs::path("probes") / (member.probeKey + ".safetensors");
    }
    std::unique_ptr<FeatureCache> cache(Net& net, const Member& member, const Dataset& data,
                                        const std::string& split, long images, long classes) const;

    void prepare(size_t index, Progress progress);
    void sendAccuracies(Member& member, Net& net, Progress progress);
    void makeProbes(Member& member, Net& net, Progress progress);
    void compare(size_t newest, Progress progress);
    void sendDistances();

    const AnalyzeRequest& m_request;
    const RecordSink& m_sink;
    torch::Device m_device;
    long m_batch;
    std::set<std::string> m_known;
    std::vector<Member> m_members; ///< ascending in FLOPs
    std::vector<Pair> m_pairs;
    std::unique_ptr<Dataset> m_train, m_validation, m_test; ///< opened when first needed
};

Analysis::Analysis(const AnalyzeRequest& request, const RecordSink& sink)
    : m_request(request)
    , m_sink(sink)
    , m_device(pickDevice(request.device))
    , m_batch(request.batch > 0 ? request.batch : kBatch)
    , m_known(request.knownKeys.begin(), request.knownKeys.end()) {
    if (request.anchors.empty()) throw Error("There are no anchors to analyse; add at least one.");
    for (const std::string& measure : request.measures)
        measureInfo(measure);
    for (const Anchor& anchor : request.anchors) {
        if (anchor.arch.classes() != request.anchors.front().arch.classes())
            throw Error("The anchors " + request.anchors.front().name + " and " + anchor.name +
                        " differ in classes (" + std::to_string(request.anchors.front().arch.classes()) +
                        " and " + std::to_string(anchor.arch.classes()) +
                        "); only anchors with the same classes can be compared.");
        for (const Member& other : m_members)
            if (other.anchor.name == anchor.name) throw Error("Two anchors are called " + anchor.name + ".");
        Member member;
        member.anchor = anchor;
        member.card = netCard(anchor.arch);
        member.cacheKey = key("features", anchor.sha256 + toJson(anchor.arch).dump());
        member.probeKey = key("probes", member.cacheKey + std::to_string(request.probes.trainImages) + "|" +
                                            std::to_string(request.probes.iterations) + "|" +
                                            jsonOrNull(request.probes.l2).dump());
        m_members.push_back(std::move(member));
    }
    std::stable_sort(m_members.begin(), m_members.end(), [](const Member& a, const Member& b) {
        return a.card.total().flops < b.card.total().flops;
    });
    const auto find = [&](const std::string& name) {
        for (size_t k = 0; k < m_members.size(); ++k)
            if (m_members[k].anchor.name == name) return k;
        throw Error("A pair names the anchor " + name + ", which is not part of the analysis.");
    };
    for (const auto& [source, target] : request.pairs)
        m_pairs.emplace_back(find(source), find(target));
    if (m_pairs.empty())
        for (size_t f = 0; f < m_members.size(); ++f)
            for (size_t g = 0; g < m_members.size(); ++g)
                m_pairs.emplace_back(f, g);
}

std::string Analysis::key(const std::string& what, const std::string& detail) const {
    return sha256(what + "|" + std::to_string(kResultVersion) + "|" + m_request.data.key() + "|" +
                  m_request.probes.cacheType + "|" + detail)
        .substr(0, 32);
}

std::string Analysis::accuracyKey(const Member& member, const std::string& split) const {
    return key("accuracy", member.cacheKey + split);
}

std::string Analysis::matrixKey(const Pair& pair, const std::string& measure) const {
    const Member &f = m_members[pair.first], &g = m_members[pair.second];
    std::string detail = measure;
    if (measure == "kl_temperature") detail += Json(m_request.temperature).dump();
    return key("matrix", detail + "|" + f.probeKey + "|" + g.probeKey);
}

std::string Analysis::distancesKey() const {
    std::string detail;
    for (const Member& member : m_members)
        detail += member.anchor.name + member.cacheKey;
    return key("distances", detail);
}

Json Analysis::provenance(const std::vector<const Member*>& members, const std::string& split,
                          long images) const {
    Json weights = Json::object(), pooling = Json::object();
    for (const Member* member : members) {
        weights[member->anchor.name] = member->anchor.sha256;
        if (!member->pooling.empty()) pooling[member->anchor.name] = member->pooling;
    }
    return {{"klas", kVersion},
            {"result_version", kResultVersion},
            {"device", describe(m_device)},
            {"data", toJson(m_request.data)},
            {"split", split},
            {"images", images},
            {"seed", m_request.data.seed},
            {"weights_sha256", weights},
            {"pooling", pooling},
            {"probes",
             {{"train_images", m_request.probes.trainImages},
              {"iterations", m_request.probes.iterations},
              {"l2", jsonOrNull(m_request.probes.l2)},
              {"cache", m_request.probes.cacheType}}}};
}

std::unique_ptr<FeatureCache> Analysis::cache(Net& net, const Member& member, const Dataset& data,
                                              const std::string& split, long images, long classes) const {
    CacheLayout layout;
    layout.key = key("cache", member.cacheKey + split + net.pooling());
    layout.widths = pooledWidths(net, m_device);
    layout.images = images > 0 ? std::min(images, data.size()) : data.size();
    layout.classes = classes;
    layout.half = m_request.probes.cacheType == "float16";
    const auto file = fs::path(m_request.workFolder) / "cache" / (layout.key + ".features");
    return std::make_unique<FeatureCache>(file, std::move(layout));
}

void Analysis::run(Progress progress) {
    // An anchor's share is what its forwards and its probes' products cost.
    std::vector<double> work;
    double all = 0;
    for (const Member& member : m_members) {
        const double probes =
            300.0 * member.card.classes * member.card.block(1).grid.channels * member.card.depth();
        work.push_back(double(member.card.total().flops) + probes);
        all += work.back();
    }
    for (size_t k = 0; k < m_members.size(); ++k) {
        Progress share = progress.share(work[k] / all, m_members[k].anchor.name);
        prepare(k, share.share(1 - kMatrixShare, m_members[k].anchor.name));
        compare(k, share.share(kMatrixShare, "scores of " + m_members[k].anchor.name));
    }
    if (!known(distancesKey())) sendDistances();
    progress.finish();
}

void Analysis::prepare(size_t index, Progress progress) {
    Member& member = m_members[index];
    bool needed = !known(distancesKey()) || !known(member.probeKey) ||
                  !known(accuracyKey(member, "validation")) || !known(accuracyKey(member, "test"));
    for (const Pair& pair : m_pairs)
        for (const std::string& measure : m_request.measures)
            needed =
                needed || ((pair.first == index || pair.second == index) && !known(matrixKey(pair, measure)));
    needed = needed || !fs::exists(fs::path(m_request.workFolder) / probeFile(member));
    if (!needed) return progress.finish();

    if (!member.anchor.sha256.empty() && sha256File(member.anchor.weights) != member.anchor.sha256)
        throw Error("The weights of " + member.anchor.name + " (" + member.anchor.weights +
                    ") have changed since the anchor was added; add it again.");
    const auto net = loadNet(member.anchor.arch, member.anchor.weights, m_device);
    member.pooling = net->pooling();
    for (const Pair& pair : m_pairs)
        if (pair.first == index || pair.second == index) {
            const Member& other = m_members[pair.first == index ? pair.second : pair.first];
            if (!other.pooling.empty() && other.pooling != member.pooling)
                throw Error(member.anchor.name + " is pooled by " + member.pooling + " and " +
                            other.anchor.name + " by " + other.pooling +
                            "; scores between them would mislead, compare them in separate projects.");
        }
    if (!m_validation) m_validation = openDataset(m_request.data, Split::Validation);
    requireFit(*net, *m_validation);
    const std::string& name = member.anchor.name;
    member.validation = cache(*net, member, *m_validation, "validation", 0, member.card.classes);
    collectFeatures(*net, *m_validation, *member.validation, m_device, m_batch,
                    progress.share(0.15, "features of " + name));
    makeProbes(member, *net, progress.share(0.7, "probes of " + name));
    sendAccuracies(member, *net, progress.share(0.15, "accuracy of " + name));
    progress.finish();
}

void Analysis::makeProbes(Member& member, Net& net, Progress progress) {
    const fs::path file = probeFile(member), whole = fs::path(m_request.workFolder) / file;
    if (known(member.probeKey) && fs::exists(whole)) {
        member.probes = ProbeNet::load(whole);
        return progress.finish();
    }
    if (!m_train) m_train = openDataset(m_request.data, Split::Train);
    const auto train = cache(net, member, *m_train, "train" + std::to_string(m_request.probes.trainImages),
                             m_request.probes.trainImages, 0);
    collectFeatures(net, *m_train, *train, m_device, m_batch,
                    progress.share(0.5, "features of " + member.anchor.name));
    auto trained = trainProbes(*train, *member.validation, m_request.probes, m_device,
                               progress.share(0.5, "probes of " + member.anchor.name));
    ensureFolder(whole.parent_path());
    trained.net.save(whole);
    member.probes = std::move(trained.net);

    ProbeReport report;
    report.anchor = member.anchor.name;
    report.pooling = member.pooling;
    report.weights = file.generic_string();
    report.blocks = std::move(trained.blocks);
    report.headKl = trained.headKl;
    report.warnings = std::move(trained.warnings);
    report.key = member.probeKey;
    report.provenance = provenance({&member}, "train", train->layout().images);
    m_sink(report);
    progress.finish();
}

void Analysis::sendAccuracies(Member& member, Net& net, Progress progress) {
    const auto send = [&](AnchorAccuracy accuracy, const std::string& split) {
        accuracy.anchor = member.anchor.name;
        accuracy.split = split;
        accuracy.key = accuracyKey(member, split);
        accuracy.provenance = provenance({&member}, split, accuracy.images);
        m_sink(accuracy);
    };
    if (!known(accuracyKey(member, "validation"))) {
        AccuracyMeter meter; // the pass for the features has left the head's logits in the cache
        meter.add(member.validation->logits(), member.validation->labels());
        AnchorAccuracy accuracy;
        accuracy.images = meter.images();
        accuracy.top1 = meter.top1();
        accuracy.top5 = meter.top5();
        accuracy.loss = meter.loss();
        send(accuracy, "validation");
    }
    if (!known(accuracyKey(member, "test"))) {
        if (!m_test) m_test = openDataset(m_request.data, Split::Test);
        send(
            evaluate(net, *m_test, m_device, m_batch, progress.share(1, "accuracy of " + member.anchor.name)),
            "test");
    }
    progress.finish();
}

void Analysis::compare(size_t newest, Progress progress) {
    struct Filling {
        Pair pair;
        std::string measure, key;
        PairScore score;
    };
    const long images = m_members[newest].validation ? m_members[newest].validation->layout().images : 0;
    long deepest = 1; // one size of groups for all matrices, so that they can be drawn from together
    for (const Member& member : m_members)
        deepest = std::max(deepest, long(member.card.depth()));
    const long groups = std::clamp(kGroupCells / (deepest * deepest), kFewestGroups, kGroups);
    const long groupImages = std::max(1L, (images + groups - 1) / groups);
    std::vector<Filling> filling;
    for (const Pair& pair : m_pairs) {
        if (std::max(pair.first, pair.second) != newest) continue;
        const Member &f = m_members[pair.first], &g = m_members[pair.second];
        for (const std::string& measure : m_request.measures) {
            const std::string k = matrixKey(pair, measure);
            if (!known(k))
                filling.push_back(
                    {pair, measure, k,
                     PairScore(measure, f.card.depth(), g.card.depth(), m_request.temperature, groupImages)});
        }
    }
    if (filling.empty()) return progress.finish();

    const auto send = [&](const Filling& entry, bool complete) {
        const Member &f = m_members[entry.pair.first], &g = m_members[entry.pair.second];
        ScoreMatrix matrix = entry.score.matrix();
        matrix.source = f.anchor.name;
        matrix.target = g.anchor.name;
        matrix.imagesInAll = images;
        matrix.complete = complete;
        matrix.key = entry.key;
        if (complete) matrix.groups = entry.score.groups();
        matrix.provenance = provenance({&f, &g}, "validation", matrix.images);
        if (entry.measure == "cka") matrix.provenance["cka_batch"] = kScoreBatch;
        m_sink(matrix);
    };
    auto lastPartial = std::chrono::steady_clock::now() - kPartialPause;
    for (long begin = 0, b = 0; begin < images; begin += kScoreBatch, ++b) {
        progress.count(begin, images);
        const long end = std::min(begin + kScoreBatch, images);
        std::map<size_t, BatchView> views;
        const auto view = [&](size_t k) -> BatchView& {
            const Member& member = m_members[k];
            return views
                .try_emplace(
                    k, member.anchor.name, b,
                    [=, this, &member] {
                        return member.probes.logits(*member.validation, begin, end, m_device);
                    },
                    [=, this, &member] {
                        std::vector<torch::Tensor> blocks;
                        for (long block = 0; block < member.card.depth(); ++block)
                            blocks.push_back(member.validation->features(block)
                                                 .narrow(0, begin, end - begin)
                                                 .to(m_device));
                        return blocks;
                    })
                .first->second;
        };
        std::vector<ScoreStep> steps;
        for (Filling& entry : filling)
            steps.push_back({&entry.score, &view(entry.pair.first), &view(entry.pair.second)});
        addBatch(steps);
        if (const auto now = std::chrono::steady_clock::now();
            now - lastPartial >= kPartialPause && end < images) {
            lastPartial = now;
            for (const Filling& entry : filling)
                if (entry.score.showsPartial()) send(entry, false);
        }
    }
    for (const Filling& entry : filling)
        send(entry, true);
    progress.finish();
}

void Analysis::sendDistances() {
    std::vector<torch::Tensor> heads;
    AnchorDistances distances;
    std::vector<const Member*> members;
    for (const Member& member : m_members) {
        heads.push_back(member.validation->logits());
        distances.anchors.push_back(member.anchor.name);
        members.push_back(&member);
    }
    const auto logits = torch::stack(heads); // k x images x K
    const long count = logits.size(0), images = logits.size(1);
    DivergenceAccumulator kl("kl", count, count);
    for (long begin = 0, b = 0; begin < images; begin += kScoreBatch, ++b) {
        const auto part = probeBatch(logits.narrow(1, begin, std::min(kScoreBatch, images - begin)), 1,
                                     "the anchors' heads", b);
        kl.add(part, part);
    }
    const ScoreMatrix matrix = kl.matrix();
    for (int i = 1; i <= matrix.rows(); ++i) {
        auto& values = distances.kl.emplace_back();
        auto& errors = distances.errors.emplace_back();
        for (int j = 1; j <= matrix.columns(); ++j) {
            values.push_back(matrix.value(i, j));
            errors.push_back(matrix.error(i, j));
        }
    }
    distances.images = images;
    distances.key = distancesKey();
    distances.provenance = provenance(members, "validation", images);
    m_sink(distances);
}

} // namespace

void analyze(const AnalyzeRequest& request, const RecordSink& sink, Progress progress) {
    const torch::NoGradGuard noGrad;
    initCompute(request.threads);
    Analysis(request, sink).run(std::move(progress));
}

} // namespace klas::engine
