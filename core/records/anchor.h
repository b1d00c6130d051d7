// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/arch_config.h"

#include <optional>
#include <string>
#include <vector>

namespace klas {

/// A pretrained network of a project.
struct Anchor {
    std::string name;    ///< unique in its project, "fashion_vit_tiny"
    ArchConfig arch;
    std::string weights; ///< path of the safetensors file; absolute in memory, relative in the project where it can be
    std::string sha256;  ///< of the weights file
    bool operator==(const Anchor&) const = default;
};

Json toJson(const Anchor& anchor);
Anchor anchorFromJson(const Json& json, const std::string& what);

/// How well an anchor's own head does on one split.
struct AnchorAccuracy {
    std::string anchor;
    std::string split;   ///< "validation" or "test"
    long images = 0;
    double top1 = 0;     ///< 0..1
    double top5 = 0;     ///< 0..1
    double loss = 0;     ///< mean cross-entropy, nats
    std::string key;     ///< of weights, data and code that produced it
    Json provenance;
    bool operator==(const AnchorAccuracy&) const = default;
};

Json toJson(const AnchorAccuracy& accuracy);
AnchorAccuracy anchorAccuracyFromJson(const Json& json, const std::string& what);

/// One block's linear probe after training.
struct ProbeResult {
    int block = 0;
    double accuracy = 0;       ///< top-1 on validation, 0..1
    double trainLoss = 0;      ///< mean cross-entropy, nats
    double validationLoss = 0;
    double gradientNorm = 0;   ///< of the training objective at the end
    long steps = 0;
    double l2 = 0;             ///< penalty on standardised features
    bool operator==(const ProbeResult&) const = default;
};

/// All probes of an anchor.
struct ProbeReport {
    std::string anchor;
    std::string pooling;            ///< "class token", "mean over positions"
    std::string weights;            ///< safetensors file with the probes, relative to the project's folder
    std::vector<ProbeResult> blocks;
    double headKl = 0;              ///< KL(head || last probe) on validation, nats: the self-check
    std::vector<std::string> warnings;
    std::string key;
    Json provenance;
    bool operator==(const ProbeReport&) const = default;
};

Json toJson(const ProbeReport& report);
ProbeReport probeReportFromJson(const Json& json, const std::string& what);

/// The k x k table of mean KL between the anchors' own heads (klas.md section 3): row = first argument.
struct AnchorDistances {
    std::vector<std::string> anchors;
    std::vector<std::vector<double>> kl;     ///< nats
    std::vector<std::vector<double>> errors; ///< standard errors
    long images = 0;
    std::string key;
    Json provenance;
    bool operator==(const AnchorDistances&) const = default;
};

Json toJson(const AnchorDistances& distances);
AnchorDistances anchorDistancesFromJson(const Json& json, const std::string& what);

} // namespace klas
