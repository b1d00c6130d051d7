// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/analyze.h"

#include "core/analysis/arch.h"
#include "core/analysis/selection_other.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/version.h"
#include "core/engine/device.h"
#include "core/engine/jobs/analysis_keys.h"
#include "core/engine/jobs/head_distances.h"
#include "core/engine/jobs/matrix_filling.h"
#include "core/engine/meters/accuracy.h"
#include "core/engine/probes/collect.h"
#include "core/engine/probes/probe_net.h"
#include "core/records/weights_file.h"

#include <algorithm>
#include <numeric>

namespace klas::engine {

namespace {

constexpr long kBatch = 128;         ///< images per forward where the request leaves it open
constexpr double kMatrixShare = 0.1; ///< of the progress of an anchor

/// One anchor and what is known of it so far.
struct Member {
    Anchor anchor;
    NetCard card;
    bool needed = false; ///< for a result that is not known yet
    bool ready = false;  ///< probes are there, or nothing asks for them
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

    Json provenance(const std::vector<const Member*>& members, const std::string& split, long images) const;
    std::string matrixKey(const Pair& pair, const std::string& measure) const {
        return m_keys.matrix(m_members[pair.first].anchor, m_members[pair.second].anchor, measure);
    }
    std::string distancesKey() const;
    fs::path probeFile(const Member& member) const {
        return fs::path("probes") / (m_keys.probes(member.anchor) + ".safetensors");
    }
    std::unique_ptr<FeatureCache> cache(Net& net, const Member& member, const Dataset& data,
                                        const std::string& split, long images, long classes) const;

    bool isNeeded(size_t index) const;
    std::unique_ptr<Net> net(const Member& member) const;
    void lookAt(size_t index, Progress progress);
    std::vector<size_t> orderOfWork();
    void finish(Member& member, Progress progress);
    void makeProbes(Member& member, Net& net, Progress progress);
    void sendAccuracy(const Member& member, AnchorAccuracy accuracy, const std::string& split);
    void compare(size_t newest, Progress progress);

    const AnalyzeRequest& m_request;
    const RecordSink& m_sink;
    torch::Device m_device;
    long m_batch;
    Pooling m_pooling;
    AnalysisKeys m_keys;
    std::vector<Member> m_members; ///< ascending in FLOPs
    std::vector<Pair> m_pairs;
    std::unique_ptr<Dataset> m_train, m_validation, m_test; ///< opened when first needed
};

Analysis::Analysis(const AnalyzeRequest& request, const RecordSink& sink)
    : m_request(request)
    , m_sink(sink)
    , m_device(pickDevice(request.device))
    , m_batch(request.batch > 0 ? request.batch : kBatch)
    , m_pooling(poolingFromText(request.probes.pooling))
    , m_keys(request) {
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
        member.card.name = anchor.name;
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
    for (size_t k = 0; k < m_members.size(); ++k)
        m_members[k].needed = isNeeded(k);
}

std::string Analysis::distancesKey() const {
    std::vector<const Anchor*> anchors;
    for (const Member& member : m_members)
        anchors.push_back(&member.anchor);
    return m_keys.distances(anchors);
}

bool Analysis::isNeeded(size_t index) const {
    const Member& member = m_members[index];
    for (const std::string& key : {distancesKey(), m_keys.probes(member.anchor),
                                   m_keys.accuracy(member.anchor, "validation"), m_keys.accuracy(member.anchor, "test")})
        if (!m_keys.known(key)) return true;
    for (const Pair& pair : m_pairs)
        for (const std::string& measure : m_request.measures)
            if ((pair.first == index || pair.second == index) && !m_keys.known(matrixKey(pair, measure))) return true;
    return !fs::exists(fs::path(m_request.workFolder) / probeFile(member));
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
              {"pooling", m_request.probes.pooling},
             {"cache", m_request.probes.cacheType}}}};
}

