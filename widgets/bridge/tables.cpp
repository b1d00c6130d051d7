// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/tables.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <algorithm>

namespace klas::ui {

QTableView* plainTable(QAbstractItemModel* model, const QString& name) {
    auto* view = new QTableView;
    view->setModel(model);
    view->setAccessibleName(name);
    view->setShowGrid(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setTabKeyNavigation(false);
    view->setCornerButtonEnabled(false);
    view->setWordWrap(false);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view->horizontalHeader()->setMinimumSectionSize(8 * view->fontMetrics().averageCharWidth());
    view->verticalHeader()->setHighlightSections(false);
    const int row = view->fontMetrics().height() + view->fontMetrics().xHeight();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setMinimumSectionSize(row);
    view->verticalHeader()->setDefaultSectionSize(row);
    return view;
}

QTableView* rowTable(QAbstractItemModel* model, const QString& name) {
    QTableView* view = plainTable(model, name);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->verticalHeader()->hide();
    return view;
}

void fitHeight(QTableView* view, int mostRows) {
    const int rows = std::min(view->model()->rowCount(), mostRows);
    const bool scrolls = view->width() > 0 && fullWidth(view) > view->width();
    view->setFixedHeight(view->horizontalHeader()->sizeHint().height() +
                         rows * view->verticalHeader()->defaultSectionSize() +
                         (scrolls ? view->horizontalScrollBar()->sizeHint().height() : 0) + 1);
}

/// Of what is in the columns, not of how wide they are now: a stretched one has taken all the room there was, and one that fits
/// its contents is resized only later.
int fullWidth(const QTableView* view) {
    const QHeaderView* header = view->horizontalHeader();
    const QAbstractItemView* cells = view; // public there
    int width = view->verticalHeader()->isHidden() ? 0 : view->verticalHeader()->sizeHint().width();
    for (int c = 0; c < header->count(); ++c)
        if (!header->isSectionHidden(c)) width += std::max({cells->sizeHintForColumn(c), header->sectionSizeHint(c), header->minimumSectionSize()});
    const bool scrolls =
        view->maximumHeight() < view->model()->rowCount() * view->verticalHeader()->defaultSectionSize();
    return width + (scrolls ? view->verticalScrollBar()->sizeHint().width() : 0);
}

} // namespace klas::ui
