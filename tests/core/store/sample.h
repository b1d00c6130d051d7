// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/project.h"

#include <QTemporaryDir>
#include <functional>

/// Small made-up projects for the tests of this room.
namespace klas::sample {

struct Folder {
    QTemporaryDir dir;
    fs::path path(const std::string& name) const { return fs::path(dir.path().toStdString()) / name; }
};

inline Anchor anchor(const std::string& name, const fs::path& weights, int classes = 10) {
    Anchor a;
    a.name = name;
    a.arch.name = name;
    a.arch.shape = VitConfig{.imageSize = 28,
                  .patchSize = 7,
                  .inChannels = 1,
                  .width = 16,
                  .depth = 3,
                  .heads = 2,
                  .mlpRatio = 2,
                  .classes = classes};
    a.weights = weights.string();
    writeFileAtomically(weights, "weights of " + name);
    a.sha256 = sha256File(weights);
    return a;
}

inline ScoreMatrix matrix(const std::string& source, const std::string& target,
                          const std::string& measure = "kl") {
    ScoreMatrix m(2, 3, measure != "cka");
    m.measure = measure;
    m.source = source;
    m.target = target;
    m.images = m.imagesInAll = 100;
    m.complete = true;
    m.key = source + target + measure;
    m.provenance = {{"device", "CPU"}};
    for (int i = 1; i <= 2; ++i)
        for (int j = 1; j <= 3; ++j) {
            m.setValue(i, j, 1.0 / (i + 10 * j));
            if (measure != "cka") m.setError(i, j, 1e-300 * i);
        }
    if (measure == "kl") m.groups = ImageGroups{{60, 40}, {1, 2, 3, 4, 5, 6, 0.1, 0.2, 0.3, 0.4, 0.5, 1e-300}};
    return m;
}

inline Selection selection(const std::string& name, const std::string& source, const std::string& target) {
    Selection s;
    s.name = name;
    s.method = "klas";
    s.options = {{"tau", 0.05}};
    s.stitches.push_back({});
    s.stitches[0].stitch = {source, 1, target, 2};
    s.stitches[0].gamma = 0.125;
    return s;
}

/// The sentence that `call` throws; empty when it does not.
inline std::string errorOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

inline bool says(const std::string& sentence, const std::string& part) {
    return sentence.find(part) != std::string::npos && sentence.find('\n') == std::string::npos;
}

} // namespace klas::sample
