// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace klas::ui {

class ProjectSession;
class SimilarityPanel;

/// Keeps the badges of the heatmap's cells as the project's jobs and results are; at most some 16 times a second.
class StateBadges : public QObject {
    Q_OBJECT
public:
    StateBadges(SimilarityPanel& panel, const ProjectSession& session);

private:
    void update();

    SimilarityPanel& m_panel;
    const ProjectSession& m_session;
    QTimer m_timer; ///< records come faster than people look
};

} // namespace klas::ui
