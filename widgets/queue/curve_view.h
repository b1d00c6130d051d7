// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/finetune_run.h"
#include "widgets/plot/plot.h"

#include <QString>
#include <string>
#include <vector>

class QCPGraph;
class QLabel;

namespace klas::ui {

/// At most `most` points, the first and the last among them, and of every stretch its least and its greatest loss, so that
/// no spike is lost. Ascending in steps.
std::vector<CurvePoint> thinned(const std::vector<CurvePoint>& points, size_t most);

/// The training curve of one run: mean loss since the point before over optimiser steps. It grows while the run does.
class CurveView : public Plot {
    Q_OBJECT
public:
    explicit CurveView(QWidget* parent = nullptr);

    /// Another run from its start; `steps`: how many it will have, 0 while that is not known.
    void setCurve(const RunCurve& curve, long steps);
    /// The next stretch of the same run: points that are there already are replaced, as a resumed run makes them again.
    void add(const RunCurve& stretch);
    const RunCurve& curve() const { return m_curve; }
    void clear(const QString& emptyText);
    const QString& readout() const { return m_readout; } ///< of the point under the mouse, else of the last one

protected:
    void applyTheme(const Theme& theme) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void tell(const CurvePoint* point);

    RunCurve m_curve;
    long m_steps = 0;
    QString m_readout;
    QCPGraph* m_line;
    QLabel *m_empty, *m_text;
};

} // namespace klas::ui
