// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/method_curves.h"
#include "widgets/plot/theme.h"

#include <optional>
#include <qcustomplot.h>

namespace klas::ui {

/// Draws every curve: overlays below, a staircase for each method, what is beaten as small dots, networks on a front as
/// markers, anchors as stars; the marked point ringed, the shortlist numbered.
class SeriesLayer : public QCPLayerable {
    Q_OBJECT

public:
    SeriesLayer(QCPAxis* x, QCPAxis* y);

    void setData(const TradeoffData* data);
    void setTheme(const Theme& theme) { m_theme = theme; }
    void setMarked(std::optional<PointRef> point) { m_marked = point; }
    void setShortlist(std::vector<PointRef> points) { m_shortlist = std::move(points); }
    /// Ringed thinly: what is best within a budget.
    void setRinged(std::vector<PointRef> points) { m_ringed = std::move(points); }
    /// In pixels of the canvas.
    QPointF pixel(PointRef point) const;
    /// Within the axes.
    bool shows(PointRef point) const;
    double markerRadius() const;

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    QRect clipRect() const override;
    void draw(QCPPainter* painter) override;

private:
    QPolygonF line(const std::vector<std::pair<double, double>>& points, bool steps, bool toTheEnd) const;
    void drawOverlay(QCPPainter* painter, const OverlayCurve& overlay) const;
    void drawCurve(QCPPainter* painter, const MethodCurve& curve) const;
    void drawPoint(QCPPainter* painter, PointRef point) const;
    void drawRings(QCPPainter* painter) const;

    QCPAxis *m_x, *m_y;
    const TradeoffData* m_data = nullptr;
    std::vector<MethodCurve> m_curves;
    Theme m_theme;
    std::optional<PointRef> m_marked;
    std::vector<PointRef> m_shortlist, m_ringed;
};

} // namespace klas::ui
