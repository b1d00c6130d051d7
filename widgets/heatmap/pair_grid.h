// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/heatmap/pair_grid_layout.h"
#include "widgets/heatmap/stored_values.h"

#include <QImage>
#include <QPoint>
#include <QTimer>
#include <QWidget>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace klas::ui {

/// What a grid of pairs shows, apart from the numbers.
struct PairGridSpec {
    std::vector<std::string> anchors;
    QStringList names;               ///< of the anchors, as people should read them
    QString label, top;              ///< along the colour bar, and above its upper end
    bool largerIsCloser = false;
    Scale scale = Scale::Log;
    std::optional<ColorRange> range; ///< for all; without it only frames are drawn
    QString next;                    ///< what to do where there are no anchors
    bool operator==(const PairGridSpec&) const = default;
};

/// Every ordered pair of anchors as a small heatmap, sources in rows, targets in columns, all in one colour range.
///
///     auto* grid = new PairGrid([&](auto& source, auto& target) { return valuesOf(source, target); });
///     grid->setSpec(spec);
///     connect(grid, &PairGrid::pairActivated, panel, &Panel::showPair);
///
/// Each pair becomes a picture of its own, once, a few of them at a time: hundreds of large ones do not hold up the window.
/// Mouse and arrow keys move a frame, Enter, Space or a click take its pair, Escape leaves.
class PairGrid : public QWidget {
    Q_OBJECT
public:
    /// The numbers of a pair; nothing where it was not analysed.
    using Values = std::function<std::optional<StoredValues>(const std::string& source, const std::string& target)>;

    explicit PairGrid(Values values, QWidget* parent = nullptr);

    void setSpec(const PairGridSpec& spec);
    const PairGridSpec& spec() const { return m_spec; }
    /// The numbers of a pair changed.
    void renew(const std::string& source, const std::string& target);
    bool finished() const { return !m_timer.isActive(); }

    QPoint currentPair() const { return m_current; } ///< x = target, y = source, from 1; (0, 0) none
    void setCurrentPair(const std::string& source, const std::string& target);
    QRectF tileArea(int source, int target) const { return m_layout.tile(source, target); }
    QString pairText(QPoint pair) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void pairActivated(const QString& source, const QString& target);
    void dismissed(); ///< Escape

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    struct Tile {
        bool known = false; ///< whether `image` says how things are
        QImage image;       ///< a pixel for each pair of blocks; null: not analysed
        ColorRange ends;    ///< smallest and largest number
    };

    int count() const { return static_cast<int>(m_spec.anchors.size()); }
    Tile& tileOf(QPoint pair) { return m_tiles[static_cast<size_t>((pair.y() - 1) * count() + pair.x() - 1)]; }
    void layOut();
    void redraw();
    void work();
    void look(QPoint pair);
    void drawTile(QPainter& painter, QPoint pair);
    void moveTo(QPoint pair);
    void activate(QPoint pair);
    std::optional<QPoint> pairAt(const QPointF& position) const;

    Values m_values;
    PairGridSpec m_spec;
    ValueScale m_scale;
    Theme m_theme;
    PairGridLayout m_layout;
    std::vector<Tile> m_tiles; ///< count() x count()
    QImage m_sheet;            ///< all tiles as they are drawn
    int m_next = 0;            ///< tile to draw on it
    QTimer m_timer;
    QPoint m_current;
};

} // namespace klas::ui
