// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/message_bar.h"
#include "app/explorer/similarity_panel.h"
#include "app/explorer/workbench.h"
#include "widgets/frontier/tradeoff_panel.h"

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QStringList>
#include <functional>

namespace klas::ui {

/// What commands work on.
struct Bench {
    QWidget& window;
    Workbench& work;
    SimilarityPanel& similarity;
    MessageBar& messages;
    TradeoffPanel& tradeoff;
};

/// A menu action: what it is called, when it is possible and what it does. An exception it throws becomes a
/// sentence in the message bar.
class Command : public QObject {
    Q_OBJECT
public:
    Command(const Bench& bench, const QString& text, const QString& tip = {}, const QKeySequence& keys = {});
    QAction* action() { return m_action; }
    void refresh() { m_action->setEnabled(possible()); }

protected:
    virtual void run() = 0;
    virtual bool possible() const { return true; }

    /// Calls `use` with what a person chose in a file dialog; nothing waits for it.
    void askForFiles(const QString& title, const QStringList& filters, std::function<void(const QStringList&)> use);
    void askForFile(bool save, const QString& title, const QStringList& filters, const QString& suggested,
                    std::function<void(const QString&)> use);
    /// Runs `work`; what it throws goes to the message bar.
    void guarded(const std::function<void()>& work);

    Bench m_bench;
    QAction* m_action;
};

} // namespace klas::ui
