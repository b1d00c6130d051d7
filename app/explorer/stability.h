// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"

#include <QObject>
#include <atomic>
#include <memory>
#include <optional>

namespace klas::ui {

/// Everything that a bootstrap of one selection needs, copied out of the project so that another thread can work on it.
struct StabilityQuestion {
    SelectionRequest request;
    NetCard source, target;
    ScoreMatrix kl, targetSelf;
};

/// The question of how stable the view's first selection is; nothing where that method has no stability or the matrices
/// carry no groups of images.
std::optional<StabilityQuestion> stabilityQuestion(const ProjectState& project, const PairView& view);

/// Answers one question at a time away from the window's thread; a newer question makes older answers void.
class Stability : public QObject {
    Q_OBJECT
public:
    explicit Stability(QObject* parent = nullptr);
    ~Stability() override;

    void ask(std::optional<StabilityQuestion> question);

Q_SIGNALS:
    /// The same selection with the stability of every stitch.
    void answered(const klas::Selection& selection);

private:
    void answer(quint64 question, const Selection& selection);

    std::shared_ptr<std::atomic<quint64>> m_newest = std::make_shared<std::atomic<quint64>>(0);
};

} // namespace klas::ui
