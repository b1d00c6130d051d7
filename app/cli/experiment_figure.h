// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/experiment_report.h"

#include <string>

namespace klas::cli {

/// The curves of one pair as an SVG picture: the best top-1 within every budget, the mean over seeds of each
/// method with the span of the seeds behind it, the anchors as they came and the cascade; the legend from the
/// greatest area down.
std::string experimentSvg(const ExperimentResults& results);

} // namespace klas::cli
