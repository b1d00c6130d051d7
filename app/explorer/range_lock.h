// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/range_survey.h"

#include <QObject>
#include <map>

class QAction;

namespace klas::ui {

class SimilarityPanel;

/// What decides the ends of the heatmap's colours: the picture itself, the ends that were there when the range was locked, or
/// all pairs of the measure together. Remembered in the settings.
///
/// A locked range is that of one measure: another measure, or a difference, gets its own when it is first shown complete.
/// Differences are never drawn in the range of all pairs.
class RangeLock : public QObject {
    Q_OBJECT
public:
    RangeLock(SimilarityPanel& panel, const ProjectSession& session, RangeSurvey& survey);

    QAction* lockAction() const { return m_lock; }     ///< checkable, "Lock Colour Range"
    QAction* sharedAction() const { return m_shared; } ///< checkable, "Same Range for All Pairs"

private:
    using Key = std::pair<RangeQuestion, bool>; ///< and whether differences are shown
    Key key() const;
    void chosen();
    void apply();

    SimilarityPanel& m_panel;
    RangeSurvey& m_survey;
    QAction *m_lock, *m_shared;
    std::map<Key, ColorRange> m_locked;
};

} // namespace klas::ui
