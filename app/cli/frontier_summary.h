// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/run_curves.h"

#include <string>
#include <vector>

namespace klas::cli {

/// What several curves say together.
struct FrontierSummary {
    /// Runs that differ in their seed alone, two or more.
    struct Seeds {
        std::string selection; ///< or, where its stitches were chosen by hand, the first run's name
        std::vector<std::string> runs;
        std::vector<double> areas; ///< of the runs: under the staircase
        Estimate area;             ///< their mean and Student's 95 % interval
    };
    std::vector<Seeds> seeds;

    /// The front of all networks whatever trained them, and which run each of its points is of (empty: none).
    struct Best {
        std::string run;
        TradeoffPoint point;
    };
    std::vector<Best> front;
    CurveAreas areas; ///< of that
};

FrontierSummary summaryOf(const std::vector<RunNetworks>& curves, const std::vector<FinetuneRun>& runs, const FlopsRange& range);

Json toJson(const FrontierSummary& summary);
/// Tables; nothing where there is a single curve.
void print(const FrontierSummary& summary);

} // namespace klas::cli
