// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/stack_list.h"

#include <QKeyEvent>
#include <QScrollBar>
#include <algorithm>

namespace klas::ui {

StackList::StackList(QWidget* plot)
    : QListWidget(plot) {
    setFrameShape(QFrame::StyledPanel);
    setMouseTracking(true);
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideMiddle);
    setAccessibleName(tr("Networks at this place"));
    hide();
    connect(this, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) { choose(row(item)); });
    connect(this, &QListWidget::itemEntered, this, [this](QListWidgetItem* item) { setCurrentItem(item); });
}

void StackList::open(const QStringList& rows, const QPoint& at, int away, int current, bool withKeys) {
    constexpr int kMostRows = 8;
    clear();
    addItems(rows);
    setCurrentRow(current);
    const int edge = 2 * frameWidth(), gap = fontMetrics().averageCharWidth();
    const int bar = rows.size() > kMostRows ? verticalScrollBar()->sizeHint().width() : 0;
    const QSize size(std::min(sizeHintForColumn(0) + bar + edge + gap, parentWidget()->width()),
                     std::min(std::min(kMostRows, int(rows.size())) * sizeHintForRow(0) + edge, parentWidget()->height()));
    // To the right and below, on the other side where there is no room.
    const int x = at.x() + away + size.width() <= parentWidget()->width() ? at.x() + away : at.x() - away - size.width();
    const int y = at.y() + away + size.height() <= parentWidget()->height() ? at.y() + away : at.y() - away - size.height();
    setGeometry(QRect(QPoint(std::clamp(x, 0, parentWidget()->width() - size.width()), std::clamp(y, 0, parentWidget()->height() - size.height())), size));
    show();
    raise();
    if (withKeys) setFocus(Qt::PopupFocusReason);
}

void StackList::close() {
    if (isHidden()) return;
    const bool focused = hasFocus();
    hide();
    if (focused) parentWidget()->setFocus(Qt::PopupFocusReason);
    Q_EMIT closed();
}

void StackList::choose(int row) {
    close();
    Q_EMIT chosen(row);
}

void StackList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        close();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        choose(currentRow());
    else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down || event->key() == Qt::Key_Home || event->key() == Qt::Key_End)
        QListWidget::keyPressEvent(event);
    else if (event->key() == Qt::Key_S && event->modifiers() == Qt::NoModifier)
        Q_EMIT starred(currentRow());
    else
        event->ignore(); // the plot's keys are the plot's
}

void StackList::leaveEvent(QEvent* event) {
    QListWidget::leaveEvent(event);
    if (!hasFocus()) close();
}

void StackList::focusOutEvent(QFocusEvent* event) {
    QListWidget::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason) close();
}

} // namespace klas::ui
