// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stitch_options.h"

#include "app/cli/output.h"
#include "core/base/error.h"

#include <algorithm>

namespace klas::cli {

namespace {

std::pair<std::string, int> side(const std::string& text, const std::string& whole) {
    const size_t at = text.rfind(':');
    const std::string digits = at == std::string::npos ? "" : text.substr(at + 1);
    if (at == 0 || digits.empty() || digits.size() > 4 || digits.find_first_not_of("0123456789") != std::string::npos)
        throw CLI::ValidationError("A stitch is written SOURCE:i/TARGET:j, as in tiny:3/base:4, not \"" + whole + "\"");
    return {text.substr(0, at), std::stoi(digits)};
}

} // namespace

Stitch parseStitch(const std::string& text) {
    const size_t at = text.find('/');
    const auto [source, i] = side(text.substr(0, at), text);
    const auto [target, j] = side(at == std::string::npos ? "" : text.substr(at + 1), text);
    return {source, i, target, j};
}

std::string stitchOption(const Stitch& s) {
    return s.source + ":" + std::to_string(s.i) + "/" + s.target + ":" + std::to_string(s.j);
}

void addStitchOptions(CLI::App& command, StitchOptions& options) {
    command.add_option("--stitch", options.stitches, "SOURCE:i/TARGET:j; repeat for more")->allow_extra_args(false)->take_all();
    command.add_option("--selection", options.selections, "A saved selection (klas select --save); repeat for more")
        ->allow_extra_args(false)
        ->take_all();
}

std::vector<StitchTask> chosenTasks(const Project& project, const StitchOptions& options, bool mayBeEmpty) {
    std::vector<StitchTask> tasks;
    const auto add = [&](const Stitch& stitch, std::optional<int> layer) {
        if (std::none_of(tasks.begin(), tasks.end(), [&](const StitchTask& t) { return t.stitch == stitch; })) tasks.push_back({stitch, layer});
    };
    const auto selections = project.selections();
    for (const std::string& name : options.selections) {
        const auto found = std::find_if(selections.begin(), selections.end(), [&](const Selection& s) { return s.name == name; });
        if (found == selections.end()) {
            std::string known;
            for (const Selection& s : selections)
                known += (known.empty() ? "" : ", ") + s.name;
            throw Error("The project has no selection \"" + name + "\"; " + (known.empty() ? "save one with klas select --save NAME." : "it has " + known + "."));
        }
        for (const SelectedStitch& s : found->stitches)
            add(s.stitch, s.layer);
    }
    for (const std::string& text : options.stitches)
        add(parseStitch(text), {});
    if (tasks.empty() && !mayBeEmpty) throw CLI::RequiredError("--stitch or --selection");
    return tasks;
}

void addRecipeOptions(CLI::App& command, RecipeOptions& options) {
    command.add_option("--recipe", options.file, "JSON file with options of finetuning (docs/finetuning.md)")->check(CLI::ExistingFile);
    command
        .add_option("--set", options.changes,
                    "NAME=VALUE of the recipe, as in steps=2000, mode=single, distillation.kind=soft (its "
                    "teacher is the largest of the stitches' "
                    "anchors, unless distillation.teacher names one); repeat for more")
        ->allow_extra_args(false)
        ->take_all();
}

FinetuneRecipe chosenRecipe(const RecipeOptions& options) {
    Json json = options.file.empty() ? Json::object() : parseJson(readTextFile(options.file), options.file);
    for (const std::string& change : options.changes) {
        const size_t at = change.find('=');
        if (at == std::string::npos || at == 0) throw CLI::ValidationError("--set takes NAME=VALUE, not \"" + change + "\"");
        std::string name = change.substr(0, at);
        const std::string text = change.substr(at + 1);
        Json value = Json::parse(text, nullptr, false); // numbers and true; anything else is text
        if (value.is_discarded() || value.is_object() || value.is_array()) value = text;
        Json* place = &json;
        const auto requireObject = [&] {
            if (!place->is_object() && !place->is_null())
                throw Error("--set " + change +
                            " does not fit the recipe: that is no object of options there.");
        };
        requireObject();
        if (const size_t dot = name.find('.'); dot != std::string::npos) {
            place = &json[name.substr(0, dot)];
            name.erase(0, dot + 1);
            requireObject();
        }
        (*place)[name] = value;
    }
    return finetuneRecipeFromJson(json, options.file.empty() ? "The recipe" : options.file);
}

std::vector<std::string> anchorsOf(const std::vector<StitchTask>& tasks, const FinetuneRecipe* recipe) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const StitchTask& t : tasks) {
        add(t.stitch.source);
        add(t.stitch.target);
    }
    if (!names.empty() && recipe && recipe->distillation.kind != "none") add(recipe->distillation.teacher);
    return names;
}

void printEvaluations(const std::vector<Evaluation>& evaluations) {
    const bool speed = std::any_of(evaluations.begin(), evaluations.end(), [](const Evaluation& e) { return e.latency.has_value(); });
    std::vector<std::string> header{"network", "run", "step", "split", "images", "FLOPs", "params", "top-1", "top-5", "loss"};
    if (speed) header.insert(header.end(), {"ms an image", "images/s"});
    std::vector<std::vector<std::string>> rows;
    for (const Evaluation& e : evaluations) {
        rows.push_back({text(e.configuration), e.run.empty() ? "-" : e.run, std::to_string(e.step), e.split, std::to_string(e.images),
                        shortNumber(double(e.cost.flops)), shortNumber(double(e.cost.params)), fixed(100 * e.top1, 2) + " %",
                        fixed(100 * e.top5, 2) + " %", fixed(e.loss, 4)});
        if (speed) {
            rows.back().push_back(e.latency ? fixed(1000 * *e.latency, 2) : "-");
            rows.back().push_back(e.throughput ? fixed(*e.throughput, 0) : "-");
        }
    }
    printTable(header, rows);
}

} // namespace klas::cli