std::unique_ptr<FeatureCache> Analysis::cache(Net& net, const Member& member, const Dataset& data,
                                              const std::string& split, long images, long classes) const {
    CacheLayout layout;
    layout.key = m_keys.cache(member.anchor, split, describe(net, m_pooling));
    layout.widths = pooledWidths(net, m_pooling, m_device);
    layout.images = images > 0 ? std::min(images, data.size()) : data.size();
    layout.classes = classes;
    layout.half = m_request.probes.cacheType == "float16";
    const auto file = fs::path(m_request.workFolder) / "cache" / (layout.key + ".features");
    return std::make_unique<FeatureCache>(file, std::move(layout));
}

void Analysis::run(Progress progress) {
    // What an image costs an anchor: its forward, and a little for each block that no FLOPs count; in the probes about
    // ninety evaluations of two products.
    std::vector<double> look, work;
    double all = 0;
    for (const Member& m : m_members) {
        const double forward = double(m.card.total().flops) + 30e3 * m.card.depth();
        const double probes = 180.0 * m.card.classes * m.card.block(1).grid.channels * m.card.depth();
        look.push_back(m.needed ? forward * 0.15 : 0);
        work.push_back(m.needed ? forward + probes : 0);
        all += look.back() + work.back();
    }
    for (size_t k = 0; k < m_members.size(); ++k)
        if (m_members[k].needed) lookAt(k, progress.share(look[k] / all, "features of " + m_members[k].anchor.name));
    for (const size_t k : orderOfWork()) {
        Member& member = m_members[k];
        Progress share = progress.share(all > 0 ? work[k] / all : 0, member.anchor.name);
        if (member.needed) finish(member, share.share(1 - kMatrixShare, member.anchor.name));
        member.ready = true;
        compare(k, share.share(kMatrixShare, "scores of " + member.anchor.name));
    }
    progress.finish();
}

std::unique_ptr<Net> Analysis::net(const Member& member) const {
    return loadNet(member.anchor.arch, member.anchor.weights, m_device);
}

/// The anchor's validation pass: features for the scores, logits for its accuracy and the distances between heads.
void Analysis::lookAt(size_t index, Progress progress) {
    Member& member = m_members[index];
    if (!member.anchor.sha256.empty() && weightsSha256(member.anchor.weights) != member.anchor.sha256)
        throw Error("The weights of " + member.anchor.name + " (" + member.anchor.weights +
                    ") have changed since the anchor was added; add it again.");
    const auto network = net(member);
    member.pooling = describe(*network, m_pooling);
    for (const Pair& pair : m_pairs)
        if (pair.first == index || pair.second == index) {
            const Member& other = m_members[pair.first == index ? pair.second : pair.first];
            if (!other.pooling.empty() && other.pooling != member.pooling)
                throw Error(member.anchor.name + " is pooled by " + member.pooling + " and " +
                            other.anchor.name + " by " + other.pooling +
                            "; scores between them would mislead. Pool all by the mean over positions: klas analyze "
                            "--pooling mean.");
        }
    if (!m_validation) m_validation = openDataset(m_request.data, Split::Validation);
    requireFit(*network, *m_validation);
    member.validation = cache(*network, member, *m_validation, "validation", 0, member.card.classes);
    collectFeatures(*network, m_pooling, *m_validation, *member.validation, m_device, m_batch, std::move(progress));
    if (m_keys.known(m_keys.accuracy(member.anchor, "validation"))) return;
    AccuracyMeter meter; // the pass for the features has left the head's logits in the cache
    meter.add(member.validation->logits(), member.validation->labels());
    AnchorAccuracy accuracy;
    accuracy.images = meter.images();
    accuracy.top1 = meter.top1();
    accuracy.top5 = meter.top5();
    accuracy.loss = meter.loss();
    sendAccuracy(member, std::move(accuracy), "validation");
}

