// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/queue_edit.h"

#include <QElapsedTimer>
#include <QUndoCommand>
#include <functional>

namespace klas::ui {

/// An edit of the queue that was made already: the first redo() does nothing.
class QueueUndo : public QUndoCommand {
public:
    using Apply = std::function<void(const QueueEdit&)>;
    QueueUndo(const QString& text, QueueEdit edit, Apply apply);
    void undo() override { m_apply(m_edit.reversed()); }
    void redo() override;

private:
    QueueEdit m_edit;
    Apply m_apply;
    bool m_made = true;
};

/// A change of what is looked at or selected that was made already. Changes of one kind while a mouse button is down, or
/// quickly one after another, are one step.
class ViewUndo : public QUndoCommand {
public:
    using Show = std::function<void()>;
    /// Equal kinds merge; `before` and `after` bring the two states back.
    ViewUndo(const QString& text, int kind, Show before, Show after);
    int id() const override { return m_kind; }
    void undo() override { m_before(); }
    void redo() override;
    bool mergeWith(const QUndoCommand* other) override;

private:
    int m_kind;
    Show m_before, m_after;
    QElapsedTimer m_age;
    bool m_made = true;
};

} // namespace klas::ui
