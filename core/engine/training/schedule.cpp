// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace klas::engine {

double Schedule::rate(long step) const {
    if (step < warmup) return base * static_cast<double>(step + 1) / static_cast<double>(warmup);
    const double done =
        static_cast<double>(step - warmup) / static_cast<double>(std::max(1L, steps - warmup));
    return base * (1 + std::cos(std::numbers::pi * std::min(1.0, done))) / 2;
}

} // namespace klas::engine
