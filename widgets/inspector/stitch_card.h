// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_state.h"
#include "widgets/inspector/strip_drawing.h"

#include <QWidget>
#include <optional>

class QLabel;
class QPushButton;

namespace klas::ui {

/// The chosen stitch: its strip drawing, scores, cost, and what is known of its accuracy, from right after least squares to
/// its finetunings.
class StitchCard : public QWidget {
    Q_OBJECT

public:
    explicit StitchCard(QWidget* parent = nullptr);

    /// Nothing shows the next step.
    void setStitch(const std::optional<Stitch>& stitch);
    const std::optional<Stitch>& stitch() const { return m_stitch; }
    /// What is known now; `measuring`: a preview of it waits or runs.
    void setProject(const ProjectState& project, bool writable);
    void setMeasuring(bool measuring);
    QString scoresText() const;
    QString accuracyText() const;

Q_SIGNALS:
    void previewWanted(const klas::Stitch& stitch);
    void finetuneWanted(const klas::Stitch& stitch);

private:
    void refresh();

    ProjectState m_project;
    bool m_writable = false, m_measuring = false;
    std::optional<Stitch> m_stitch;
    StripDrawing* m_strip;
    QLabel *m_title, *m_scores, *m_accuracy;
    QPushButton *m_preview, *m_finetune;
};

} // namespace klas::ui
