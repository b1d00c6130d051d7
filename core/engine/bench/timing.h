// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace klas::engine::bench {

/// One measured figure beside what bounds it.
struct Figure {
    std::string name;       ///< "deit_small forward, batch 8"
    double value = 0;       ///< the ratio or rate
    std::string unit;       ///< "x", "of the matrix-product rate", "MiB"
    double bound = 0;       ///< what it should reach
    bool atLeast = true;    ///< false: at most
    std::string detail;     ///< the times behind it, for people
    bool met() const { return atLeast ? value >= bound : value <= bound; }
};

/// Median seconds of `repetitions` calls after one warm-up call.
double medianSeconds(int repetitions, const std::function<void()>& work);

/// Medians of several pieces of work measured in turn, round after round, so that a slow spell of the machine falls on all
/// of them alike.
std::vector<double> medianSecondsInTurn(int rounds, const std::vector<std::function<void()>>& works);

} // namespace klas::engine::bench
