// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"
#include "core/records/data_spec.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klas {

/// How linear probes are trained (klas.md section 1).
struct ProbeOptions {
    long trainImages = 0;              ///< of the train split; 0 = all
    int iterations = 200;              ///< of L-BFGS, at most
    std::optional<double> l2;          ///< on standardised features; absent = 1e-4, or what suits few images best
    std::string pooling = "head";      ///< or "mean" over positions for every anchor (engine/nets/pooling.h)
    std::string cacheType = "float32"; ///< "float16" halves the feature cache
    bool operator==(const ProbeOptions&) const = default;
};

/// Throws Error when a value is out of range.
void check(const ProbeOptions& options, const std::string& what);
Json toJson(const ProbeOptions& options);
ProbeOptions probeOptionsFromJson(const Json& json, const std::string& what);

/// Everything `analyze` needs, so that a worker on another machine could run it without the project file.
struct AnalyzeRequest {
    std::string workFolder;      ///< absolute; feature caches in cache/, probes in probes/
    std::vector<Anchor> anchors; ///< weights absolute; any order
    DataSpec data;
    ProbeOptions probes;
    std::vector<std::string> measures{"kl"};
    std::vector<std::pair<std::string, std::string>>
        pairs;                   ///< source, target; empty = every ordered pair and every anchor with itself
    double temperature = 2;      ///< of kl_temperature
    std::string device = "auto"; ///< "auto", "cpu", "cuda", "cuda:1"
    int threads = 0;             ///< 0 = all cores
    long batch = 0;              ///< images per forward; 0 = chosen by the worker
    std::vector<std::string> knownKeys; ///< results the project has already: not computed nor sent again
    bool operator==(const AnalyzeRequest&) const = default;
};

Json toJson(const AnalyzeRequest& request);
/// Throws Error: unknown measures, pairs of anchors that are not there, values out of range.
AnalyzeRequest analyzeRequestFromJson(const Json& json, const std::string& what);

} // namespace klas
