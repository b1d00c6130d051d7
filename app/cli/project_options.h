// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/arch.h"
#include "core/store/project.h"

#include <string>
#include <utility>
#include <vector>

namespace klas::cli {

/// "A:B". Bad usage (exit 2) when it is something else.
std::pair<std::string, std::string> parsePair(const std::string& text);

/// "NAME=VALUE". Bad usage when it is something else.
std::pair<std::string, std::string> parseAssignment(const std::string& option, const std::string& text);

/// Cards of the project's anchors, in their order and under their names.
std::vector<NetCard> cards(const std::vector<Anchor>& anchors);
/// Throws Error listing the anchors there are.
const NetCard& cardOf(const std::vector<NetCard>& cards, const std::string& name);

/// A matrix of the project. Throws Error that says how to compute it.
ScoreMatrix requireMatrix(const Project& project, const std::string& source, const std::string& target,
                          const std::string& measure);

} // namespace klas::cli
