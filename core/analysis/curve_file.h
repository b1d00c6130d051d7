// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/snnet_results.h"

namespace klas {

/// Points of a curve that any program wrote: SN-Net's lines (snnet_results.h), CSV with a header (comma, semicolon or
/// tab), or one JSON document with a list `points`, as this program writes it. CSV columns and JSON fields are those
/// of pointFromFields(): `flops` and `acc1` (percent) or `top1` (0..1). `options` are for the first two.
/// Throws Error naming `what` and the line.
SnnetResults parseCurve(std::string_view text, const std::string& what, const SnnetResultsOptions& options = {});

} // namespace klas
