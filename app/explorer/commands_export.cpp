// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/commands_export.h"

#include "app/explorer/export_process.h"
#include "app/explorer/export_tables.h"
#include "widgets/bridge/text.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <memory>

namespace klas::ui {

/// "tiny-base-kl.svg" beside the project.
static QString suggestion(const Bench& bench, const QString& what, const QString& ending) {
    const PairView& view = bench.similarity.view();
    const QDir folder = QFileInfo(qstr(bench.work.session().state().file)).dir();
    return folder.filePath(
        QStringLiteral("%1-%2-%3.%4").arg(qstr(view.source), qstr(view.target), what, ending));
}

static void tell(const Bench& bench, const QString& file) {
    bench.messages.show(MessageBar::Kind::Information,
                        Command::tr("Exported %1.").arg(QDir::toNativeSeparators(file)));
}

ExportHeatmap::ExportHeatmap(const Bench& bench)
    : Command(bench, tr("Export &Heatmap…"), tr("Write the heatmap as SVG, PDF or PNG"),
              Qt::CTRL | Qt::Key_E) {}

void ExportHeatmap::run() {
    askForFile(true, tr("Export Heatmap"), {tr("SVG (*.svg)"), tr("PDF (*.pdf)"), tr("PNG (*.png)")},
               suggestion(m_bench, qstr(m_bench.similarity.view().measure), "svg"),
               [this](const QString& file) {
                   ExportFormat format = ExportFormat::forFile(file.toStdString());
                   format.scale = 2;
                   m_bench.similarity.heatmap().exportTo(file.toStdString(), format);
                   tell(m_bench, file);
               });
}

ExportMatrix::ExportMatrix(const Bench& bench)
    : Command(bench, tr("Export &Matrix…"), tr("Write every cell of the pair as CSV, JSON or LaTeX")) {}

void ExportMatrix::run() {
    askForFile(true, tr("Export Matrix"), {tr("CSV (*.csv)"), tr("JSON (*.json)"), tr("LaTeX (*.tex)")},
               suggestion(m_bench, qstr(m_bench.similarity.view().measure), "csv"),
               [this](const QString& file) {
                   exportCells(m_bench.similarity.heatmap().data(), file.toStdString());
                   tell(m_bench, file);
               });
}

ExportSelection::ExportSelection(const Bench& bench)
    : Command(bench, tr("Export &Selection…"), tr("Write the chosen stitches as CSV, JSON or LaTeX")) {}

void ExportSelection::run() {
    askForFile(true, tr("Export Selection"), {tr("CSV (*.csv)"), tr("JSON (*.json)"), tr("LaTeX (*.tex)")},
               suggestion(m_bench, tr("selection"), "csv"), [this](const QString& file) {
                   exportSelection(m_bench.similarity.selection(), file.toStdString());
                   tell(m_bench, file);
               });
}

ExportTradeoff::ExportTradeoff(const Bench& bench)
    : Command(bench, tr("Export &Trade-Off…"), tr("Write the trade-off plot as SVG, PDF or PNG, or its networks as CSV, JSON or LaTeX"),
              Qt::CTRL | Qt::SHIFT | Qt::Key_E) {}

void ExportTradeoff::run() {
    askForFile(true, tr("Export Trade-Off"), {tr("SVG (*.svg)"), tr("PDF (*.pdf)"), tr("PNG (*.png)"), tr("CSV (*.csv)"), tr("JSON (*.json)"), tr("LaTeX (*.tex)")},
               QFileInfo(qstr(m_bench.work.session().state().file)).dir().filePath(tr("trade-off") + QStringLiteral(".svg")), [this](const QString& file) {
                   exportTradeoffFile(m_bench.tradeoff.view().data(), file.toStdString(), 2, false);
                   tell(m_bench, file);
               });
}

ExportCost::ExportCost(const Bench& bench)
    : Command(bench, tr("Export &Cost…"), tr("Write what the project has cost, part by part, as CSV, JSON or LaTeX")) {}

void ExportCost::run() {
    askForFile(true, tr("Export Cost"), {tr("CSV (*.csv)"), tr("JSON (*.json)"), tr("LaTeX (*.tex)")},
               QFileInfo(qstr(m_bench.work.session().state().file)).dir().filePath(tr("cost") + QStringLiteral(".csv")), [this](const QString& file) {
                   exportCost(ledgerAnswer(ledgerInputs(m_bench.work.session().state())), file.toStdString());
                   tell(m_bench, file);
               });
}

ExportReport::ExportReport(const Bench& bench)
    : Command(bench, tr("Export &Report…"), tr("Write the project as one HTML file that needs no other, or as one PDF page")) {}

void ExportReport::run() {
    askForFile(true, tr("Export Report"), {tr("HTML (*.html)"), tr("PDF (*.pdf)")},
               QFileInfo(qstr(m_bench.work.session().state().file)).dir().filePath(QFileInfo(qstr(m_bench.work.session().state().file)).completeBaseName() + QStringLiteral(".html")),
               [this](const QString& file) { write(file); });
}

/// By a second process, through the command line: drawing and writing a whole project would hold the window up.
static QStringList exportArguments(const Bench& bench, const QString& what, const QString& out) {
    const PairView& view = bench.similarity.view();
    QStringList methods;
    for (const std::string& method : view.methods)
        methods << qstr(method);
    QStringList arguments{what, "--out", out, "--split", qstr(bench.tradeoff.view().data().split), "--measure", qstr(view.measure),
                          "--tau", QLocale::c().toString(view.tau, 'g', 17), "--methods", methods.isEmpty() ? QStringLiteral("none") : methods.join(','),
                          qstr(bench.work.session().state().file)};
    if (view.quantity == Quantity::Gamma) arguments << "--quantity" << "gamma";
    if (view.buckets > 0) arguments << "--buckets" << QString::number(view.buckets);
    if (!view.source.empty()) arguments << "--pair" << qstr(view.source + ":" + view.target);
    return arguments;
}

void ExportReport::write(const QString& file) {
    auto* process = new ExportProcess(exportArguments(m_bench, QStringLiteral("report"), file), this);
    connect(process, &ExportProcess::failed, this, [this](const QString& sentence) { m_bench.messages.show(MessageBar::Kind::Problem, sentence); });
    connect(process, &ExportProcess::succeeded, this, [this, file] { tell(m_bench, file); });
}

ExportAll::ExportAll(const Bench& bench)
    : Command(bench, tr("Export &All…"), tr("Write every view and table into a new folder")) {}

void ExportAll::run() {
    const QFileInfo project(qstr(m_bench.work.session().state().file));
    auto* dialog = new QFileDialog(&m_bench.window, tr("Export All Into"), project.absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this, name = project.completeBaseName()](const QString& folder) {
        guarded([&] { write(QDir(folder).filePath(name + QStringLiteral("-export"))); });
    });
    dialog->open();
}

