// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/run_curves.h"

#include <string>
#include <vector>

namespace klas::cli {

/// Measured networks as text: "csv" (RFC 4180, a header), "json" (one document) or "snnet": one JSON object a line with
/// SN-Net's fields (cfg_id, flops in all, acc1 and acc5 in percent), networks of a run ascending in FLOPs.
std::string resultsText(const std::vector<RunNetworks>& runs, const std::string& format);

} // namespace klas::cli
