// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/curves.h"
#include "app/cli/output.h"
#include "core/store/project.h"

#include <memory>

namespace klas::cli {

namespace {

struct Options {
    std::string project, name, other;
    bool csv = false;
};

void list(const Options& options, const Common& common) {
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const ReferenceCurve& curve : knownCurves(options.project)) {
        const Json all = curveJson(curve);
        const Json areas = all["areas"];
        json.push_back({{"name", curve.name},
                        {"title", curve.title},
                        {"origin", curve.origin},
                        {"licence", curve.licence},
                        {"points", curve.points.size()},
                        {"front", all["front"].size()},
                        {"range", all["range"]},
                        {"areas", areas}});
        rows.push_back({curve.name, std::to_string(curve.points.size()), std::to_string(all["front"].size()),
                        areas.is_null() ? "-" : fixed(areas["staircase"].get<double>(), 4), curve.title});
    }
    if (common.json)
        printJson(json);
    else
        printTable({"curve", "networks", "front", "area", ""}, rows);
}

void show(const Options& options, const Common& common) {
    const ReferenceCurve curve = findCurve(options.name, options.project);
    if (options.csv)
        printCurveCsv(curve);
    else if (common.json)
        printJson(curveJson(curve));
    else
        printCurve(curve);
}

void compare(const Options& options, const Common& common) {
    const ReferenceCurve a = findCurve(options.name, options.project), b = findCurve(options.other, options.project);
    const CurveDelta delta = compareCurves(top1Curve(a.points), top1Curve(b.points), flopsRange(b.points));
    if (common.json)
        printJson(deltaJson(a, b, delta));
    else
        printDelta(a, b, delta);
}

} // namespace

void addReference(CLI::App& program, Common& common) {
    CLI::App* reference = program.add_subcommand("reference", "Published curves, and any front beside them");
    reference->require_subcommand(1);
    auto options = std::make_shared<Options>();
    const auto command = [&](const char* name, const char* help) {
        CLI::App* sub = reference->add_subcommand(name, help);
        sub->add_option("--project", options->project, "Also the curves of this project, name.klas");
        return sub;
    };
    command("list", "All curves")->callback([options, &common] { list(*options, common); });

    CLI::App* one = command("show", "The networks of a curve, its front and areas");
    one->add_option("CURVE", options->name, "Name, or a file of results")->required();
    one->add_flag("--csv", options->csv, "Print the networks as CSV");
    one->callback([options, &common] { show(*options, common); });

    CLI::App* two = command("compare", "Curve A beside curve B, over the FLOPs between B's anchors");
    two->add_option("A", options->name, "Name, or a file of results: SN-Net's lines, CSV or JSON with flops and acc1 or top1")
        ->required();
    two->add_option("B", options->other, "The same")->required();
    two->callback([options, &common] { compare(*options, common); });

    CLI::App* remove = reference->add_subcommand("remove", "Remove an imported curve from a project");
    remove->add_option("CURVE", options->name, "Name")->required();
    remove->add_option("--project", options->project, "Project, name.klas")->required();
    remove->callback([options, &common] {
        Project::open(options->project, Project::Access::ReadWrite).removeReferenceCurve(options->name);
        list(*options, common);
    });
}

} // namespace klas::cli
