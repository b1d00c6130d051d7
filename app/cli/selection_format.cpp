// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/selection_format.h"

#include "app/cli/output.h"
#include "core/analysis/select.h"

#include <cstdio>
#include <iostream>

namespace klas::cli {

namespace {

std::string integer(const std::optional<int>& value) {
    return value ? std::to_string(*value) : std::string();
}

/// Four significant digits; scores span many decades.
std::string score(const std::optional<double>& value) {
    if (!value) return {};
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.4g", *value);
    return buffer;
}

} // namespace

void printSelection(const Selection& selection) {
    std::cout << selection.name << ": " << selection.stitches.size() << " stitches by " << selection.method
              << "; options " << selection.options.dump() << ", 1 multiply-add = 1 FLOP\n\n";
    bool stability = false, layers = false, scores = false;
    for (const SelectedStitch& s : selection.stitches) {
        stability |= s.stability.has_value();
        layers |= s.layer.has_value();
        scores |= s.score.has_value();
    }
    std::vector<std::string> header{"stitch", "FLOPs", "parameters", "bucket", "\u03a9", "\u03a3", "\u0393"};
    if (scores) header.push_back("score");
    if (layers) header.push_back("layer");
    if (stability) header.push_back("stability");
    header.push_back("");
    std::vector<std::vector<std::string>> rows;
    for (const SelectedStitch& s : selection.stitches) {
        std::vector<std::string> row{text(s.stitch),
                                     shortNumber(static_cast<double>(s.cost.flops)),
                                     shortNumber(static_cast<double>(s.cost.params)),
                                     s.bucket ? std::to_string(*s.bucket + 1) : std::string(),
                                     score(s.omega),
                                     score(s.sigma),
                                     score(s.gamma)};
        if (scores) row.push_back(score(s.score));
        if (layers) row.push_back(integer(s.layer));
        if (stability) row.push_back(s.stability ? fixed(100 * *s.stability, 0) + " %" : "");
        row.push_back(s.unresolved ? "unresolved" : "");
        rows.push_back(std::move(row));
    }
    printTable(header, rows);
    if (const std::string meaning = scoreMeaning(selection); scores && !meaning.empty())
        std::cout << "\nscore: " << meaning << '\n';
    if (!selection.notes.empty()) std::cout << '\n';
    for (const std::string& note : selection.notes)
        std::cout << note << '\n';
}

void printWarnings(const std::vector<std::string>& warnings) {
    if (!warnings.empty()) std::cout << '\n';
    for (const std::string& warning : warnings)
        std::cout << "warning: " << warning << '\n';
}

} // namespace klas::cli
