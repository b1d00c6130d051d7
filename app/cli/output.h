// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/base/progress.h"

#include <string>
#include <vector>

namespace klas::cli {

/// Prints one JSON document and a newline on stdout.
void printJson(const Json& json);

/// Columns aligned, numbers to the right: rows of cells under a header.
void printTable(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

/// "1.26 G", "5.72 M": three significant digits with an SI prefix.
std::string shortNumber(double value);
/// "1.26 GFLOPs", "0 FLOPs"
std::string flopsText(double value);
/// Fixed digits in the C locale.
std::string fixed(double value, int digits);

/// What a sentence quotes from a file may hold line breaks, control characters and megabytes: on one line, shortened.
std::string oneLine(std::string text);

/// A line on stderr that is redrawn while work runs (plain lines, at most one every few seconds, when stderr
/// is no terminal).
Progress terminalProgress();

} // namespace klas::cli
