// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "widgets/plot/export.h"
#include "widgets/trust/trust_data.h"

#include <QString>

namespace klas::ui {

/// Which of a pair's scores is held against which run.
struct TrustChoice {
    std::string source, target, split = "test";
    std::string run;   ///< empty: the one with the most stitches
    std::string score; ///< its title; empty: the first
};

/// What a project answers, with the run and the score that were chosen. Throws Error: there is no such run or score, or nothing
/// was finetuned.
struct TrustPicture {
    std::string run;
    std::vector<ScoreFigures> scores;
    size_t chosen = 0; ///< of scores
};
TrustPicture trustOf(const ProjectState& project, const TrustChoice& choice);

/// .svg, .pdf and .png: the chosen score as a plot; .csv, .json and .tex: every stitch with every score. Throws Error.
void exportTrust(const TrustPicture& picture, const TrustChoice& choice, const fs::path& file, const ExportFormat& format);
bool isTable(const fs::path& file);

} // namespace klas::ui
