// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace klas::cli {

namespace {

/// Characters a terminal shows: UTF-8 continuation bytes do not count.
size_t shownWidth(const std::string& text) {
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool looksNumeric(const std::string& text) {
    return !text.empty() &&
           (std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '-' || text[0] == '+');
}

std::string timeText(double seconds) {
    const long s = std::lround(seconds);
    if (s < 90) return std::to_string(s) + " s";
    if (s < 5400) return std::to_string((s + 30) / 60) + " min";
    return fixed(static_cast<double>(s) / 3600, 1) + " h";
}

} // namespace

void printJson(const Json& json) {
    std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << std::endl;
}

void printTable(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
    std::vector<size_t> widths(header.size());
    for (size_t c = 0; c < header.size(); ++c)
        widths[c] = shownWidth(header[c]);
    for (const auto& row : rows)
        for (size_t c = 0; c < std::min(row.size(), widths.size()); ++c)
            widths[c] = std::max(widths[c], shownWidth(row[c]));
    std::vector<bool> right(header.size(), false);
    for (const auto& row : rows)
        for (size_t c = 0; c < std::min(row.size(), right.size()); ++c)
            right[c] = right[c] || looksNumeric(row[c]);
    const auto printRow = [&](const std::vector<std::string>& row) {
        std::string line;
        for (size_t c = 0; c < std::min(row.size(), widths.size()); ++c) {
            const std::string padding(widths[c] - shownWidth(row[c]), ' ');
            line += (c ? "  " : "") + (right[c] ? padding + row[c] : row[c] + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        std::cout << line << '\n';
    };
    printRow(header);
    for (const auto& row : rows)
        printRow(row);
    std::cout << std::flush;
}

std::string fixed(double value, int digits) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    return buffer;
}

std::string shortNumber(double value) {
    static const char* prefixes[] = {"", " k", " M", " G", " T"};
    int k = 0;
    while (std::abs(value) >= 999.5 && k < 4) {
        value /= 1000;
        ++k;
    }
    if (k == 0 && value == std::floor(value)) return fixed(value, 0);
    const int digits = std::abs(value) < 9.995 ? 2 : std::abs(value) < 99.95 ? 1 : 0;
    return fixed(value, digits) + prefixes[k];
}

std::string flopsText(double value) {
    const std::string number = shortNumber(value);
    return number + (number.find(' ') == std::string::npos ? " FLOPs" : "FLOPs");
}

std::string oneLine(std::string text) {
    constexpr size_t kLongest = 2000;
    if (text.size() > kLongest) text = text.substr(0, kLongest / 2) + " ... " + text.substr(text.size() - kLongest / 2);
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
    return text;
}

Progress terminalProgress() {
    const bool terminal = ::isatty(STDERR_FILENO);
    auto last = std::chrono::steady_clock::now();
    return Progress([terminal, last](const ProgressReport& r) mutable {
        const auto now = std::chrono::steady_clock::now();
        if (!terminal && now - last < std::chrono::seconds(5) && r.fraction < 1) return;
        last = now;
        std::string line = fixed(100 * r.fraction, 0) + " %  " + r.step;
        if (r.total > 0 && r.total != 1000)
            line += "  " + std::to_string(r.done) + "/" + std::to_string(r.total);
        if (r.secondsLeft > 0) line += "  " + timeText(r.secondsLeft) + " left";
        if (terminal)
            std::fprintf(stderr, "\r\033[K%s%s", line.c_str(), r.fraction >= 1 ? "\n" : "");
        else
            std::fprintf(stderr, "%s\n", line.c_str());
        std::fflush(stderr);
    });
}

} // namespace klas::cli
