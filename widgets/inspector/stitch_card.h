// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "widgets/bridge/project_state.h"
#include "widgets/heatmap/cell_states.h"
#include "widgets/inspector/strip_drawing.h"

#include <QWidget>
#include <functional>
#include <optional>

class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace klas::ui {

/// The chosen stitch: its strip drawing, cost with its FLOPs bucket, scores, how far the work on it is, and what is known of its
/// accuracy, from right after least squares to its finetunings.
class StitchCard : public QWidget {
    Q_OBJECT

public:
    /// `project` gives the one that is open; it is read whenever something is shown anew, never copied.
    explicit StitchCard(std::function<const ProjectState&()> project, QWidget* parent = nullptr);

    /// Nothing shows the next step.
    void setStitch(const std::optional<Stitch>& stitch);
    const std::optional<Stitch>& stitch() const { return m_stitch; }
    /// Another one is open, or more is known of it.
    void projectChanged(bool writable);
    /// A preview of the stitch waits or runs.
    void setMeasuring(bool measuring);
    /// Into how many buckets the range of FLOPs is cut; 0: as many as the pair deserves.
    void setBuckets(int buckets);
    void progressed(qlonglong job, const ProgressReport& report);
    /// Of the button Copy: who owns the card fills it when it is about to be shown.
    QMenu& copyMenu() const { return *m_copyMenu; }
    QString stateText() const;
    QWidget& controls() const { return *m_controls; } ///< the buttons
    QString scoresText() const;
    QString accuracyText() const;

Q_SIGNALS:
    void previewWanted(const klas::Stitch& stitch);
    void finetuneWanted(const klas::Stitch& stitch);
    void exportWanted(const klas::Stitch& stitch);

private:
    const ProjectState& project() const { return m_project(); }
    void refresh();
    void showState();
    void followPreview();
    QString scoreLines(const NetCard& source, const NetCard& target) const;

    std::function<const ProjectState&()> m_project;
    bool m_writable = false, m_measuring = false;
    bool m_seen = false;   ///< the preview in the queue
    long m_jobBefore = 0; ///< that decided the state when the preview was wanted
    int m_buckets = 0;
    CellState m_cell;                        ///< of the stitch, as the heatmap's badges have it
    std::optional<ProgressReport> m_progress; ///< of the job that runs for it
    std::optional<Stitch> m_stitch;
    StripDrawing* m_strip;
    QLabel *m_title, *m_scores, *m_state, *m_accuracy;
    QWidget* m_controls;
    QPushButton *m_preview, *m_finetune, *m_export;
    QToolButton* m_copy;
    QMenu* m_copyMenu;
};

} // namespace klas::ui
