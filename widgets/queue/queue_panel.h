// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/queue/curve_view.h"
#include "widgets/queue/job_details.h"
#include "widgets/queue/job_log.h"
#include "widgets/queue/jobs_model.h"

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QSplitter;
class QTableView;

namespace klas::ui {

/// What is done to a job. Duplicate: the same once more. Change: the same once more with another recipe.
enum class JobCommand { Pause, Resume, Cancel, Up, Down, Duplicate, Change, Remove };

/// The queue: what runs with its progress, what waits, what has ended and why; buttons for the chosen job.
class QueuePanel : public QWidget {
    Q_OBJECT

public:
    explicit QueuePanel(QWidget* parent = nullptr);

    void setJobs(const std::vector<Job>& jobs, bool writable);
    /// Selects the row of a job, now or when it comes; 0: none. Says nothing and moves the list no further than it must.
    void choose(long job);
    JobsModel& model() const { return *m_model; }
    QTableView& table() const { return *m_table; }
    /// Of the finetuning that is chosen; who owns the panel fills it when curveWanted() says so.
    CurveView& curve() const { return *m_curve; }
    JobDetails& details() const { return *m_details; }
    QWidget& controls() const { return *m_controls; } ///< the buttons
    void progressed(qlonglong job, const ProgressReport& report);
    /// Which commands suit a job.
    static bool suits(JobCommand command, const Job& job);
    /// The job before which `job` comes when it moves up, or after one down; 0 = to the end; nothing when it cannot move.
    std::optional<long> neighbour(long job, bool up) const;

Q_SIGNALS:
    void jobChosen(qlonglong job); ///< by a person; 0: none any more
    void commanded(qlonglong job, klas::ui::JobCommand command);
    void moveWanted(qlonglong job, qlonglong before);
    /// Another finetuning was chosen: the name of its run and how many steps it has.
    void curveWanted(const std::string& run, long steps);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void fitColumns();
    void followCurve();
    void showDetails();
    void command(JobCommand command);
    bool possible(JobCommand command) const;
    void showMenu(const QPoint& at);
    std::optional<Job> chosen() const;
    void selectRow(int row, bool scroll);

    struct Entry {
        JobCommand command;
        QAction* action;
        QPushButton* button;
    };
    JobsModel* m_model;
    QTableView* m_table;
    QLabel* m_empty;
    CurveView* m_curve;
    JobDetails* m_details;
    JobLog m_log;
    QSplitter* m_split;
    QWidget* m_controls;
    bool m_fitted = false; ///< the columns, to the type and a width that is seen
    long m_shown = 0;  ///< job whose curve is shown
    long m_chosen = 0; ///< job whose row is selected, as soon as it is there
    bool m_quiet = false;
    std::vector<Entry> m_actions;
    bool m_writable = false;
};

} // namespace klas::ui

Q_DECLARE_METATYPE(klas::ui::JobCommand)
