// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/commands_queue.h"

#include "app/explorer/export_dialog.h"
#include "app/explorer/finetune_dialog.h"
#include "app/explorer/finetune_proposal.h"
#include "app/explorer/settings.h"
#include "widgets/bridge/text.h"
#include "widgets/plot/series_style.h"

#include <algorithm>

namespace klas::ui {

namespace {

QStringList runNames(const Workbench& work) {
    QStringList names;
    for (const FinetuneRun& run : work.session().state().runs)
        names << qstr(run.name);
    return names;
}

} // namespace

void askAndFinetune(const Bench& bench, const QString& what, const QString& name, const std::string& selection, std::vector<StitchTask> stitches,
                    FinetuneRecipe recipe) {
    const QStringList taken = runNames(bench.work);
    auto* dialog = new FinetuneDialog(what, freeName(name, taken), recipe, taken, &bench.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, &bench.window, [dialog, bench, selection, stitches = std::move(stitches)] {
        bench.work.finetune(dialog->name().toStdString(), selection, stitches, dialog->recipe());
    });
    dialog->open();
}

void askAndExport(const Bench& bench, const std::vector<Stitch>& stitches, const std::string& run) {
    auto* dialog = new ExportDialog(stitches, bench.work.session().state(), run, &bench.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, &bench.window, [dialog, bench, stitches] {
        bench.work.exportStitches(stitches, dialog->run(), dialog->formats(), dialog->out());
    });
    dialog->open();
}

void askAndDuplicate(const Bench& bench, long id) {
    const auto& jobs = bench.work.session().state().jobs;
    const auto job = std::find_if(jobs.begin(), jobs.end(), [&](const Job& j) { return j.id == id; });
    if (job == jobs.end()) return;
    try {
        const FinetuneRequest request = finetuneRequestFromJson(job->request, "The finetuning");
        const QString what = request.stitches.size() == 1 ? qstr(text(request.stitches.front().stitch))
                                                          : Command::tr("%L1 stitches of %2").arg(request.stitches.size()).arg(qstr(request.run));
        askAndFinetune(bench, what, qstr(request.run), request.selection, request.stitches, request.recipe);
    } catch (const Error& e) {
        bench.messages.show(MessageBar::Kind::Problem, qstr(e.what()));
    }
}

FinetuneSelection::FinetuneSelection(const Bench& bench)
    : Command(bench, tr("&Finetune Selection…"), tr("Queue a finetuning of the first selection that is drawn on the heatmap"),
              Qt::CTRL | Qt::SHIFT | Qt::Key_F) {}

bool FinetuneSelection::possible() const {
    return m_bench.work.session().writable() && !m_bench.similarity.selection().stitches.empty();
}

void FinetuneSelection::run() {
    const Selection& selection = m_bench.similarity.selection();
    FinetuneRecipe recipe = usualRecipe();
    std::vector<StitchTask> tasks;
    for (const SelectedStitch& s : selection.stitches)
        tasks.push_back({s.stitch, s.layer});
    if (selection.method == "snnet") recipe.layers = "shared"; // one layer a window is part of that method
    const QString title = methodStyle(selection.method).title;
    askAndFinetune(m_bench, tr("%L1 stitches of %2").arg(tasks.size()).arg(title), title, selection.method, std::move(tasks), recipe);
}

PreviewCell::PreviewCell(const Bench& bench)
    : Command(bench, tr("&Preview Cell"), tr("Measure the stitch under the heatmap's cursor right after least squares"),
              keys()) {}

void PreviewCell::run() {
    const QPoint cell = m_bench.similarity.heatmap().currentCell();
    const PairView& view = m_bench.similarity.view();
    if (cell.isNull()) throw Error(tr("Move the cursor of the heatmap to a cell first.").toStdString());
    m_bench.work.preview({view.source, cell.y(), view.target, cell.x()});
}

bool RunQueue::possible() const {
    const auto& jobs = m_bench.work.session().state().jobs;
    return m_bench.work.session().writable() && !m_bench.work.busy() &&
           std::any_of(jobs.begin(), jobs.end(), [](const Job& j) { return j.state == JobState::Pending; });
}

} // namespace klas::ui
