// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/series_style.h"

#include "core/base/fixed_hash.h"
#include "core/base/okabe_ito.h"
#include "core/records/method_color.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>
#include <array>
#include <cmath>
#include <numbers>

namespace klas::ui {

namespace {

using namespace okabe_ito;

struct KnownMethod {
    const char* id;
    MarkerShape shape;
    const char* title;
};

constexpr KnownMethod kMethods[] = {
    {"klas", MarkerShape::RingedDot, QT_TRANSLATE_NOOP("method", "KLAS")},
    {"snnet", MarkerShape::Diamond, QT_TRANSLATE_NOOP("method", "SN-Net")},
    {"random", MarkerShape::Cross, QT_TRANSLATE_NOOP("method", "random")},
    {"uniform", MarkerShape::Square, QT_TRANSLATE_NOOP("method", "uniform in FLOPs")},
    {"min-kl", MarkerShape::TriangleUp, QT_TRANSLATE_NOOP("method", "smallest KL")},
    {"whole-source", MarkerShape::TriangleDown, QT_TRANSLATE_NOOP("method", "whole source")},
    {"init-both", MarkerShape::Pentagon, QT_TRANSLATE_NOOP("method", "both directions")},
    {"probe-front", MarkerShape::Square, QT_TRANSLATE_NOOP("method", "front by probes")},
    {"klas-reverse", MarkerShape::Hexagon, QT_TRANSLATE_NOOP("method", "KLAS reversed")},
    {"cascade", MarkerShape::Plus, QT_TRANSLATE_NOOP("method", "cascade")},
};

// A star is an anchor as it came.
constexpr std::array kOtherShapes{MarkerShape::Hexagon, MarkerShape::Pentagon, MarkerShape::Plus, MarkerShape::Square};

/// Corners on a circle of `radius`, the first at the top; every second one at `inner` x radius for a star.
QPolygonF corners(const QPointF& center, double radius, int count, double inner = 1, double turn = 0) {
    QPolygonF polygon;
    for (int k = 0; k < count; ++k) {
        const double angle = 2 * std::numbers::pi * k / count + turn;
        const double r = k % 2 ? radius * inner : radius;
        polygon << center + QPointF(r * std::sin(angle), -r * std::cos(angle));
    }
    return polygon;
}

QPainterPath outline(MarkerShape shape, const QPointF& c, double r) {
    QPainterPath path;
    const auto polygon = [&](const QPolygonF& p) {
        path.addPolygon(p);
        path.closeSubpath();
    };
    const auto line = [&](QPointF a, QPointF b) {
        path.moveTo(c + r * a);
        path.lineTo(c + r * b);
    };
    switch (shape) {
    case MarkerShape::RingedDot:
        path.addEllipse(c, r * 0.88, r * 0.88);
        break;
    case MarkerShape::Diamond:
        polygon(corners(c, r, 4));
        break;
    case MarkerShape::Square:
        polygon(corners(c, r, 4, 1, std::numbers::pi / 4));
        break;
    case MarkerShape::TriangleUp:
        polygon(corners(c + QPointF(0, r * 0.15), r, 3));
        break;
    case MarkerShape::TriangleDown:
        polygon(corners(c - QPointF(0, r * 0.15), r, 3, 1, std::numbers::pi));
        break;
    case MarkerShape::Pentagon:
        polygon(corners(c, r, 5));
        break;
    case MarkerShape::Hexagon:
        polygon(corners(c, r, 6));
        break;
    case MarkerShape::Star:
        polygon(corners(c, r, 10, 0.45));
        break;
    case MarkerShape::Cross:
        line({-0.7, -0.7}, {0.7, 0.7});
        line({-0.7, 0.7}, {0.7, -0.7});
        break;
    case MarkerShape::Plus:
        line({-0.9, 0}, {0.9, 0});
        line({0, -0.9}, {0, 0.9});
        break;
    }
    return path;
}

} // namespace

SeriesStyle methodStyle(const std::string& method) {
    for (const KnownMethod& known : kMethods)
        if (method == known.id)
            return {QColor(methodColor(method)), known.shape, QCoreApplication::translate("method", known.title)};
    const std::string title = method.starts_with("measure:") ? method.substr(8) : method;
    return {QColor(methodColor(method)), kOtherShapes[fixedHash(method) / 7 % kOtherShapes.size()],
            QString::fromStdString(title)};
}

SeriesStyle anchorStyle(int index) {
    static constexpr std::array colors{kBlue, kOrange, kGreen, kPurple, kSkyBlue, kVermillion, kYellow};
    const auto k = static_cast<size_t>(index < 0 ? 0 : index);
    static constexpr std::array shapes{MarkerShape::Star, MarkerShape::Pentagon, MarkerShape::Hexagon,
                                       MarkerShape::Square};
    return {QColor(colors[k % colors.size()]), shapes[k / colors.size() % shapes.size()], {}};
}

void drawMarker(QPainter& painter, const SeriesStyle& style, const QPointF& center, double radius) {
    const QPainterPath path = outline(style.shape, center, radius);
    const double line = std::max(1.4, radius * 0.3);
    const auto stroke = [&](const QColor& color, double width) {
        painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin));
        painter.drawPath(path);
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    // Dark rim, white body line, colour inside it: one of them stands out from any cell.
    stroke(QColor(0x14, 0x14, 0x14), line * 2.1);
    stroke(Qt::white, line * 1.5);
    stroke(style.color, line * 0.85);
    if (style.shape == MarkerShape::RingedDot) {
        painter.setPen(QPen(Qt::white, line * 0.45));
        painter.setBrush(style.color);
        painter.drawEllipse(center, radius * 0.36, radius * 0.36);
    }
    painter.restore();
}

} // namespace klas::ui
