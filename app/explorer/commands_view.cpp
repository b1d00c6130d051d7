// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/commands_view.h"

#include "app/explorer/command_palette.h"
#include "app/explorer/preferences_dialog.h"
#include "app/explorer/settings.h"
#include "app/explorer/shortcut_sheet.h"
#include "core/base/version.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

namespace klas::ui {

QMenu* appearanceMenu(const Bench& bench) {
    auto* menu = new QMenu(Command::tr("&Theme"), &bench.window);
    auto* group = new QActionGroup(menu);
    const std::pair<Appearance, QString> choices[] = {{Appearance::System, Command::tr("&System")},
                                                      {Appearance::Light, Command::tr("&Light")},
                                                      {Appearance::Dark, Command::tr("&Dark")}};
    for (const auto& [appearance, text] : choices) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(settings::appearance() == appearance);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, menu, [wanted = appearance] {
            settings::setAppearance(wanted);
            apply(wanted);
        });
    }
    return menu;
}

ShowPreferences::ShowPreferences(const Bench& bench)
    : Command(bench, tr("&Preferences…"), tr("Theme, colours, where the worker computes"), QKeySequence::Preferences) {
    if (m_action->shortcut().isEmpty()) m_action->setShortcut(Qt::CTRL | Qt::Key_Comma); // not every platform has one
    m_action->setMenuRole(QAction::PreferencesRole);
}

void ShowPreferences::run() {
    auto* dialog = new PreferencesDialog(&m_bench.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &PreferencesDialog::appearanceChanged, dialog, &apply);
    connect(dialog, &PreferencesDialog::preferencesChanged, this, &ShowPreferences::changed);
    dialog->show();
}

static const QMenuBar& menusOf(const Bench& bench) {
    return *static_cast<QMainWindow&>(bench.window).menuBar();
}

ShowCommands::ShowCommands(const Bench& bench)
    : Command(bench, tr("&Commands…"), tr("Find a command by a few letters and run it"), Qt::CTRL | Qt::SHIFT | Qt::Key_P) {}

void ShowCommands::run() {
    (new CommandPalette(menusOf(m_bench), &m_bench.window))->show();
}

ShowShortcuts::ShowShortcuts(const Bench& bench)
    : Command(bench, tr("&Keyboard Shortcuts"), tr("All keys at a glance"), Qt::Key_F1) {}

void ShowShortcuts::run() {
    (new ShortcutSheet(menusOf(m_bench), &m_bench.window))->show();
}

About::About(const Bench& bench)
    : Command(bench, tr("&About KLAS Explorer")) {
    m_action->setMenuRole(QAction::AboutRole);
}

void About::run() {
    auto* box = new QMessageBox(&m_bench.window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    box->setWindowTitle(tr("About KLAS Explorer"));
    box->setText(
        tr("<b>KLAS Explorer %1</b><p>Which stitches between pretrained networks are worth finetuning?</p>")
            .arg(QString::fromLatin1(kVersion)));
    box->setInformativeText(tr(
        "The method is KLAS (arXiv 2605.29259), its baseline SN-Net (arXiv 2302.06586). Plots are drawn with "
        "QCustomPlot. Free software under the GNU General Public License, version 3 or later; no warranty."));
    box->show();
}

} // namespace klas::ui
