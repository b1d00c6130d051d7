// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/curve_file.h"

#include "core/analysis/result_lines.h"
#include "core/records/reference_curve.h"

namespace klas {

namespace {

constexpr size_t kMaxDocument = 16u << 20; ///< bytes of one JSON document
constexpr size_t kMaxColumns = 1000;

/// One line of CSV as its fields; a quoted field keeps its separators, not its line breaks.
std::vector<std::string> splitRow(std::string_view line, char separator) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (size_t k = 0; k < line.size(); ++k) {
        const char c = line[k];
        if (quoted && c == '"' && k + 1 < line.size() && line[k + 1] == '"') {
            cells.back() += c;
            ++k;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == separator && !quoted) {
            if (cells.size() == kMaxColumns) throw Error("it has more than " + std::to_string(kMaxColumns) + " columns");
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
    if (quoted) throw Error("a quote is not closed");
    return cells;
}

char separatorOf(std::string_view header) {
    for (const char candidate : {'\t', ';'})
        if (header.find(candidate) != std::string_view::npos) return candidate;
    return ',';
}

/// CSV rows become lines of JSON, so that one reader judges both.
SnnetResults parseCsv(const std::vector<TextLine>& lines, const std::string& what, const SnnetResultsOptions& options) {
    const char separator = separatorOf(lines.front().text);
    std::vector<std::string> header;
    std::string json;
    long line = 1;
    for (const TextLine& row : lines) {
        const std::string place = "Cannot read " + what + ": line " + std::to_string(row.number);
        if (row.text.size() > kMaxResultLine) throw Error(place + " is longer than a line of results.");
        std::vector<std::string> cells;
        try {
            cells = splitRow(row.text, separator);
        } catch (const Error& e) {
            throw Error(place + ": " + e.what() + ".");
        }
        if (header.empty()) {
            header = std::move(cells);
            continue;
        }
        if (cells.size() != header.size())
            throw Error(place + " has " + std::to_string(cells.size()) + " columns, its header " +
                        std::to_string(header.size()) + ".");
        Json fields = Json::object();
        for (size_t k = 0; k < cells.size(); ++k)
            if (header[k].size() <= 40) fields[header[k]] = std::move(cells[k]);
        for (; line < row.number; ++line)
            json += '\n'; // messages name the lines of the file
        json += fields.dump(-1, ' ', false, Json::error_handler_t::replace);
        if (json.size() > kMaxResultFile) throw Error("Cannot read " + what + ": it is too large.");
    }
    return parseSnnetResults(json, what, options);
}

bool namesFlops(std::string_view header) {
    try {
        for (const std::string& cell : splitRow(header, separatorOf(header)))
            if (cell == "flops") return true;
    } catch (const Error&) {
    }
    return false;
}

} // namespace

SnnetResults parseCurve(std::string_view text, const std::string& what, const SnnetResultsOptions& options) {
    const auto lines = textLines(text, what);
    if (lines.empty()) throw Error("Cannot read " + what + ": there are no results in it.");
    const std::string_view head = lines.front().text;
    // A document is written over several lines; SN-Net's lines are objects of their own.
    if ((head == "{" && lines.size() > 1) || head.find("\"points\": [") != std::string_view::npos) {
        if (text.size() > kMaxDocument) throw Error("Cannot read " + what + ": it is too large for one JSON document.");
        const std::string_view document = text.substr(static_cast<size_t>(head.data() - text.data()));
        const Json json = parseJson(document, what);
        SnnetResults results;
        for (const Json& fields : requiredField<Json>(json, "points", what)) {
            const std::string place = what + ", point " + std::to_string(results.points.size() + 1);
            TradeoffPoint point = tradeoffPointFromJson(fields, place);
            if (!point.top1 && !point.top5) throw Error(place + ": it has neither top1 nor top5.");
            results.points.push_back(std::move(point));
        }
        if (results.points.empty()) throw Error("Cannot read " + what + ": there are no results in it.");
        return results;
    }

    if (namesFlops(head)) return parseCsv(lines, what, options);
    return parseSnnetResults(text, what, options);
}

} // namespace klas
