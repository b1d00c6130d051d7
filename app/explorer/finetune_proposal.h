// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/finetune_recipe.h"
#include "core/records/stitch.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace klas::ui {

/// How the window proposes to finetune stitches that were chosen by hand: one alone, several together.
struct FinetuneProposal {
    QString what; ///< for the dialog's heading
    QString name; ///< of the run, before freeName()
    FinetuneRecipe recipe;
};
/// `stitches` are of one pair and at least one; `usual` is what a joint finetuning begins with.
FinetuneProposal proposalFor(const std::vector<Stitch>& stitches, const FinetuneRecipe& usual);

/// What a new joint finetuning begins with: the preferences' steps and batch.
FinetuneRecipe usualRecipe();

/// The name, with the first number behind it that makes it a new one.
QString freeName(const QString& wanted, const QStringList& taken);

} // namespace klas::ui
