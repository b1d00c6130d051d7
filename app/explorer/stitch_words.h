// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/finetune_recipe.h"
#include "core/records/stitch.h"

#include <QString>
#include <vector>

/// How stitches leave the window as text: for a note, and for a shell.
namespace klas::ui {

/// "tiny[1..3] > base[5..6]": the blocks that run, with 6 blocks in the target.
QString stitchText(const Stitch& stitch, int targetBlocks);

/// One word of a POSIX shell's command line, whatever is in it.
QString shellWord(const QString& text);
/// "klas preview exp.klas --stitch tiny:3/base:4"
QString previewCommand(const QString& project, const std::vector<Stitch>& stitches);
/// "klas finetune exp.klas --run NAME --set mode=single --stitch tiny:3/base:4": what differs from the recipe's defaults is
/// set.
QString finetuneCommand(const QString& project, const QString& run, const std::vector<Stitch>& stitches, const FinetuneRecipe& recipe);

} // namespace klas::ui