/// Sends the distances between heads, and begins with the two anchors they recommend: the pair that people see first.
/// Ascending in FLOPs otherwise.
std::vector<size_t> Analysis::orderOfWork() {
    std::vector<size_t> order(m_members.size());
    std::iota(order.begin(), order.end(), size_t(0));
    std::vector<std::string> names;
    std::vector<torch::Tensor> logits;
    std::vector<const Member*> members;
    std::vector<NetCard> cards;
    for (const Member& member : m_members) {
        if (!member.validation) return order; // known from before
        names.push_back(member.anchor.name);
        logits.push_back(member.validation->logits());
        members.push_back(&member);
        cards.push_back(member.card);
    }
    AnchorDistances distances = headDistances(names, logits);
    distances.key = distancesKey();
    distances.provenance = provenance(members, "validation", distances.images);
    if (!m_keys.known(distances.key)) m_sink(distances);
    if (const auto pair = recommendedPair(distances, cards))
        std::stable_partition(order.begin(), order.end(),
                              [&](size_t k) { return names[k] == pair->source || names[k] == pair->target; });
    return order;
}

void Analysis::finish(Member& member, Progress progress) {
    const auto network = net(member);
    makeProbes(member, *network, progress.share(0.9, "probes of " + member.anchor.name));
    if (!m_keys.known(m_keys.accuracy(member.anchor, "test"))) {
        if (!m_test) m_test = openDataset(m_request.data, Split::Test);
        sendAccuracy(member,
                     evaluate(*network, *m_test, m_device, m_batch,
                              progress.share(0.1, "accuracy of " + member.anchor.name)),
                     "test");
    }
    progress.finish();
}

void Analysis::makeProbes(Member& member, Net& net, Progress progress) {
    const fs::path file = probeFile(member), whole = fs::path(m_request.workFolder) / file;
    if (m_keys.known(m_keys.probes(member.anchor)) && fs::exists(whole)) {
        member.probes = ProbeNet::load(whole);
        return progress.finish();
    }
    if (!m_train) m_train = openDataset(m_request.data, Split::Train);
    const auto train = cache(net, member, *m_train, "train" + std::to_string(m_request.probes.trainImages),
                             m_request.probes.trainImages, 0);
    collectFeatures(net, m_pooling, *m_train, *train, m_device, m_batch,
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
    report.key = m_keys.probes(member.anchor);
    report.provenance = provenance({&member}, "train", train->layout().images);
    m_sink(report);
    progress.finish();
}

void Analysis::sendAccuracy(const Member& member, AnchorAccuracy accuracy, const std::string& split) {
    accuracy.anchor = member.anchor.name;
    accuracy.split = split;
    accuracy.key = m_keys.accuracy(member.anchor, split);
    accuracy.provenance = provenance({&member}, split, accuracy.images);
    m_sink(accuracy);
}

void Analysis::compare(size_t newest, Progress progress) {
    const long images = m_members[newest].validation ? m_members[newest].validation->layout().images : 0;
    long deepest = 1;
    for (const Member& member : m_members)
        deepest = std::max(deepest, long(member.card.depth()));
    const long groupImages = imagesOfGroup(images, deepest);
    std::vector<FillingMatrix> filling;
    for (const Pair& pair : m_pairs) {
        const Member &f = m_members[pair.first], &g = m_members[pair.second];
        if ((pair.first != newest && pair.second != newest) || !f.ready || !g.ready) continue;
        for (const std::string& measure : m_request.measures) {
            const std::string k = matrixKey(pair, measure);
            if (!m_keys.known(k))
                filling.push_back(
                    {pair.first, pair.second, measure, k,
                     PairScore(measure, f.card.depth(), g.card.depth(), m_request.temperature, groupImages)});
        }
    }
    if (filling.empty()) return progress.finish();

    const auto send = [&](const FillingMatrix& entry, bool complete) {
        const Member &f = m_members[entry.source], &g = m_members[entry.target];
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
    std::vector<ScoredAnchor> anchors;
    for (const Member& member : m_members)
        anchors.push_back({member.anchor.name, member.card.depth(), member.validation.get(), &member.probes});
    fillMatrices(filling, anchors, images, m_device, send, std::move(progress));
}

} // namespace

void analyze(const AnalyzeRequest& request, const RecordSink& sink, Progress progress) {
    const torch::NoGradGuard noGrad;
    initCompute(request.threads);
    Analysis(request, sink).run(std::move(progress));
}

} // namespace klas::engine
