// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_session.h"
#include "widgets/heatmap/stored_values.h"

#include <QObject>
#include <QTimer>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace klas::ui {

/// What a range is asked for.
struct RangeQuestion {
    std::string measure = "kl";
    Quantity quantity = Quantity::Score;
    Scale scale = Scale::Log;
    auto operator<=>(const RangeQuestion&) const = default;
};

/// One colour range for all stored matrices of a measure: the union of the ranges that pairs of different anchors have.
///
/// Matrices are looked at a few at a time, so that hundreds of large ones do not hold up the window, and each only once:
/// its key says whether it is still the same.
class RangeSurvey : public QObject {
    Q_OBJECT
public:
    explicit RangeSurvey(const ProjectSession& session, QObject* parent = nullptr);

    /// The range, or nothing while it is looked for; found() follows. Nothing, too, where no matrix has a number.
    std::optional<ColorRange> range(const RangeQuestion& question);

Q_SIGNALS:
    /// A range became known, or may be another one: whoever shows one asks again.
    void found();

private:
    struct Seen {
        std::string key; ///< of the matrix, and of its target's own
        std::optional<ColorRange> range;
    };
    struct Answer {
        std::map<std::pair<std::string, std::string>, Seen> pairs;
        std::optional<ColorRange> range;
        bool complete = false;
    };

    void renew();
    void begin(const RangeQuestion& question);
    void look();

    const ProjectSession& m_session;
    std::map<RangeQuestion, Answer> m_answers;
    RangeQuestion m_question; ///< that is worked on
    std::vector<std::pair<std::string, std::string>> m_waiting;
    QTimer m_timer;
};

} // namespace klas::ui
