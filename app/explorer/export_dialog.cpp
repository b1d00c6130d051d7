// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/export_dialog.h"

#include "app/explorer/dialog_end.h"
#include "core/jobs/stitch_requests.h"
#include "widgets/bridge/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

namespace klas::ui {

namespace {

bool trainsAll(const FinetuneRun& run, const std::vector<Stitch>& stitches) {
    return run.complete() && std::all_of(stitches.begin(), stitches.end(), [&](const Stitch& s) {
               return std::any_of(run.stitches.begin(), run.stitches.end(),
                                  [&](const StitchTask& t) { return t.stitch == s; });
           });
}

} // namespace

ExportDialog::ExportDialog(const std::vector<Stitch>& stitches, const ProjectState& project,
                           const std::string& run, QWidget* parent)
    : QDialog(parent)
    , m_stitches(stitches)
    , m_folder(QFileInfo(qstr(project.file)).absolutePath())
    , m_run(new QComboBox)
    , m_out(new QLineEdit)
    , m_problem(new QLabel) {
    setWindowTitle(tr("Export Network"));
    m_run->addItem(tr("As initialised, by least squares"), QString());
    for (const FinetuneRun& r : project.runs)
        if (trainsAll(r, stitches)) m_run->addItem(qstr(r.name), qstr(r.name));
    const int wanted = m_run->findData(qstr(run));
    m_run->setCurrentIndex(!run.empty() && wanted >= 0 ? wanted : m_run->count() - 1);
    m_run->setToolTip(tr("Finished runs that train what is exported"));
    const std::tuple<const char*, QString, QString> formats[] = {
        {"config", tr("&Configuration (.json)"),
         tr("Architecture, blocks, images and cost, checked against the schema")},
        {"safetensors", tr("&Weights (.safetensors)"),
         tr("Under timm's names, with the configuration as metadata")},
        {"torchscript", tr("&TorchScript (.pt)"), tr("For torch.jit.load, for batches of any size")}};
    auto* form = new QFormLayout;
    form->addRow(new QLabel(stitches.size() == 1
                                ? qstr(text(stitches.front()))
                                : tr("%L1 stitches, a set of files each").arg(stitches.size())));
    form->addRow(tr("&Run"), m_run);
    for (const auto& [name, title, tip] : formats) {
        auto* box = new QCheckBox(title);
        box->setToolTip(tip);
        box->setChecked(true);
        form->addRow(m_formats.empty() ? tr("As") : QString(), box);
        m_formats.emplace_back(name, box);
        connect(box, &QCheckBox::toggled, this, &ExportDialog::check);
    }
    auto* choose = new QPushButton(tr("&Browse…"));
    choose->setAutoDefault(false);
    auto* place = new QHBoxLayout;
    place->addWidget(m_out, 1);
    place->addWidget(choose);
    auto* label = new QLabel(tr("&To"));
    label->setBuddy(m_out);
    m_out->setToolTip(tr("Path of the files without ending"));
    m_out->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    form->addRow(label, place);
    m_accept = finishDialog(*this, form, m_problem, tr("&Export"));
    connect(choose, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_out, &QLineEdit::textChanged, this, &ExportDialog::check);
    connect(m_run, &QComboBox::currentIndexChanged, this, &ExportDialog::suggest);
    suggest();
}

std::string ExportDialog::run() const {
    return m_run->currentData().toString().toStdString();
}

std::vector<std::string> ExportDialog::formats() const {
    std::vector<std::string> chosen;
    for (const auto& [name, box] : m_formats)
        if (box->isChecked()) chosen.push_back(name);
    return chosen;
}

QString ExportDialog::out() const {
    const QString text = m_out->text().trimmed();
    return text.isEmpty() || text.endsWith(QLatin1Char('/')) ? QString()
                                                             : QDir(m_folder).absoluteFilePath(text);
}

/// A name beside the project, unless a person has typed another.
void ExportDialog::suggest() {
    if (m_out->text() == m_suggested) {
        QStringList parts;
        if (m_stitches.size() == 1) parts << qstr(fileStem(m_stitches.front()));
        if (!run().empty()) parts << qstr(run());
        m_suggested =
            QDir(m_folder).filePath(parts.isEmpty() ? tr("stitches") : parts.join(QLatin1Char('_')));
        m_out->setText(m_suggested);
    }
    check();
}

void ExportDialog::browse() {
    auto* dialog = new QFileDialog(this, tr("Export To"), m_out->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // names without ending: check() says what is there
    connect(dialog, &QFileDialog::fileSelected, m_out, &QLineEdit::setText);
    dialog->open();
}

void ExportDialog::check() {
    const QString path = out();
    QString problem;
    if (path.isEmpty())
        problem = tr("Name the files, without ending.");
    else if (!QFileInfo(QFileInfo(path).path()).isDir())
        problem = tr("There is no folder %1.").arg(QDir::toNativeSeparators(QFileInfo(path).path()));
    else if (formats().empty())
        problem = tr("Choose at least one kind of file.");
    m_accept->setEnabled(problem.isEmpty());
    if (problem.isEmpty()) {
        ExportRequest request;
        request.stitches = m_stitches;
        request.out = path.toStdString();
        QStringList there;
        for (const Stitch& stitch : m_stitches)
            for (const std::string& format : formats())
                if (const QFileInfo file(qstr(exportedPath(request, stitch, format).string())); file.exists())
                    there << file.fileName();
        if (!there.isEmpty())
            problem = tr("Will be replaced: %1").arg(there.mid(0, 4).join(QStringLiteral(", "))) +
                      (there.size() > 4 ? QStringLiteral(", …") : QString());
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace klas::ui
