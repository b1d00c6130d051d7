// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/shortlist_panel.h"

#include "widgets/bridge/quiet_focus.h"
#include "widgets/bridge/column_fit.h"
#include "widgets/bridge/tables.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace klas::ui {

ShortlistPanel::ShortlistPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new ShortlistModel(this))
    , m_table(rowTable(m_model, tr("Shortlist, side by side")))
    , m_fit(new ColumnFit(m_table, ShortlistModel::Network, {ShortlistModel::Run, ShortlistModel::FlopsRatio, ShortlistModel::Params}))
    , m_hint(new QLabel(tr("Mark a network in the plot and press S, or use its context menu, to compare it here with others.")))
    , m_remove(new QPushButton(tr("&Remove")))
    , m_copy(new QPushButton(tr("&Copy")))
    , m_clear(new QPushButton(tr("C&lear"))) {
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignCenter);
    m_remove->setToolTip(tr("Take the chosen network off the list"));
    m_copy->setToolTip(tr("Copy the list as a table, for a spreadsheet"));
    m_clear->setToolTip(tr("Take every network off the list"));
    const auto remove = [this] {
        const int row = m_table->currentIndex().row();
        if (row >= 0 && row < m_model->rowCount()) Q_EMIT removeWanted(m_model->networks()[size_t(row)]);
    };
    const auto copy = [this] { QGuiApplication::clipboard()->setText(m_model->text()); };
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addAction(action(m_remove->text(), QKeySequence::Delete, remove));
    m_table->addAction(action(m_copy->text(), QKeySequence::Copy, copy));

    const int gap = fontMetrics().xHeight();
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(gap, 0, gap, gap);
    for (QPushButton* button : {m_remove, m_copy, m_clear})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_hint, 1);
    layout->addLayout(buttons);

    connect(m_remove, &QPushButton::clicked, this, remove);
    connect(m_copy, &QPushButton::clicked, this, copy);
    connect(m_clear, &QPushButton::clicked, this, &ShortlistPanel::clearWanted);
    new QuietFocus(m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        refresh();
        if (row.isValid()) Q_EMIT activated(m_model->networks()[size_t(row.row())]);
    });
    refresh();
}

QAction* ShortlistPanel::action(const QString& text, const QKeySequence& key, std::function<void()> run) {
    auto* made = new QAction(text, m_table);
    made->setShortcut(key);
    made->setShortcutContext(Qt::WidgetShortcut);
    connect(made, &QAction::triggered, this, std::move(run));
    return made;
}

void ShortlistPanel::setNetworks(std::vector<NetworkKey> networks, const TradeoffData& data) {
    m_model->setNetworks(std::move(networks), data);
    refresh();
}

void ShortlistPanel::choose(const std::optional<NetworkKey>& network) {
    const auto& all = m_model->networks();
    const auto at = network ? std::find(all.begin(), all.end(), *network) : all.end();
    const QModelIndex now = m_table->currentIndex();
    const int row = at == all.end() ? -1 : int(at - all.begin());
    if (now.isValid() ? now.row() == row : row < 0) return;
    const QSignalBlocker quiet(m_table->selectionModel());
    m_table->selectionModel()->clear();
    if (row >= 0) m_table->selectRow(row);
    m_table->viewport()->update();
    m_remove->setEnabled(row >= 0);
}

void ShortlistPanel::setData(const TradeoffData& data) {
    m_model->setData(data);
    refresh();
}

void ShortlistPanel::refresh() {
    const bool any = m_model->rowCount() > 0;
    m_table->setVisible(any);
    m_hint->setVisible(!any);
    for (QPushButton* button : {m_remove, m_copy, m_clear})
        button->setVisible(any);
    m_remove->setEnabled(m_table->currentIndex().isValid());
    m_fit->fit(m_model->hasLatencies() ? std::set<int>() : std::set<int>{ShortlistModel::Latency});
}

} // namespace klas::ui
