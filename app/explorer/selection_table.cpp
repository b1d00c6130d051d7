// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/selection_table.h"

#include "widgets/bridge/quiet_focus.h"
#include "widgets/plot/series_style.h"

#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace klas::ui {

SelectionTable::SelectionTable(QWidget* parent)
    : QWidget(parent)
    , m_model(this)
    , m_title(new QLabel)
    , m_outlook(new QLabel)
    , m_view(new QTableView)
    , m_notes(new QLabel) {
    const int gap = fontMetrics().xHeight(), row = fontMetrics().height() + gap;
    m_title->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_notes->setWordWrap(true);
    m_outlook->setWordWrap(true);
    m_outlook->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_outlook->setToolTip(tr("Accuracies are expected on the line between the anchors, by KL divergence; the time is that of the last finetuning's speed"));
    m_outlook->hide();
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_view->setModel(&m_model);
    m_view->setAccessibleName(tr("Chosen stitches"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setMinimumSectionSize(row);
    m_view->verticalHeader()->setDefaultSectionSize(row);
    m_view->setMinimumHeight(3 * row); // what was chosen is worth more than what is said of it
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setSectionResizeMode(SelectionModel::Notes, QHeaderView::Stretch); // and shrinks again
    m_view->horizontalHeader()->setDefaultSectionSize(
        fontMetrics().horizontalAdvance(QStringLiteral("0.0000 00")));
    for (const int blocks : {0, 1}) // i and j are short
        m_view->setColumnWidth(blocks, fontMetrics().horizontalAdvance(QStringLiteral("000 00")));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, 0, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(m_title);
    layout->addWidget(m_outlook);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_notes);
    layout->addStretch(0);
    new QuietFocus(m_view);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) {
                if (!now.isValid()) return;
                Q_EMIT stitchSelected(selection().stitches[static_cast<size_t>(now.row())].stitch);
            });
}

void SelectionTable::choose(const std::optional<Stitch>& stitch) {
    const auto& stitches = selection().stitches;
    const auto at = std::find_if(stitches.begin(), stitches.end(), [&](const SelectedStitch& s) { return stitch && s.stitch == *stitch; });
    const int row = at == stitches.end() ? -1 : int(at - stitches.begin());
    const auto rows = m_view->selectionModel()->selectedRows();
    if (row == (rows.isEmpty() ? -1 : rows.first().row())) return;
    const QSignalBlocker quiet(m_view->selectionModel());
    m_view->selectionModel()->clear();
    if (row >= 0) m_view->selectRow(row);
    m_view->viewport()->update();
}

/// Where there is no room for all of it, the rows are worth more; the title's tooltip then says the rest.
void SelectionTable::placeNotes() {
    const int wide = width() - 2 * fontMetrics().xHeight(), row = fontMetrics().height() * 3 / 2;
    const int others = (2 + std::min(3, m_model.rowCount() + 1)) * row + (m_outlook->isHidden() ? 0 : m_outlook->heightForWidth(wide));
    const bool shown = !m_notes->text().isEmpty() && (m_model.rowCount() == 0 || others + m_notes->heightForWidth(wide) <= height());
    m_notes->setVisible(shown);
    m_title->setToolTip(shown ? QString() : m_notes->text());
}

void SelectionTable::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeNotes();
}

void SelectionTable::setOutlook(const QString& text) {
    m_outlook->setText(text);
    m_outlook->setHidden(text.isEmpty());
    placeNotes();
}

QString SelectionTable::outlook() const { return m_outlook->text(); }

QString SelectionTable::title(const PairPicture& picture, const QString& pair) const {
    const HeatmapData& data = picture.data;
    if (data.rows > 0 && data.source == data.target)
        return tr("An anchor is not stitched to itself; what its blocks have in common gives Σ.");
    if (data.selections.empty()) return tr("The chosen stitches appear here when the pair is analysed.");
    const QString method = methodStyle(selection().method).title;
    const int count = static_cast<int>(selection().stitches.size());
    return count == 0   ? tr("%1 chooses no stitch of %2").arg(method, pair)
           : count == 1 ? tr("%1 chooses 1 stitch of %2").arg(method, pair)
                        : tr("%1 chooses %L2 stitches of %3").arg(method).arg(count).arg(pair);
}

void SelectionTable::show(const PairPicture& picture, const QString& pair) {
    const std::vector<Selection>& selections = picture.data.selections;
    m_model.setSelection(selections.empty() ? Selection{} : selections.front());
    m_title->setText(title(picture, pair));
    m_view->setHidden(selection().stitches.empty());

    QStringList notes;
    for (const std::string& note : selection().notes)
        notes.append(qstr(note));
    // A second method that chose nothing says why; the rest of its notes would be about its own table.
    for (size_t k = 1; k < selections.size(); ++k)
        if (selections[k].stitches.empty() && !selections[k].notes.empty())
            notes.append(qstr(selections[k].notes.front()));
    for (const std::string& problem : picture.problems)
        notes.append(qstr(problem));
    m_notes->setText(notes.join(QStringLiteral(" ")));
    placeNotes();
}

} // namespace klas::ui
