// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/select.h"

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/project_options.h"
#include "app/cli/selection_format.h"
#include "core/base/error.h"

namespace klas::cli {

namespace {

struct Options {
    std::string file, pair, save, profile = "default";
    SelectionRequest request;
};

void listMethods(const Common& common) {
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const SelectionMethod& m : selectionMethods()) {
        json.push_back({{"id", m.id},
                        {"title", m.title},
                        {"tau", m.usesTau},
                        {"buckets", m.usesBuckets},
                        {"seed", m.usesSeed}});
        rows.push_back({m.id, m.title});
    }
    if (common.json)
        printJson(json);
    else
        printTable({"method", ""}, rows);
}

/// As asked, else the one KLAS recommends, else the only one there is.
std::pair<std::string, std::string> pairFor(const Project& project, const std::vector<NetCard>& anchors,
                                            const std::string& asked) {
    if (!asked.empty()) return parsePair(asked);
    if (const auto distances = project.anchorDistances())
        if (const auto pair = recommendedPair(*distances, anchors)) return {pair->source, pair->target};
    if (anchors.size() == 2) {
        const bool inOrder = anchors[0].total().flops <= anchors[1].total().flops;
        return {anchors[inOrder ? 0 : 1].name, anchors[inOrder ? 1 : 0].name};
    }
    throw Error("No pair is recommended before the project is analysed; run klas analyze " +
                project.file().string() + " or choose one with --pair.");
}

void selectStitches(Options& options, const Common& common) {
    const SelectionMethod& method = selectionMethod(options.request.method);
    const bool saves = !options.save.empty();
    Project project =
        Project::open(options.file, saves ? Project::Access::ReadWrite : Project::Access::ReadOnly);
    const auto anchors = cards(project.anchors());
    const auto [source, target] = pairFor(project, anchors, options.pair);
    const NetCard &f = cardOf(anchors, source), &g = cardOf(anchors, target);
    const auto kl = project.matrix(source, target, "kl"), self = project.matrix(target, target, "kl");
    const auto measured =
        method.measure.empty() ? std::nullopt : project.matrix(source, target, method.measure);
    if (saves) options.request.name = options.save;
    options.request.profile = costProfileFromText(options.profile);
    Selection selection = select(options.request, {f, g, kl ? &*kl : nullptr, self ? &*self : nullptr,
                                                   measured ? &*measured : nullptr});
    if (saves) project.saveSelection(selection);
    if (common.json)
        printJson(toJson(selection));
    else
        printSelection(selection);
}

} // namespace

void addSelect(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    SelectionRequest& request = options->request;
    CLI::App* command =
        program.add_subcommand("select", "Choose the stitches of a pair that are worth finetuning");
    command->add_option("FILE", options->file, "Project, name.klas");
    command->add_option("--method", request.method, "klas, snnet, random, ...; \"list\" shows all")
        ->capture_default_str();
    command->add_option("--pair", options->pair, "SOURCE:TARGET; the recommended pair without");
    command->add_option("--tau", request.tau, "Keep scores within this share of a bucket's best")
        ->capture_default_str();
    command->add_option("--buckets", request.buckets, "FLOPs buckets, 0 = blocks of the target - 1")
        ->capture_default_str();
    command->add_option("--seed", request.seed, "Of the random method")
        ->check(CLI::NonNegativeNumber) // else -1 would be the largest seed
        ->capture_default_str();
    command->add_option("--window", request.window, "Of SN-Net")->capture_default_str();
    command->add_option("--stride", request.stride, "Of SN-Net")->capture_default_str();
    command->add_option("--profile", options->profile, "How FLOPs are counted: default, snnet-v1")
        ->capture_default_str();
    command->add_option("--save", options->save, "Keep the selection in the project under this name");
    command->callback([options, &common] {
        if (options->request.method == "list") return listMethods(common);
        if (options->file.empty()) throw CLI::RequiredError("FILE");
        selectStitches(*options, common);
    });
}

} // namespace klas::cli
