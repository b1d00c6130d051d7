// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/color_map.h"
#include "widgets/plot/theme.h"
#include "widgets/plot/value_scale.h"

#include <QRectF>
#include <QString>
#include <QStringList>

class QPainter;

namespace klas::ui {

/// Where the parts of a grid of n x n small heatmaps lie in a widget: names of sources on the left, of targets above, the
/// colour bar on the right.
struct PairGridLayout {
    QRectF tiles;        ///< all of them, without names
    QRectF bar;          ///< without its numbers
    double gap = 0;      ///< around each tile, on every side
    bool turned = false; ///< names of targets run upwards

    PairGridLayout() = default;
    /// `label` runs along the colour bar.
    PairGridLayout(const QSizeF& size, const QStringList& names, const QFont& font);

    /// Source s and target t, from 1.
    QRectF tile(int s, int t) const;
    bool isEmpty() const { return m_count < 1 || tiles.isEmpty(); }

private:
    int m_count = 0;
};

/// The names along both sides.
void drawNames(QPainter& painter, const PairGridLayout& layout, const QStringList& names, const Theme& theme);
/// The colours from bottom to top with numbers beside them; `largerOnTop` false: the smallest value on top.
void drawColorBar(QPainter& painter, const QRectF& bar, const ValueScale& values, ColorMap map, bool largerOnTop, const QString& label,
                  const QString& top, const Theme& theme);

} // namespace klas::ui
