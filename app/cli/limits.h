// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

namespace klas::cli {

/// Numbers that options take; CLI11's own say so with 309 digits.
extern const CLI::Validator kPositive;    ///< "must be more than 0"
extern const CLI::Validator kNotNegative; ///< "must be 0 or more"

} // namespace klas::cli
