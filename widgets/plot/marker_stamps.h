// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/series_style.h"

#include <QPixmap>
#include <map>
#include <tuple>

namespace klas::ui {

/// How a marker is drawn: style, radius of the circle around it, and how much of it is seen.
struct MarkerLook {
    SeriesStyle style;
    double radius = 5, opacity = 1;
};
void drawLook(QPainter& painter, const MarkerLook& look, const QPointF& at);

/// A marker as pixels, drawn once and laid down often.
class MarkerStamp {
public:
    MarkerStamp(const MarkerLook& look, double pixelRatio);
    /// At the nearest whole pixel.
    void draw(QPainter& painter, const QPointF& at) const;

private:
    int m_half;
    QPixmap m_pixels;
};

/// The stamps of one drawing: a plot of thousands of markers has a few kinds of them, and paths are too slow for thousands.
class MarkerStamps {
public:
    explicit MarkerStamps(double pixelRatio)
        : m_pixelRatio(pixelRatio) {}
    /// Stays where it is as long as these stamps live.
    const MarkerStamp& of(const MarkerLook& look);

private:
    double m_pixelRatio;
    std::map<std::tuple<QRgb, MarkerShape, double, double>, MarkerStamp> m_stamps;
};

} // namespace klas::ui
