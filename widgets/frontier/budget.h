// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"

namespace klas::ui {

/// The best network of a method within a budget.
struct WithinBudget {
    PointRef point;
    QString title; ///< of the method
};
/// One for each of data.curves that has something so cheap, the best first.
std::vector<WithinBudget> bestWithin(const TradeoffData& data, double cost);

/// "best under 6.00 GFLOPs: tiny:3 > base:2 87.90 %"; empty where nothing costs so little.
QString budgetLine(const TradeoffData& data, double cost);
/// "Best under 6.00 GFLOPs" and a line a method, "KLAS: tiny:3 > base:2 87.90 %"; at most `most` of them.
QString budgetList(const TradeoffData& data, double cost, size_t most = 6);

} // namespace klas::ui
