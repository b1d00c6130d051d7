// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/shortcut_sheet.h"

#include "app/explorer/action_list.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeySequence>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace klas::ui {

namespace {

struct ViewKey {
    const char *keys, *what, *where;
};
/// What the views themselves listen to.
constexpr ViewKey kViewKeys[] = {
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "arrow keys"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Move the cell"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Heatmap")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Enter, Space"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Show and preview the stitch of the cell"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Heatmap")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Shift+arrow keys, Ctrl+A"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Select several stitches; so does dragging"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Heatmap")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Ctrl+Enter"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Queue the selected stitches, or that of the cell"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Heatmap")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Ctrl+C"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Copy the stitch of the cell, or the selected ones, as text"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Heatmap")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Menu, Shift+F10"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "What can be done with the cell; so does a right click"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Heatmap")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Esc"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Clear the selection, then let the cell go"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Heatmap")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "arrow keys, Enter, Esc"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Go through the pairs, show one, leave"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "All pairs")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "arrow keys, Enter"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Go through the networks and show one"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Trade-off")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Left, Right"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "The view before, the next view"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Presentation")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "R"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Let the front grow again"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Presentation")},
    {QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "+, -"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Faster, slower"), QT_TRANSLATE_NOOP("klas::ui::ShortcutSheet", "Presentation")},
};

} // namespace

ShortcutSheet::ShortcutSheet(const QMenuBar& bar, QWidget* parent)
    : QDialog(parent)
    , m_table(new QTableView) {
    setObjectName("shortcutSheet");
    setWindowTitle(tr("Keyboard Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* model = new QStandardItemModel(0, 3, this);
    model->setHorizontalHeaderLabels({tr("Keys"), tr("What they do"), tr("Where")});
    const auto add = [model](const QString& keys, const QString& what, const QString& where) {
        QList<QStandardItem*> row;
        for (const QString& text : {keys, what, where}) {
            row << new QStandardItem(text);
            row.last()->setEditable(false);
        }
        model->appendRow(row);
    };
    for (const MenuEntry& entry : menuEntries(bar))
        if (!entry.action->shortcut().isEmpty()) add(entry.action->shortcut().toString(QKeySequence::NativeText), entry.text, entry.place);
    for (const ViewKey& key : kViewKeys)
        add(tr(key.keys), tr(key.what), tr(key.where));

    m_table->setModel(model);
    m_table->setAccessibleName(tr("Keyboard shortcuts"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_table);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 92, fontMetrics().height() * 32);
}

} // namespace klas::ui
