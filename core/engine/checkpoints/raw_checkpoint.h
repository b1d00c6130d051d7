// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/safetensors.h"

namespace klas::engine {

/// Which weights to take where a file holds both.
enum class WeightsKind { Plain, Averaged };

/// A file's weights under the file's own names, before prefixes and dialects.
struct RawCheckpoint {
    std::string format;               ///< "safetensors", "PyTorch zip archive", ...
    std::string wrapper;              ///< where in the file the weights lie: "model", "state_dict"; "" = they are the file
    bool averaged = false;            ///< moving averages (EMA)
    std::vector<std::string> beside;  ///< what else the file holds
    std::vector<std::string> notes;   ///< sentences for people
    std::string archHint;             ///< the architecture's name where the file says it
    NamedTensors tensors;             ///< in file order; views of the mapped file where alignment allows
    std::map<std::string, std::string> metadata;
    std::vector<fs::path> files;      ///< that were read
};

} // namespace klas::engine
