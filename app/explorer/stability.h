// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"
#include "widgets/bridge/project_session.h"

#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>
#include <optional>

namespace klas::ui {

/// What a bootstrap of one selection is about, for another thread.
struct StabilityQuestion {
    SelectionRequest request;
    NetCard source, target;
    std::string measure, pairKey, selfKey; ///< of Θ, and of the matrices that the view shows
};

/// The question of how stable the view's first selection is; nothing where that method has no stability or the matrices
/// are not finished.
std::optional<StabilityQuestion> stabilityQuestion(const ProjectState& project, const PairView& view);

/// Answers one question at a time, as soon as no newer one has come for a moment, away from the window's thread, with the groups of images that the project's file holds;
/// a newer question makes older answers void, and there is none where the file has no groups or other matrices by now.
class Stability : public QObject {
    Q_OBJECT
public:
    explicit Stability(ProjectSession& session, QObject* parent = nullptr);
    ~Stability() override;

    void ask(std::optional<StabilityQuestion> question);

Q_SIGNALS:
    /// The same selection with the stability of every stitch.
    void answered(const klas::Selection& selection);

private:
    void read();
    void answer(quint64 question, const Selection& selection);

    ProjectSession& m_session;
    QTimer m_pause;
    std::optional<StabilityQuestion> m_question; ///< not asked yet
    std::shared_ptr<std::atomic<quint64>> m_newest = std::make_shared<std::atomic<quint64>>(0);
};

} // namespace klas::ui
