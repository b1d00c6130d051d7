// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <string>

class QPainter;
class QPointF;

namespace klas::ui {

enum class MarkerShape {
    RingedDot,
    Diamond,
    Cross,
    Square,
    TriangleUp,
    TriangleDown,
    Plus,
    Star,
    Pentagon,
    Hexagon
};

/// How a method or an anchor looks in every plot: colour (Okabe–Ito) and shape say the same thing.
struct SeriesStyle {
    QColor color;
    MarkerShape shape = MarkerShape::RingedDot;
    QString title; ///< "KLAS", "SN-Net"
    bool operator==(const SeriesStyle&) const = default;
};

/// The style of a selection method, by Selection::method: "klas", "snnet", "random", "uniform", "min-kl",
/// "whole-source", "cascade", "measure:cka", ... Unknown names get a fixed style of their own.
SeriesStyle methodStyle(const std::string& method);
/// The style of the k-th anchor of a project (0-based).
SeriesStyle anchorStyle(int index);

/// Draws the marker around `center`; `radius` is that of the circle around it. A halo in the opposite tone
/// keeps it legible on any cell colour.
void drawMarker(QPainter& painter, const SeriesStyle& style, const QPointF& center, double radius);

} // namespace klas::ui
