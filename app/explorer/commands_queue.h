// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/command.h"

namespace klas::ui {

/// Asks how, then queues a finetuning of the first overlaid selection.
class FinetuneSelection : public Command {
    Q_OBJECT
public:
    explicit FinetuneSelection(const Bench& bench);

protected:
    void run() override;
    bool possible() const override;
};

/// The cell under the heatmap's cursor, right after least squares.
class PreviewCell : public Command {
    Q_OBJECT
public:
    explicit PreviewCell(const Bench& bench);
    static QKeySequence keys() { return Qt::CTRL | Qt::Key_P; }

protected:
    void run() override;
    bool possible() const override { return m_bench.work.session().writable(); }
};

/// Jobs that waited when the project was opened.
class RunQueue : public Command {
    Q_OBJECT
public:
    explicit RunQueue(const Bench& bench)
        : Command(bench, tr("&Run Queue"), tr("Work off the jobs that wait")) {}

protected:
    void run() override { m_bench.work.runQueue(); }
    bool possible() const override;
};

/// Asks how stitches are finetuned, and queues that. `name` is a suggestion.
void askAndFinetune(const Bench& bench, const QString& what, const QString& name, const std::string& selection, std::vector<StitchTask> stitches,
                    FinetuneRecipe recipe);

/// Asks which weights of stitches go into which files, and queues that. `run` is where to begin
/// (ExportDialog).
void askAndExport(const Bench& bench, const std::vector<Stitch>& stitches, const std::string& run = {});

/// Asks how a finetuning of the queue is to be done differently, and queues that.
void askAndDuplicate(const Bench& bench, long job);

} // namespace klas::ui
