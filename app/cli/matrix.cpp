// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_klas.h"

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/project_options.h"

#include <cmath>
#include <iostream>

namespace klas::cli {

namespace {

struct Options {
    std::string file, pair, metric = "kl";
};

/// Γ(i, j), NaN where there is none (j = n).
ScoreMatrix gammaMatrix(const Project& project, const std::string& source, const std::string& target) {
    const ScoreMatrix theta = requireMatrix(project, source, target, "kl");
    const ScoreMatrix self = requireMatrix(project, target, target, "kl");
    ScoreMatrix gamma(theta.rows(), theta.columns(), false);
    gamma.measure = "gamma";
    gamma.source = source;
    gamma.target = target;
    gamma.images = theta.images;
    gamma.imagesInAll = theta.imagesInAll;
    gamma.complete = true;
    gamma.provenance = {{"omega", theta.provenance}, {"sigma", self.provenance}};
    for (int i = 1; i <= theta.rows(); ++i)
        for (int j = 1; j <= theta.columns(); ++j)
            if (const auto score = stitchScore(theta, &self, i, j).gamma) gamma.setValue(i, j, *score);
    return gamma;
}

std::string cell(double value) {
    if (std::isnan(value)) return "-";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.4g", value);
    return buffer;
}

void printText(const ScoreMatrix& m) {
    const bool gamma = m.measure == "gamma";
    const MeasureInfo info = gamma ? MeasureInfo{"gamma", "\u0393 = \u03a9 / \u03a3", "", false, false, false}
                                   : measureInfo(m.measure);
    std::cout << info.title << (info.unit.empty() ? "" : ", " + info.unit) << "; "
              << (info.largerIsCloser ? "larger" : "smaller") << " is better; " << m.images << " images\n"
              << "rows: blocks of " << m.source << ", columns: blocks of " << m.target << "\n\n";
    const auto table = [&](const char* corner, auto value) {
        std::vector<std::string> header{corner};
        for (int j = 1; j <= m.columns(); ++j)
            header.push_back(std::to_string(j));
        std::vector<std::vector<std::string>> rows;
        for (int i = 1; i <= m.rows(); ++i) {
            rows.push_back({std::to_string(i)});
            for (int j = 1; j <= m.columns(); ++j)
                rows.back().push_back(cell(value(i, j)));
        }
        printTable(header, rows);
    };
    table("", [&](int i, int j) { return m.value(i, j); });
    if (!m.hasErrors()) return;
    std::cout << '\n';
    table("\u00b1", [&](int i, int j) { return m.error(i, j); });
}

} // namespace

void addMatrix(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* command = program.add_subcommand("matrix", "Scores between the blocks of two anchors");
    command->add_option("FILE", options->file, "Project, name.klas")->required();
    command->add_option("--pair", options->pair, "SOURCE:TARGET")->required();
    command->add_option("--metric,--measure", options->metric, "kl, cka, ... or gamma")
        ->capture_default_str();
    command->callback([options, &common] {
        const auto [source, target] = parsePair(options->pair);
        const Project project = Project::open(options->file, Project::Access::ReadOnly);
        const ScoreMatrix matrix = options->metric == "gamma"
                                       ? gammaMatrix(project, source, target)
                                       : requireMatrix(project, source, target, options->metric);
        if (common.json)
            printJson(toJson(matrix));
        else
            printText(matrix);
    });
}

} // namespace klas::cli
