// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <memory>
#include <string>

namespace klas::cli {

/// `klas queue FILE add KIND ...`: each kind takes what the command takes that does it at once. What could
/// not be done is refused here, not when its turn comes.
void addQueueAdd(CLI::App& queue, const std::shared_ptr<std::string>& file, Common& common);

} // namespace klas::cli
