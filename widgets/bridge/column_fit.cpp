// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/column_fit.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>
#include <algorithm>
#include <utility>

namespace klas::ui {

constexpr int kLeastLetters = 14, kMostLetters = 16, kReadLetters = 24; ///< the stretched column gives up what is less needed for so much of a name

ColumnFit::ColumnFit(QTableView* table, int stretched, std::vector<int> droppable)
    : QObject(table)
    , m_table(table)
    , m_stretched(stretched)
    , m_droppable(std::move(droppable)) {
    QHeaderView* header = table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setMinimumSectionSize(1);
    header->setStretchLastSection(false);
    header->setResizeContentsPrecision(30); // of thousands of rows the first ones do
    table->setTextElideMode(Qt::ElideMiddle);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->viewport()->installEventFilter(this);
    table->horizontalHeader()->installEventFilter(this);
    fit();
}

bool ColumnFit::eventFilter(QObject* watched, QEvent* event) {
    const bool header = watched == m_table->horizontalHeader();
    if (event->type() == QEvent::FontChange && header) QMetaObject::invokeMethod(this, [this] { fit(); }, Qt::QueuedConnection); // when it has it
    if (event->type() == QEvent::Resize && !header) fit();
    return QObject::eventFilter(watched, event);
}

void ColumnFit::fit(std::set<int> never) {
    m_never = std::move(never);
    fit();
}

int ColumnFit::widthOf(int column) const {
    const QAbstractItemView* view = m_table; // public there
    const int wanted = std::max(view->sizeHintForColumn(column), m_table->horizontalHeader()->sectionSizeHint(column));
    return std::min(wanted, kMostLetters * m_table->fontMetrics().averageCharWidth());
}

void ColumnFit::fit() {
    const int columns = m_table->model()->columnCount(), room = m_table->viewport()->width();
    const int letter = m_table->fontMetrics().averageCharWidth(), least = kLeastLetters * letter;
    const QAbstractItemView* view = m_table; // public there
    const int wanted = std::clamp(view->sizeHintForColumn(m_stretched), least, kReadLetters * letter);
    std::vector<int> widths(size_t(columns), 0);
    int taken = wanted;
    for (int c = 0; c < columns; ++c) {
        if (c == m_stretched || m_never.contains(c)) continue;
        m_table->setColumnHidden(c, false); // a hidden one has no width to ask for
        taken += widths[size_t(c)] = widthOf(c);
    }
    for (auto c = m_droppable.rbegin(); c != m_droppable.rend() && taken > room; ++c)
        taken -= std::exchange(widths[size_t(*c)], 0);
    for (int c = 0; c < columns; ++c) {
        if (c == m_stretched) continue;
        m_table->setColumnHidden(c, widths[size_t(c)] == 0);
        if (widths[size_t(c)] > 0) m_table->horizontalHeader()->resizeSection(c, widths[size_t(c)]);
    }
    m_table->horizontalHeader()->resizeSection(m_stretched, std::max(least, room - taken + wanted));
}

} // namespace klas::ui
