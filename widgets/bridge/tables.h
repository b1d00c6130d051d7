// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractItemModel;
class QTableView;

namespace klas::ui {

/// A table without grid and frame whose columns are as wide as their contents.
QTableView* plainTable(QAbstractItemModel* model, const QString& name);
/// A table of rows to choose from: nothing is edited, a row is selected as a whole, there are no row names.
QTableView* rowTable(QAbstractItemModel* model, const QString& name);
/// Makes the table as high as its rows, with a scroll bar beyond `mostRows`.
void fitHeight(QTableView* view, int mostRows = 8);
/// The width at which no column is cut.
int fullWidth(const QTableView* view);

} // namespace klas::ui
