// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/store/project.h"

#include <memory>

namespace klas::cli {

/// "A:3/B:4", block 3 of A into block 5 of B. Bad usage (exit 2) when it is something else.
Stitch parseStitch(const std::string& text);
/// The same text of a stitch.
std::string stitchOption(const Stitch& stitch);

/// --stitch, --selection: which stitches of a project a command is about.
struct StitchOptions {
    std::vector<std::string> stitches, selections;
};
void addStitchOptions(CLI::App& command, StitchOptions& options);
/// The union, each once, selections first. Throws Error: no such selection (naming those there are), nothing named.
std::vector<StitchTask> chosenTasks(const Project& project, const StitchOptions& options, bool mayBeEmpty = false);

/// Where a recipe comes from: a JSON file, then single options over it.
struct RecipeOptions {
    std::string file;
    std::vector<std::string> changes; ///< "steps=2000", "distillation.kind=soft"
};
void addRecipeOptions(CLI::App& command, RecipeOptions& options);
/// Throws Error for an option that finetuning does not have, or a value out of range.
FinetuneRecipe chosenRecipe(const RecipeOptions& options);

/// Only anchors that the stitches name, and the recipe's teacher.
std::vector<std::string> anchorsOf(const std::vector<StitchTask>& tasks, const FinetuneRecipe* recipe = nullptr);

/// Evaluations as a table: network, split, GFLOPs, parameters, top-1, top-5, loss, and speed where it was measured.
void printEvaluations(const std::vector<Evaluation>& evaluations);

} // namespace klas::cli
