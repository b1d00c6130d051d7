// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/engine/jobs/finetune.h"
#include "tests/core/engine/small_family.h"

#include <QTemporaryDir>
#include <fstream>

namespace klas::engine {

inline void writeIdx(const fs::path& file, const std::vector<std::uint32_t>& sizes, const std::string& bytes) {
    std::ofstream out(file, std::ios::binary);
    out.put(0).put(0).put(8).put(char(sizes.size()));
    for (const std::uint32_t size : sizes)
        for (int shift = 24; shift >= 0; shift -= 8)
            out.put(char(size >> shift));
    out << bytes;
}

/// Images of 8 x 8 in four classes: class k is bright in rows 2k and 2k + 1.
inline void writeImages(const fs::path& folder, const std::string& prefix, std::uint32_t count, std::uint64_t seed) {
    Random random(seed);
    std::string pixels, labels;
    for (std::uint32_t k = 0; k < count; ++k) {
        const auto label = random.below(4);
        labels.push_back(char(label));
        for (int p = 0; p < 64; ++p)
            pixels.push_back(char(random.below(90) + (std::uint64_t(p) / 16 == label ? 120 : 0)));
    }
    writeIdx(folder / (prefix + "-images-idx3-ubyte"), {count, 8, 8}, pixels);
    writeIdx(folder / (prefix + "-labels-idx1-ubyte"), {count}, labels);
}

/// What came out of one job.
struct Results {
    std::vector<Evaluation> evaluations;
    std::vector<FinetuneRun> runs;
    std::vector<CurvePoint> curve;
    RecordSink sink() {
        return [this](const Record& r) {
            if (const auto* e = std::get_if<Evaluation>(&r)) evaluations.push_back(*e);
            if (const auto* run = std::get_if<FinetuneRun>(&r)) runs.push_back(*run);
            if (const auto* c = std::get_if<RunCurve>(&r)) curve.insert(curve.end(), c->points.begin(), c->points.end());
        };
    }
    const Evaluation* find(const std::string& network, const std::string& split, bool finetuned) const {
        for (const Evaluation& e : evaluations)
            if (text(e.configuration) == network && e.split == split && e.run.empty() != finetuned) return &e;
        return nullptr;
    }
};

/// Two small anchors on small images in a folder, and requests of jobs with them.
class StripedJobs {
protected:
    StripedJobs() {
        const fs::path folder = m_folder.path().toStdString();
        writeImages(folder, "train", 400, 1);
        writeImages(folder, "t10k", 90, 2);
        m_networks.data.name = "stripes";
        m_networks.data.path = folder.string();
        m_networks.data.validationImages = 100;
        m_networks.device = "cpu";
        const auto vit = [&](const std::string& name, int width, int depth, std::uint64_t seed) {
            ArchConfig arch{name, "vit", {}};
            arch.shape = VitConfig{.imageSize = 8, .patchSize = 4, .inChannels = 1, .width = width, .depth = depth, .heads = 2,
                                   .mlpRatio = 2, .classes = 4};
            m_networks.anchors.push_back(savedAnchor(name, arch, folder.string(), seed));
        };
        vit("tiny", 8, 2, 1);
        vit("base", 16, 3, 2);
        m_request.networks = m_networks;
        m_request.stitches = {{{"tiny", 1, "base", 1}, {}}, {{"tiny", 2, "base", 2}, {}}};
        m_request.recipe.steps = 60;
        m_request.recipe.batch = 16;
        m_request.recipe.initImages = 100;
    }

    /// A job's own work folder, so that jobs of one program do not find each other's runs.
    NetworksRequest inFolder(const std::string& name) const {
        NetworksRequest networks = m_networks;
        networks.workFolder = (m_folder.path() + "/" + QString::fromStdString(name)).toStdString();
        return networks;
    }
    FinetuneRequest inFolder(FinetuneRequest request, const std::string& name) const {
        request.networks = inFolder(name);
        request.run = name == "joint" ? "joint" : "run";
        return request;
    }
    static std::map<std::string, std::string> readTensors(const FinetuneRequest& request) {
        const SafeTensors file(fs::path(request.networks.workFolder) / "runs" / request.run / "weights.safetensors");
        std::map<std::string, std::string> all;
        for (const std::string& name : file.names()) {
            const auto t = file.tensor(name).contiguous();
            all[name] = sha256(std::string_view(static_cast<const char*>(t.data_ptr()), size_t(t.nbytes())));
        }
        return all;
    }

    QTemporaryDir m_folder;
    NetworksRequest m_networks;
    FinetuneRequest m_request;
};

} // namespace klas::engine
