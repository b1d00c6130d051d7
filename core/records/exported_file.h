// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/records/stitch.h"

#include <string>

namespace klas {

/// A file of a stitched network that was read back and found equal to the network itself.
struct ExportedFile {
    Stitch stitch;
    std::string run;       ///< of finetuning; empty: as initialised
    std::string format;    ///< "config", "safetensors" or "torchscript"
    std::string path;      ///< absolute
    std::string sha256;    ///< of the file
    long images = 0;       ///< that its logits were compared on; 0 for a configuration, which has none
    double difference = 0; ///< greatest absolute difference of any logit
    std::string key;       ///< of the network, the format and the file's content
    bool operator==(const ExportedFile&) const = default;
};

Json toJson(const ExportedFile& file);
ExportedFile exportedFileFromJson(const Json& json, const std::string& what);

} // namespace klas
