// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/arch_config.h"
#include "core/records/data_spec.h"
#include "core/records/net_card.h"
#include "core/records/stitch.h"

#include <optional>
#include <string>

namespace klas {

/// A stitched network as it is handed on: enough, with its weights, to build it anywhere. As JSON it follows
/// resources/schema/stitch.schema.json.
struct StitchConfig {
    Stitch stitch;
    ArchConfig source, target;
    std::string sourceSha256, targetSha256; ///< of the anchors' weights that it grew from
    Grid from, to;            ///< what the stitching layer reads and writes
    DataSpec data;            ///< how images are prepared
    Cost cost;                ///< FLOPs of one image and parameters, default profile
    std::optional<double> top1; ///< 0..1, where it was measured
    std::string run;          ///< of finetuning; empty: as initialised
    Json provenance = Json::object();
};

Json toJson(const StitchConfig& config);
/// Throws Error naming the first place that breaks the schema, or an architecture that is out of range.
StitchConfig stitchConfigFromJson(const Json& json, const std::string& what);

} // namespace klas
