// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/text.h"

#include <cstdint>
#include <optional>
#include <string>

namespace klas::ui {

/// What a network costs, along the trade-off's x axis. Costs are whole numbers: FLOPs of one image, parameters, or nanoseconds
/// of one image alone.
enum class CostAxis { Flops, Params, Latency };

/// As files and the command line call it: "flops", "params", "latency".
std::string axisId(CostAxis axis);
std::optional<CostAxis> axisFromId(const std::string& id);
/// "FLOPs", "Parameters", "Latency"
QString axisName(CostAxis axis);
/// "1.26 GFLOPs", "5.72 M parameters", "1.24 ms"
QString costText(CostAxis axis, double cost);
/// What a person types: "6.0", "6 G", "6 GFLOPs", "5.7M parameters", "1.2 ms". A bare number is in `unit`s. Nothing for what is
/// no cost.
std::optional<double> parseCost(const QString& text, CostAxis axis, double unit);
/// "MFLOPs", "Params (k)", "Latency (ms)": what numbers of a ColumnUnit with this prefix are in.
QString costHeader(CostAxis axis, const QString& prefix);
/// The same for the plot's axis: "MFLOPs of one image".
QString axisTitle(CostAxis axis, const QString& prefix);
/// Nanoseconds of a latency in seconds.
std::optional<std::int64_t> nanoseconds(const std::optional<double>& seconds);

} // namespace klas::ui
