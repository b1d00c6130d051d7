// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"
#include "widgets/plot/theme.h"

#include <qcustomplot.h>

namespace klas::ui {

class MarkerStamps;

/// Draws overlays, and every series above them: its front as a staircase (many runs of a method: their mean), its networks
/// as markers, those that are beaten dimmed, anchors as stars; the marked point ringed. Where there are more methods than
/// colours can tell apart only the best have theirs: the others are grey dots and lines below.
class SeriesLayer : public QCPLayerable {
    Q_OBJECT

public:
    SeriesLayer(QCPAxis* x, QCPAxis* y);

    void setData(const TradeoffData* data);
    void setTheme(const Theme& theme) { m_theme = theme; }
    /// In pixels of the canvas.
    QPointF pixel(PointRef point) const;
    double markerRadius() const;
    /// Of the k-th overlay, in the plot and in the legend.
    static QPen overlayPen(const Theme& theme, size_t k);

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    QRect clipRect() const override;
    void draw(QCPPainter* painter) override;

private:
    QPolygonF staircase(const std::vector<std::pair<double, double>>& points) const;
    void drawOverlays(QCPPainter* painter) const;
    void drawFronts(QCPPainter* painter, const MethodCurve& curve) const;
    void drawPoints(QCPPainter* painter, const TradeoffSeries& series, MarkerStamps* stamps) const;
    void drawQuietPoints(QCPPainter* painter, const TradeoffSeries& series) const;

    QCPAxis *m_x, *m_y;
    const TradeoffData* m_data = nullptr;
    std::vector<bool> m_quiet; ///< series
    Theme m_theme;
};

} // namespace klas::ui
