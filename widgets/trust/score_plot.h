// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/score_figures.h"
#include "widgets/plot/figure.h"
#include "widgets/plot/plot.h"

#include <optional>

class QMenu;

namespace klas::ui {

class ScoreLayer;

/// Top-1 after finetuning over a score, a marker for each stitch; buckets have a colour and a shape of their own. Scores
/// lie on a logarithmic axis where all are positive. A click, or Left and Right and Enter, choose a stitch.
class ScorePlot : public Plot {
    Q_OBJECT
public:
    explicit ScorePlot(QWidget* parent = nullptr);

    void setScore(const ScoreFigures& figures);
    const ScoreFigures& score() const { return m_figures; }
    void mark(const std::optional<Stitch>& stitch);
    std::optional<Stitch> marked() const;
    QPointF position(size_t point) const; ///< in this widget's coordinates
    QString pointText(size_t point) const;

    /// A line above the plot, for files.
    void setCaption(const QString& text);
    void drawOn(QCPPainter& painter, const QSize& size);

Q_SIGNALS:
    void stitchActivated(const klas::Stitch& stitch);
    /// A menu is about to open, for whoever has entries for it.
    void menuOpening(QMenu* menu);

protected:
    void applyTheme(const Theme& theme) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    std::optional<size_t> pointAt(const QPointF& at) const;
    void setMarked(std::optional<size_t> point);

    ScoreFigures m_figures; ///< those with a score alone
    std::optional<size_t> m_marked;
    ScoreLayer* m_layer; ///< owned by the canvas
};

/// How the command line draws the plot; needs a QApplication. Throws klas::Error where there is nothing to draw.
FigureDrawing scoreDrawing(const ScoreFigures& figures, const QString& caption, const ExportFormat& format);

} // namespace klas::ui
