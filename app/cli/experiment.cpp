// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/experiment_figure.h"
#include "app/cli/experiment_runner.h"
#include "app/cli/limits.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>
#include <iostream>

namespace klas::cli {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

std::string commandText(const ExperimentOptions& options) {
    std::string text = "klas experiment PROJECT";
    for (const std::string& pair : options.pairs)
        text += " --pair " + pair;
    text += " --seeds " + std::to_string(options.seeds) + " --verify-steps " +
            std::to_string(options.verifySteps);
    if (options.methods != ExperimentOptions().methods) text += " --methods " + joined(options.methods);
    if (!options.recipe.file.empty())
        text += " --recipe " + fs::path(options.recipe.file).filename().string();
    for (const std::string& change : options.recipe.changes)
        text += " --set " + change;
    return text;
}

/// NAME-SOURCE-TARGET.svg beside NAME.md.
fs::path figureFile(const fs::path& page, const ExperimentResults& r) {
    return page.parent_path() / (page.stem().string() + "-" + pairWord(r.source, r.target) + ".svg");
}

void run(const ExperimentOptions& options, const Common& common) {
    for (auto pair = options.pairs.begin(); pair != options.pairs.end(); ++pair)
        if (std::find(options.pairs.begin(), pair, *pair) != pair)
            throw Error("The pair " + *pair + " is given twice; leave one of them out.");
    const fs::path out = options.out;
    fs::path numbers = out;
    numbers.replace_extension(".json");
    requireWritable(out);
    ExperimentPage page;
    for (size_t k = 0; k < options.pairs.size(); ++k)
        page.pairs.push_back(runExperiment(options, k, common));
    page.command = commandText(options);
    const Json json = experimentJson(page);
    std::vector<std::string> figures;
    for (const ExperimentResults& r : page.pairs) {
        const fs::path file = figureFile(out, r);
        writeFileAtomically(file, experimentSvg(r));
        figures.push_back(file.filename().string());
    }
    const std::string text = experimentMarkdown(page, figures);
    writeFileAtomically(out, text);
    writeFileAtomically(numbers, json.dump(1) + "\n");
    if (common.json)
        printJson(json);
    else
        std::cout << text;
    for (const ExperimentResults& r : page.pairs)
        for (const std::string& warning : warningsOf(r))
            std::fprintf(stderr, "warning: %s\n", warning.c_str());
    std::fprintf(stderr, "written: %s, %s and %zu figure%s beside them\n", out.c_str(), numbers.c_str(),
                 figures.size(), figures.size() == 1 ? "" : "s");
}

} // namespace

void addExperiment(CLI::App& program, Common& common) {
    auto options = std::make_shared<ExperimentOptions>();
    CLI::App* command = program.add_subcommand(
        "experiment", "Selection methods at the same finetuning budget, over seeds; resumable");
    command->add_option("FILE", options->file, "Project, name.klas, analysed")->required();
    command->add_option("--pair", options->pairs, "SOURCE:TARGET; may be given again")
        ->required()
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command
        ->add_option("--methods", options->methods,
                     "Comma-separated; the first is what the others are compared with")
        ->delimiter(',')
        ->capture_default_str();
    command->add_option("--seeds", options->seeds, "Repetitions")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command
        ->add_option("--verify-steps", options->verifySteps,
                     "Steps of every stitch alone, to hold the scores against; 0 = leave out")
        ->check(kNotNegative)
        ->capture_default_str();
    addRecipeOptions(*command, options->recipe);
    command
        ->add_option("--out", options->out,
                     "Page to write, NAME.md; NAME.json has its numbers, NAME-SOURCE-TARGET.svg the curves")
        ->capture_default_str();
    command->callback([options, &common] { run(*options, common); });
}

} // namespace klas::cli
