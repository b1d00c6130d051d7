// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"

#include <QPlainTextEdit>
#include <utility>
#include <vector>

namespace klas::ui {

/// Names and values that say what a job is: state, times, device, anchors, stitches, and what of its recipe is not as usual.
std::vector<std::pair<QString, QString>> factsOf(const Job& job);

/// All that is known of one job as text that can be selected and copied: its facts, then its log.
class JobDetails : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit JobDetails(QWidget* parent = nullptr);

    void show(const Job& job, const std::vector<QString>& log);
    void clear(const QString& emptyText);
    /// As large as other text, which is larger in a talk.
    void setSizeOf(const QFont& font);
};

} // namespace klas::ui
