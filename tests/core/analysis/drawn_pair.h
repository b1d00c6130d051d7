// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/net_card.h"
#include "core/records/score_matrix.h"

#include <cmath>
#include <sstream>

/// Small pairs that a reader can follow by hand.
namespace klas::sample {

/// Blocks of equal cost on a 1 x 1 grid of one channel, where a stitching layer costs one FLOP and everything
/// else is free.
inline NetCard chain(const std::string& name, int depth, int flopsPerBlock) {
    NetCard card;
    card.name = name;
    card.classes = 10;
    card.stemGrid = {1, 1, 1, 0};
    for (int b = 1; b <= depth; ++b)
        card.blocks.push_back({b, 1, card.stemGrid, {flopsPerBlock, 0}});
    return card;
}

/// The numbers as drawn: one source block a line.
inline ScoreMatrix matrix(const std::string& measure, const std::string& source, const std::string& target, const char* drawing) {
    std::vector<std::vector<double>> rows;
    std::istringstream lines(drawing);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream cells(line);
        std::vector<double> row;
        for (std::string cell; cells >> cell;)
            row.push_back(cell == "-" ? std::nan("") : std::stod(cell));
        if (!row.empty()) rows.push_back(row);
    }
    ScoreMatrix m(static_cast<int>(rows.size()), static_cast<int>(rows.at(0).size()), false);
    for (size_t i = 0; i < rows.size(); ++i)
        for (size_t j = 0; j < rows[i].size(); ++j)
            m.setValue(int(i) + 1, int(j) + 1, rows[i][j]);
    m.measure = measure;
    m.source = source;
    m.target = target;
    m.complete = true;
    return m;
}

} // namespace klas::sample
