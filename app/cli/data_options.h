// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/arch_config.h"
#include "core/records/data_spec.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace klas::cli {

/// The options that say which images are used, as the user gave them.
struct DataOptions {
    DataSpec data;
    std::string kind = "auto";
    std::vector<double> mean, stddev; ///< one number, or one per channel
    std::string interpolation;          ///< empty: the family's
    bool hasValidation = false; ///< --validation-images was given

    /// The data they describe: the kind found out, the transform as the networks take it where it was left open. `arch`
    /// gives the images' side and the family's transform; null = 224 pixels. Throws Error: a folder without images, options of another kind of data.
    DataSpec spec(const ArchConfig* arch) const;
};

/// Adds --data, --data-kind, --labels, --resize, --crop, --interpolation, --mean and --std. `options` must outlive `command`.
/// --data is left out where the folder is named otherwise.
void addDataOptions(CLI::App& command, DataOptions& options, bool withFolder = true);
/// Adds --train-images, --validation-images, --test-images and --seed: how the images are split.
void addSplitOptions(CLI::App& command, DataOptions& options);

/// The options that repeat `data`, defaults included: pairs of name and value.
std::vector<std::pair<std::string, std::string>> dataOptionValues(const DataSpec& data);

} // namespace klas::cli
