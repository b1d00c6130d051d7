// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/curve_source.h"
#include "app/cli/output.h"
#include "core/base/files.h"
#include "core/store/project.h"

#include <iostream>
#include <memory>

namespace klas::cli {

namespace {

struct Options {
    std::string file, project, name;
    SnnetResultsOptions reading;
};

void importSnnet(const Options& options, const Common& common) {
    if (!fs::is_regular_file(options.file)) throw Error("There is no file " + options.file + ".");
    ReferenceCurve curve = curveFrom(options.file, options.reading);
    curve.title = "SN-Net results of " + curve.origin;
    if (!options.name.empty()) curve.name = options.name;
    if (!options.project.empty()) Project::open(options.project, Project::Access::ReadWrite).saveReference(curve);
    if (common.json) return printJson(describeCurve(curve));
    printCurve(curve);
    if (!options.project.empty()) std::cout << "Saved in " << options.project << " as " << curve.name << ".\n";
}

} // namespace

void addImport(CLI::App& program, Common& common) {
    CLI::App* import = program.add_subcommand("import", "Results that others published, to compare with");
    import->require_subcommand(1);
    auto options = std::make_shared<Options>();
    CLI::App* snnet = import->add_subcommand("snnet", "stitches_res.txt as SN-Net's evaluation writes it");
    snnet->add_option("FILE", options->file, "One result a line: cfg_id, flops, params, acc1, acc5")->required();
    snnet->add_option("--project", options->project, "Keep the results in this project");
    snnet->add_option("--name", options->name, "Of the curve; the file's name without");
    snnet->add_option("--family", options->reading.family, "Of a file that holds several");
    snnet->add_option("--anchor", options->reading.anchors, "cfg_id of a network that was stitched; repeat for more")
        ->allow_extra_args(false)
        ->take_all();
    snnet->add_flag("--skip-unreadable", options->reading.skipUnreadable, "Leave out lines that cannot be read");
    snnet->callback([options, &common] { importSnnet(*options, common); });
}

} // namespace klas::cli
