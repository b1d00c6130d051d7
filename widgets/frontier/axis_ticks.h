// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace klas::ui {

/// Round positions along a range and what stands beside them: as few decimals as tell them apart.
struct AxisTicks {
    QString prefix;  ///< SI prefix of all labels: "M"
    double unit = 1; ///< and its value
    std::vector<std::pair<double, QString>> ticks;
};

/// Steps of 1, 2 or 5 x 10^k, about `most` of them. `prefixed` false keeps values as they are.
///
///     axisTicks(0, 3.7e6, 4, true);               // M: "0", "1", "2", "3"
AxisTicks axisTicks(double low, double high, int most, bool prefixed);

} // namespace klas::ui
