// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/tradeoff_point.h"

#include <string_view>
#include <vector>

namespace klas {

inline constexpr std::uintmax_t kMaxResultFile = 64u << 20; ///< bytes
inline constexpr size_t kMaxResultLine = 1u << 20;          ///< bytes
inline constexpr size_t kMaxResultPoints = 1000000;
inline constexpr size_t kMaxResultLines = 2 * kMaxResultPoints; ///< that are not blank

/// A line that is not blank, without its end, and its number from 1.
struct TextLine {
    long number = 0;
    std::string_view text;
};

/// The lines of a text with Unix, Windows or old Mac line ends; a UTF-8 byte order mark is passed over. Throws Error
/// for UTF-16 and beyond the limits above.
std::vector<TextLine> textLines(std::string_view text, const std::string& what);

/// A point from the fields of a line, as numbers or as text of numbers: `flops` (whole, above 0); `acc1`, `acc5`
/// (percent, as SN-Net writes them) or `top1`, `top5` (0..1); where there, `cfg_id` or `id`, `params`, `label`,
/// `anchor`, and `kind`, `source`, `target`, `i`, `j`. Null and empty text mean absent. Throws Error with the
/// reason alone: "flops is missing", "acc1 is NaN, which is no accuracy".
TradeoffPoint pointFromFields(const Json& fields);

} // namespace klas
