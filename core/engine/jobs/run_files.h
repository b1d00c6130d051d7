// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/stitching/stitched_family.h"

#include <optional>

namespace klas::engine {

/// The files of a finetuning, in runs/NAME/ of a project's folder:
///
///     state.safetensors       where it stopped: weights, moments, counts (FinetuneTrainer)
///     weights.safetensors     a joint run's trained weights at its end, under their names in the family
///     stitch-KEY.safetensors  the same of one stitch that was finetuned alone
class RunFiles {
public:
    RunFiles(const fs::path& workFolder, const std::string& run);

    const fs::path& folder() const { return m_folder; }
    fs::path state() const { return m_folder / "state.safetensors"; }
    fs::path weights() const { return m_folder / "weights.safetensors"; }
    fs::path weights(const Stitch& stitch) const;
    /// Of a configuration, whichever of the two there is; nothing where it was not finished.
    std::optional<fs::path> weightsOf(const Configuration& configuration) const;

    /// What made a file of weights.
    struct Origin {
        std::string key; ///< of the run (StitchKeys::run)
        long step = 0;   ///< optimiser steps
        double seconds = 0, flops = 0; ///< of training
        std::string warning;           ///< how it ended, where that was not well
    };
    /// Writes trained weights, a shared layer under the name of each stitch that has it.
    static void write(const fs::path& file, const NamedTensors& trained, StitchedFamily& family, const Origin& origin);
    /// The weights of a joint run of this key among the folders of runs in `runs`, or of a stitch that was
    /// finetuned alone; nothing where there is none. What cannot be read is none.
    static std::optional<fs::path> weightsWithKey(const fs::path& runs, const std::string& key,
                                                  const std::optional<Stitch>& alone = {});
    /// Writes weights that another run has trained as this one's, which it cost nothing.
    static void adopt(const fs::path& from, const fs::path& file);
    /// Throws Error where the file is not one of these.
    static Origin origin(const fs::path& file);
    /// Copies a file's weights into a family with a layer for each stitch. Throws Error: weights that are not the family's.
    static Origin read(const fs::path& file, StitchedFamily& family);

private:
    fs::path m_folder;
};

} // namespace klas::engine
