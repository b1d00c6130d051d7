// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/commands_file.h"

#include "app/explorer/data_dialog.h"
#include "app/explorer/demo.h"
#include "app/explorer/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QStandardPaths>

namespace klas::ui {

namespace {

QStringList projectFilter() {
    return {Command::tr("KLAS project (*.klas)")};
}

QString documents(const QString& name = {}) {
    return QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).filePath(name);
}

} // namespace

NewProject::NewProject(const Bench& bench)
    : Command(bench, tr("&New Project…"), tr("Create a project file and choose its images"), QKeySequence::New) {}

void NewProject::run() {
    askForFile(true, tr("New Project"), projectFilter(), documents("untitled.klas"),
               [this](const QString& file) {
                   auto* dialog = new DataDialog(DataSpec{}, false, &m_bench.window);
                   dialog->setAttribute(Qt::WA_DeleteOnClose);
                   dialog->setWindowTitle(tr("Images of %1").arg(QFileInfo(file).fileName()));
                   dialog->setAcceptText(tr("&Create Project"));
                   connect(dialog, &QDialog::accepted, this,
                           [this, dialog, file] { m_bench.work.newProject(file, dialog->data()); });
                   dialog->open();
               });
}

OpenProject::OpenProject(const Bench& bench)
    : Command(bench, tr("&Open Project…"), tr("Open a project file"), QKeySequence::Open) {}

void OpenProject::run() {
    askForFile(false, tr("Open Project"), projectFilter(), documents(),
               [this](const QString& file) { m_bench.work.open(file); });
}

OpenDemo::OpenDemo(const Bench& bench)
    : Command(bench, tr("Open &Demo"), tr("Vision transformers trained on Fashion-MNIST, ready to analyse")) {
}

void OpenDemo::run() {
    m_bench.work.openDemo(demoFile());
}

AddAnchor::AddAnchor(const Bench& bench)
    : Command(bench, tr("&Add Anchors…"), tr("Add pretrained networks (safetensors, .pth); files can also be dropped on the window"),
              Qt::CTRL | Qt::SHIFT | Qt::Key_A) {}

void AddAnchor::run() {
    askForFiles(tr("Add Anchors"), {tr("Weights (*.safetensors *.pth *.pt *.bin *.index.json)")},
                [this](const QStringList& files) { m_bench.work.session().addAnchors(files); });
}

AddAnchorWithConfig::AddAnchorWithConfig(const Bench& bench)
    : Command(bench, tr("Add Anchor with &Configuration…"),
              tr("Add weights whose architecture is in a JSON file of its own")) {}

void AddAnchorWithConfig::run() {
    askForFile(false, tr("Add Anchor: Weights"), {tr("Weights (*.safetensors *.pth *.pt *.bin *.index.json)")}, {},
               [this](const QString& weights) {
                   askForFile(false, tr("Add Anchor: Configuration"), {tr("Configuration (*.json)")},
                              QFileInfo(weights).path(), [this, weights](const QString& config) {
                                  m_bench.work.session().addAnchor(weights, config);
                              });
               });
}

ChooseData::ChooseData(const Bench& bench)
    : Command(bench, tr("&Data…"), tr("Choose the images that anchors are measured and compared on")) {}

void ChooseData::run() {
    ProjectSession& session = m_bench.work.session();
    const ProjectState& state = session.state();
    auto* dialog = new DataDialog(state.data.value_or(DataSpec{}), !state.matrices.empty(), &m_bench.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, &session, [&session, dialog] { session.setData(dialog->data()); });
    dialog->open();
}

Quit::Quit(const Bench& bench)
    : Command(bench, tr("&Quit"), tr("Close the window"), QKeySequence::Quit) {
    m_action->setMenuRole(QAction::QuitRole);
}

QMenu* recentMenu(const Bench& bench) {
    auto* menu = new QMenu(Command::tr("Open &Recent"), &bench.window);
    QObject::connect(menu, &QMenu::aboutToShow, menu, [menu, bench] {
        menu->clear();
        for (const QString& file : settings::recentFiles()) {
            QAction* entry = menu->addAction(QDir::toNativeSeparators(file));
            entry->setEnabled(!bench.work.busy());
            QObject::connect(entry, &QAction::triggered, menu, [file, bench] {
                if (!QFileInfo::exists(file)) settings::removeRecentFile(file);
                bench.work.open(file);
            });
        }
        if (menu->isEmpty()) menu->addAction(Command::tr("No project opened yet"))->setEnabled(false);
    });
    return menu;
}

} // namespace klas::ui
