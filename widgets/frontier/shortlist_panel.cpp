// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/shortlist_panel.h"

#include "core/base/files.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace klas::ui {

ShortlistPanel::ShortlistPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new ShortlistModel(this))
    , m_table(new QTableView)
    , m_hint(new QLabel(tr("Mark a network in the plot and press S, or use its context menu, to compare it here with others.")))
    , m_remove(new QPushButton(tr("&Remove")))
    , m_clear(new QPushButton(tr("C&lear")))
    , m_export(new QPushButton(tr("E&xport…"))) {
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Shortlist, side by side"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectColumns);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->setToolTip({});
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignCenter);
    m_remove->setToolTip(tr("Take the selected network off the list"));
    m_export->setToolTip(tr("Write the list as CSV"));

    const int gap = fontMetrics().xHeight();
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(gap, 0, gap, gap);
    for (QPushButton* button : {m_remove, m_clear, m_export})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_hint, 1);
    layout->addLayout(buttons);

    connect(m_remove, &QPushButton::clicked, this, [this] { m_model->remove(m_table->currentIndex().column()); });
    connect(m_clear, &QPushButton::clicked, m_model, &ShortlistModel::clear);
    connect(m_export, &QPushButton::clicked, this, &ShortlistPanel::askWhereTo);
    connect(m_model, &ShortlistModel::changed, this, &ShortlistPanel::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentColumnChanged, this, &ShortlistPanel::refresh);
    refresh();
}

void ShortlistPanel::refresh() {
    const bool any = m_model->columnCount() > 0;
    m_table->setVisible(any);
    m_hint->setVisible(!any);
    for (QPushButton* button : {m_remove, m_clear, m_export})
        button->setVisible(any);
    m_remove->setEnabled(m_table->currentIndex().isValid());
}

void ShortlistPanel::exportTo(const QString& file) const {
    writeFileAtomically(file.toStdString(), m_model->csv());
}

void ShortlistPanel::askWhereTo() {
    auto* dialog = new QFileDialog(this, tr("Export Shortlist"), {}, tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(tr("shortlist") + QStringLiteral(".csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        try {
            exportTo(file);
            Q_EMIT exported(file);
        } catch (const std::exception& e) {
            Q_EMIT failed(QString::fromUtf8(e.what()));
        }
    });
    dialog->open();
}

} // namespace klas::ui
