// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/arch_config.h"
#include "core/records/net_card.h"

#include <CLI/CLI.hpp>
#include <string>

namespace klas::cli {

/// What may be changed on every network a command names.
struct NetworkOptions {
    int classes = 0;   ///< 0 = as the architecture says
    int imageSize = 0; ///< pixels; 0 = as the architecture says
};

/// Adds --classes and --image-size.
void addNetworkOptions(CLI::App& command, NetworkOptions& options);

/// An architecture's name, or a path ending in .json with the fields of ArchConfig (its file name names it
/// where it has no `name`). Throws Error.
ArchConfig readArch(const std::string& nameOrFile, const NetworkOptions& options = {});
ArchConfig readArchConfig(const std::string& file, const NetworkOptions& options = {});

/// The card of readArch().
NetCard readCard(const std::string& nameOrFile, const NetworkOptions& options = {});

} // namespace klas::cli
