// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/selection.h"

namespace klas::cli {

/// A selection as a readable table with its notes: stitches with FLOPs, parameters, bucket, Ω, Σ, Γ.
void printSelection(const Selection& selection);
void printWarnings(const std::vector<std::string>& warnings);

} // namespace klas::cli