/// A line "3/27 heatmap.svg" for each file, the last is the folder.
void ExportAll::write(const QString& folder) {
    auto* process = new ExportProcess(exportArguments(m_bench, QStringLiteral("all"), folder), this);
    m_running = process;
    refresh();
    const auto last = std::make_shared<QString>();
    const auto say = [this, process = QPointer<ExportProcess>(process)](const QString& sentence) {
        m_bench.messages.show(MessageBar::Kind::Information, sentence, tr("Cancel"), [process] {
            if (process) process->cancel();
        });
    };
    say(tr("Exporting…"));
    connect(process, &ExportProcess::told, this, [say, last](const QString& line) {
        *last = line;
        static const QRegularExpression progress(QStringLiteral("^(\\d+)/(\\d+) (.+)$"));
        if (const auto match = progress.match(line); match.hasMatch()) say(tr("Exporting %1 of %2: %3").arg(match.captured(1), match.captured(2), match.captured(3)));
    });
    connect(process, &ExportProcess::failed, this, [this](const QString& sentence) {
        m_running.clear();
        refresh();
        m_bench.messages.show(MessageBar::Kind::Problem, sentence);
    });
    connect(process, &ExportProcess::succeeded, this, [this, last] {
        m_running.clear();
        refresh();
        tell(m_bench, *last);
    });
}

} // namespace klas::ui
