// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/undo.h"

#include <QGuiApplication>
#include <utility>

namespace klas::ui {

static constexpr int kOneGestureMs = 700;

QueueUndo::QueueUndo(const QString& text, QueueEdit edit, Apply apply)
    : QUndoCommand(text)
    , m_edit(std::move(edit))
    , m_apply(std::move(apply)) {}

void QueueUndo::redo() {
    if (!std::exchange(m_made, false)) m_apply(m_edit);
}

ViewUndo::ViewUndo(const QString& text, int kind, Show before, Show after)
    : QUndoCommand(text)
    , m_kind(kind)
    , m_before(std::move(before))
    , m_after(std::move(after)) {
    m_age.start();
}

void ViewUndo::redo() {
    if (!std::exchange(m_made, false)) m_after();
}

bool ViewUndo::mergeWith(const QUndoCommand* other) {
    const auto& next = static_cast<const ViewUndo&>(*other); // QUndoStack asks only where the ids are equal
    if (QGuiApplication::mouseButtons() == Qt::NoButton && m_age.elapsed() > kOneGestureMs) return false;
    m_after = next.m_after;
    m_age.restart();
    return true;
}

} // namespace klas::ui
