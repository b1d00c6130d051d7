// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/command_palette.h"

#include "app/explorer/action_list.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

namespace klas::ui {

CommandPalette::CommandPalette(const QMenuBar& bar, QWidget* parent)
    : QDialog(parent, Qt::Popup)
    , m_model(new ActionModel(menuEntries(bar), this))
    , m_field(new QLineEdit)
    , m_table(new QTableView) {
    setObjectName("commandPalette");
    setWindowTitle(tr("Commands"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_field->setPlaceholderText(tr("Type a few letters of a command"));
    m_field->setAccessibleName(tr("Command"));
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Commands that fit"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setFocusPolicy(Qt::NoFocus); // keys stay in the field
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(ActionModel::What, QHeaderView::Stretch);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);

    auto* layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height() / 2;
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(m_field);
    layout->addWidget(m_table);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->setFilter(text);
        choose(0);
    });
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::trigger);
    connect(m_table, &QTableView::clicked, this, &CommandPalette::trigger);
    choose(0);
}

void CommandPalette::showEvent(QShowEvent* event) {
    const int letter = fontMetrics().averageCharWidth(), line = fontMetrics().height();
    const QWidget* over = parentWidget();
    resize(std::min(letter * 90, over->width() - 2 * line), std::min(line * 26, over->height() - 4 * line));
    move(over->mapToGlobal(QPoint((over->width() - width()) / 2, 2 * line)));
    QDialog::showEvent(event);
    m_field->setFocus();
}

void CommandPalette::choose(int row) {
    const int rows = m_model->rowCount();
    if (rows > 0) m_table->setCurrentIndex(m_model->index(std::clamp(row, 0, rows - 1), 0));
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int row = m_table->currentIndex().row(), page = std::max(1, m_table->viewport()->height() / std::max(1, m_table->rowHeight(0)) - 1);
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down: choose(row + 1); return true;
        case Qt::Key_Up: choose(row - 1); return true;
        case Qt::Key_PageDown: choose(row + page); return true;
        case Qt::Key_PageUp: choose(row - page); return true;
        default: break;
        }
    }
    return QDialog::eventFilter(object, event);
}

void CommandPalette::trigger() {
    const QPointer<QAction> action = m_model->action(m_table->currentIndex().row());
    if (!action || !action->isEnabled()) return;
    close();
    // After the popup has gone: the command may open a window of its own.
    QTimer::singleShot(0, action, [action] { action->trigger(); });
}

} // namespace klas::ui
