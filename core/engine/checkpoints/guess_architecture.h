// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/checkpoint.h"
#include "core/records/arch_config.h"

#include <optional>
#include <string>
#include <vector>

namespace klas::engine {

/// The architecture that a checkpoint's keys and shapes describe.
struct ArchGuess {
    ArchConfig arch;  ///< its name is that of a named architecture where all but the classes equal it
    bool named = false;
    bool stated = false;                   ///< the file itself says it (metadata `klas.arch`)
    std::vector<std::string> assumptions;  ///< what no shape tells, as sentences; empty when nothing was assumed
    /// Whether the weights can be used without asking: stated, or named, or nothing of consequence was assumed.
    bool certain = false;
};

/// Reads it off: widths, depths, heads of Swin and LeViT (their bias tables have a row for each), patches, windows,
/// classes. The heads of a ViT and the image size of a ResNet leave no trace: those come from the named architecture of
/// the same shapes, else 64 channels per head and 224 pixels are assumed. nullopt when the keys are of no family here, or
/// of a kind of it that our networks do not build (wide, grouped or deep-stem ResNets).
std::optional<ArchGuess> guessArchitecture(const Checkpoint& file);

/// The named architecture of the same family whose number of parameters is closest; "" when none has the family.
std::string closestNamedArch(const ArchConfig& arch);

} // namespace klas::engine
