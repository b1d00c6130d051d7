// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_family.h"

#include "app/cli/command.h"
#include "app/cli/limits.h"
#include "app/cli/output.h"
#include "app/cli/pair_inputs.h"
#include "app/cli/project_options.h"
#include "app/cli/selection_format.h"
#include "core/base/error.h"

#include <iostream>

namespace klas::cli {

namespace {

struct Options {
    std::string file, pair, save, profile = "default";
    std::vector<std::string> compare;
    bool allPairs = false;
    SelectionRequest request;
    Options() { request.resamples = 200; }
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

/// What another method would choose of the same pair, beside the selection.
struct Compared {
    Selection other;
    Overlap overlap;
};

Json toJson(const Compared& compared) {
    Json both = Json::array();
    for (const Stitch& stitch : compared.overlap.both)
        both.push_back(klas::toJson(stitch));
    return {{"method", compared.other.method},
            {"stitches", compared.other.stitches.size()},
            {"both", std::move(both)},
            {"only_this", compared.overlap.onlyA.size()},
            {"only_other", compared.overlap.onlyB.size()},
            {"jaccard", compared.overlap.jaccard}};
}

void printOverlaps(const std::vector<Compared>& all) {
    std::vector<std::vector<std::string>> rows;
    for (const Compared& c : all)
        rows.push_back({c.other.method, std::to_string(c.other.stitches.size()),
                        std::to_string(c.overlap.both.size()), std::to_string(c.overlap.onlyA.size()),
                        std::to_string(c.overlap.onlyB.size()), fixed(c.overlap.jaccard, 3)});
    if (rows.empty()) return;
    std::cout << '\n';
    printTable({"overlap with", "stitches", "both", "only this", "only other", "Jaccard"}, rows);
}

void selectStitches(Options& options, const Common& common) {
    selectionMethod(options.request.method);
    const bool saves = !options.save.empty();
    Project project =
        Project::open(options.file, saves ? Project::Access::ReadWrite : Project::Access::ReadOnly);
    const auto anchors = cards(project.anchors());
    const auto [source, target] = pairFor(project, anchors, options.pair);
    const PairInputs inputs(project, source, target);
    options.request.profile = costProfileFromText(options.profile);
    const auto choose = [&](const SelectionRequest& request) { return inputs.choose(project, request); };
    std::vector<Compared> others;
    if (saves) options.request.name = options.save;
    const Selection selection = choose(options.request);
    for (const std::string& id : options.compare) {
        SelectionRequest request = options.request;
        request.method = id;
        request.name.clear();
        request.resamples = 0;
        Selection other = choose(request);
        Overlap shared = overlap(selection, other);
        others.push_back({std::move(other), std::move(shared)});
    }
    if (saves) project.saveSelection(selection);
    if (common.json) {
        Json json = toJson(selection);
        json["warnings"] = inputs.warnings();
        if (!others.empty()) {
            json["overlaps"] = Json::array();
            for (const Compared& c : others)
                json["overlaps"].push_back(toJson(c));
        }
        return printJson(json);
    }
    printSelection(selection);
    printWarnings(inputs.warnings());
    printOverlaps(others);
}

Selection ofAllPairs(const Project& project, const std::vector<NetCard>& anchors, const SelectionRequest& request) {
    std::vector<PairInputs> pairs;
    std::vector<std::optional<ScoreMatrix>> measured;
    for (const auto& [source, target] : request.method == "snnet" ? neighbours(anchors) : orderedPairs(anchors)) {
        pairs.emplace_back(project, source, target);
        measured.push_back(pairs.back().measured(project, request));
    }
    std::vector<SelectionInputs> inputs;
    for (size_t k = 0; k < pairs.size(); ++k)
        inputs.push_back(pairs[k].inputs(measured[k]));
    return selectAllPairs(request, inputs);
}

void selectOfAllPairs(Options& options, const Common& common) {
    if (!options.pair.empty()) throw Error("Give --pair or --all-pairs, not both.");
    if (!options.compare.empty()) throw Error("--compare is about one pair; leave out --all-pairs.");
    const bool saves = !options.save.empty();
    Project project = Project::open(options.file, saves ? Project::Access::ReadWrite : Project::Access::ReadOnly);
    options.request.profile = costProfileFromText(options.profile);
    options.request.resamples = 0; // stability is of one pair's choice
    options.request.name = options.save;
    const Selection selection = ofAllPairs(project, cards(project.anchors()), options.request);
    if (saves) project.saveSelection(selection);
    if (common.json) return printJson(toJson(selection));
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
    command->add_flag("--all-pairs", options->allPairs,
                      "Every pair of anchors, the cheaper one first (snnet: neighbours in cost); what an "
                      "anchor or another pair is clearly "
                      "expected to beat at no higher cost is left out");
    command->add_option("--tau", request.tau, "Keep scores within this share of a bucket's best")
        ->capture_default_str();
    command->add_option("--buckets", request.buckets, "FLOPs buckets, 0 = target blocks that can be stitched to")
        ->capture_default_str();
    command->add_option("--compare", options->compare, "Comma-separated methods: how far they choose the same")
        ->delimiter(',');
    command
        ->add_option("--resamples", request.resamples,
                     "Bootstrap draws of the images for the stability of KLAS's choice, 0 = none")
        ->capture_default_str();
    command->add_option("--seed", request.seed, "Of the random method and the bootstrap")
        ->check(kNotNegative) // else -1 would be the largest seed
        ->capture_default_str();
    command->add_option("--window", request.window, "Of SN-Net")->capture_default_str();
    command->add_option("--stride", request.stride, "Of SN-Net")->capture_default_str();
    command->add_option("--profile", options->profile, "How FLOPs are counted: default, snnet-v1")
        ->capture_default_str();
    command->add_option("--save", options->save, "Keep the selection in the project under this name");
    command->callback([options, &common] {
        if (options->request.method == "list") return listMethods(common);
        if (options->file.empty()) throw CLI::RequiredError("FILE");
        options->allPairs ? selectOfAllPairs(*options, common) : selectStitches(*options, common);
    });
}

} // namespace klas::cli
