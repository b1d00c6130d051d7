// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/finetune_proposal.h"

#include "app/explorer/settings.h"
#include "widgets/bridge/text.h"

#include <QCoreApplication>

namespace klas::ui {

static QString tr(const char* text) {
    return QCoreApplication::translate("finetune", text);
}

FinetuneProposal proposalFor(const std::vector<Stitch>& stitches, const FinetuneRecipe& usual) {
    const Stitch& first = stitches.front();
    const QString source = qstr(first.source), target = qstr(first.target);
    FinetuneProposal proposal{{}, {}, usual};
    if (stitches.size() > 1) {
        proposal.what = tr("%L1 stitches of %2 → %3").arg(stitches.size()).arg(source, target);
        proposal.name = tr("%1-%2 %3 stitches").arg(source, target).arg(stitches.size());
        return proposal;
    }
    proposal.what = qstr(text(first));
    proposal.name = QStringLiteral("%1-%2 %3-%4").arg(source).arg(first.i).arg(target).arg(first.j);
    proposal.recipe.mode = "single";
    proposal.recipe.steps = 1000;
    return proposal;
}

FinetuneRecipe usualRecipe() {
    FinetuneRecipe recipe;
    recipe.steps = settings::preferences().steps;
    recipe.batch = settings::preferences().batch;
    return recipe;
}

QString freeName(const QString& wanted, const QStringList& taken) {
    QString name = wanted;
    for (int k = 2; taken.contains(name); ++k)
        name = QStringLiteral("%1 %2").arg(wanted).arg(k);
    return name;
}

} // namespace klas::ui
