// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/stitch_copy.h"

#include "app/explorer/commands_queue.h"
#include "app/explorer/finetune_proposal.h"
#include "app/explorer/stitch_words.h"
#include "core/analysis/arch.h"
#include "widgets/bridge/text.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QMenu>

namespace klas::ui {

static QString tr(const char* text) { return QCoreApplication::translate("klas::ui::CellMenu", text); }

static QString textOf(const std::vector<Stitch>& stitches, const ProjectState& project) {
    QStringList lines;
    for (const Stitch& stitch : stitches)
        if (const Anchor* target = project.anchor(stitch.target)) lines << stitchText(stitch, netCard(target->arch).depth());
    return lines.join(QLatin1Char('\n'));
}

void copyStitches(const std::vector<Stitch>& stitches, const ProjectState& project) {
    if (const QString text = textOf(stitches, project); !text.isEmpty()) QGuiApplication::clipboard()->setText(text);
}

void addCopyActions(QMenu& menu, const std::vector<Stitch>& stitches, const ProjectState& project, const QString& none) {
    const bool any = !stitches.empty();
    const auto add = [](QMenu& to, const QString& text, const QString& tip, const auto& run) {
        QAction* action = to.addAction(text);
        action->setToolTip(tip);
        QObject::connect(action, &QAction::triggered, action, run);
        return action;
    };
    QAction* copy = add(menu, stitches.size() > 1 ? tr("&Copy %L1 Stitches").arg(stitches.size()) : tr("&Copy Stitch"), any ? tr("The blocks that run, as text") : none,
                        [text = textOf(stitches, project)] { QGuiApplication::clipboard()->setText(text); });
    copy->setEnabled(any);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutVisibleInContextMenu(true);
    QMenu* commands = menu.addMenu(tr("Copy as Co&mmand"));
    commands->setToolTipsVisible(true);
    commands->setEnabled(any);
    if (!any) return;
    const QString file = qstr(project.file), tip = tr("For a terminal, while the project is not open here");
    add(*commands, tr("klas &preview"), tip, [file, stitches] { QGuiApplication::clipboard()->setText(previewCommand(file, stitches)); });
    QStringList taken; // a run of the same name would be gone on with
    for (const FinetuneRun& run : project.runs)
        taken << qstr(run.name);
    const FinetuneProposal proposal = proposalFor(stitches, usualRecipe());
    add(*commands, tr("klas &finetune"), tip, [file, stitches, proposal, name = freeName(proposal.name, taken)] {
        QGuiApplication::clipboard()->setText(finetuneCommand(file, name, stitches, proposal.recipe));
    });
}

} // namespace klas::ui
