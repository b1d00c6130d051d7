// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/command.h"

#include <QFileDialog>

namespace klas::ui {

Command::Command(const Bench& bench, const QString& text, const QString& tip, const QKeySequence& keys)
    : QObject(&bench.window)
    , m_bench(bench)
    , m_action(new QAction(text, this)) {
    m_action->setToolTip(tip.isEmpty() ? text : tip);
    m_action->setStatusTip(tip);
    m_action->setShortcut(keys);
    connect(m_action, &QAction::triggered, this, [this] { guarded([this] { run(); }); });
    connect(&bench.work, &Workbench::changed, this, &Command::refresh);
    connect(&bench.similarity, &SimilarityPanel::refreshed, this, &Command::refresh);
    connect(&bench.tradeoff, &TradeoffPanel::refreshed, this, &Command::refresh);
}

void Command::guarded(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& e) {
        m_bench.messages.show(MessageBar::Kind::Problem, QString::fromUtf8(e.what()));
    }
}

void Command::askForFiles(const QString& title, const QStringList& filters,
                          std::function<void(const QStringList&)> use) {
    auto* dialog = new QFileDialog(&m_bench.window, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilters(filters);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this,
            [this, use = std::move(use)](const QStringList& files) { guarded([&] { use(files); }); });
    dialog->open();
}

void Command::askForFile(bool save, const QString& title, const QStringList& filters,
                         const QString& suggested, std::function<void(const QString&)> use) {
    auto* dialog = new QFileDialog(&m_bench.window, title, suggested);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilters(filters);
    dialog->setAcceptMode(save ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(save ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    if (save) {
        dialog->selectFile(suggested);
        // The chosen filter decides the ending: "SVG (*.svg)" gives "svg".
        const auto follow = [dialog](const QString& filter) {
            dialog->setDefaultSuffix(filter.section("*.", 1).section(')', 0, 0));
        };
        follow(filters.value(0));
        connect(dialog, &QFileDialog::filterSelected, dialog, follow);
    }
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, use = std::move(use)](const QString& file) { guarded([&] { use(file); }); });
    dialog->open();
}

} // namespace klas::ui
