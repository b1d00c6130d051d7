// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/curves.h"
#include "app/cli/output.h"
#include "core/analysis/result_lines.h"
#include "core/analysis/snnet_results.h"
#include "core/base/files.h"
#include "core/store/project.h"

#include <memory>

namespace klas::cli {

namespace {

struct Options {
    std::string file, project, name;
    SnnetResultsOptions read;
};

void importSnnet(const Options& options, const Common& common) {
    const fs::path file = options.file;
    SnnetResults results = parseSnnetResults(readTextFile(file, kMaxResultFile), file.string(), options.read);
    ReferenceCurve curve;
    curve.name = options.name.empty() ? file.stem().string() : options.name;
    curve.title = curve.name;
    curve.origin = fs::absolute(file).string();
    curve.points = std::move(results.points);
    curve.notes = std::move(results.notes);
    if (!options.project.empty())
        Project::open(options.project, Project::Access::ReadWrite).addReferenceCurve(curve);
    if (common.json)
        printJson(curveJson(curve));
    else
        printCurve(curve);
}

} // namespace

void addImport(CLI::App& program, Common& common) {
    CLI::App* import = program.add_subcommand("import", "Read published results");
    import->require_subcommand(1);
    auto options = std::make_shared<Options>();
    CLI::App* snnet = import->add_subcommand("snnet", "The stitches_res.txt that SN-Net's evaluation writes");
    snnet->add_option("FILE", options->file, "One result a line: cfg_id, flops, params, acc1, acc5")->required();
    snnet->add_option("--project", options->project, "Keep the curve in this project, name.klas");
    snnet->add_option("--name", options->name, "Of the curve; the file's name without");
    snnet->add_option("--family", options->read.family, "Of a file whose lines name several");
    snnet->add_option("--anchors", options->read.anchors, "Comma-separated cfg_id of the networks that were stitched")
        ->delimiter(',')
        ->check(CLI::NonNegativeNumber);
    snnet->add_flag("--skip-unreadable", options->read.skipUnreadable, "Leave out lines that cannot be read");
    snnet->callback([options, &common] { importSnnet(*options, common); });
}

} // namespace klas::cli
