// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/queue/jobs_model.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace klas::ui {

/// What is done to a job.
enum class JobCommand { Pause, Resume, Cancel, Up, Down, Duplicate, Remove };

/// The queue: what runs with its progress, what waits, what has ended and why; buttons for the chosen job.
class QueuePanel : public QWidget {
    Q_OBJECT

public:
    explicit QueuePanel(QWidget* parent = nullptr);

    void setJobs(const std::vector<Job>& jobs, bool writable);
    JobsModel& model() const { return *m_model; }
    QTableView& table() const { return *m_table; }
    /// Which commands suit a job.
    static bool suits(JobCommand command, const Job& job);
    /// The job before which `job` comes when it moves up, or after one down; 0 = to the end; nothing when it cannot move.
    std::optional<long> neighbour(long job, bool up) const;

Q_SIGNALS:
    void commanded(qlonglong job, klas::ui::JobCommand command);

private:
    void refresh();
    std::optional<Job> chosen() const;

    JobsModel* m_model;
    QTableView* m_table;
    QLabel* m_empty;
    std::vector<std::pair<JobCommand, QPushButton*>> m_buttons;
    bool m_writable = false;
};

} // namespace klas::ui

Q_DECLARE_METATYPE(klas::ui::JobCommand)
