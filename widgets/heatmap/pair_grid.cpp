// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/pair_grid.h"

#include "widgets/bridge/text.h"
#include "widgets/heatmap/heatmap_layout.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace klas::ui {

static constexpr qint64 kSliceMs = 4;

PairGrid::PairGrid(Values values, QWidget* parent)
    : QWidget(parent)
    , m_values(std::move(values)) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("All pairs of anchors"));
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &PairGrid::work);
    m_theme = Theme::of(palette(), tabular(font()));
}

void PairGrid::setSpec(const PairGridSpec& spec) {
    if (spec == m_spec) return;
    if (spec.anchors != m_spec.anchors) m_current = {};
    m_spec = spec;
    m_scale = spec.range ? fixedScale(spec.range->lower, spec.range->upper, spec.scale, {}) : ValueScale{};
    m_tiles.assign(spec.anchors.size() * spec.anchors.size(), {});
    layOut();
}

void PairGrid::renew(const std::string& source, const std::string& target) {
    for (int s = 1; s <= count(); ++s)
        for (int t = 1; t <= count(); ++t)
            if (m_spec.anchors[static_cast<size_t>(s - 1)] == source && m_spec.anchors[static_cast<size_t>(t - 1)] == target) tileOf({t, s}).known = false;
    redraw();
}

void PairGrid::setCurrentPair(const std::string& source, const std::string& target) {
    const auto place = [&](const std::string& name) {
        return 1 + static_cast<int>(std::find(m_spec.anchors.begin(), m_spec.anchors.end(), name) - m_spec.anchors.begin());
    };
    const QPoint pair(place(target), place(source));
    moveTo(pair.x() <= count() && pair.y() <= count() ? pair : QPoint());
}

void PairGrid::layOut() {
    m_layout = PairGridLayout(size(), m_spec.names, m_theme.font);
    redraw();
}

/// Every tile is put on the sheet again; pictures that are known stay as they are.
void PairGrid::redraw() {
    const double ratio = devicePixelRatioF();
    if (m_sheet.size() != (QSizeF(size()) * ratio).toSize()) m_sheet = QImage((QSizeF(size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    m_sheet.setDevicePixelRatio(ratio);
    m_sheet.fill(Qt::transparent);
    m_next = 0;
    if (!m_layout.isEmpty() && !m_sheet.isNull()) m_timer.start();
    update();
}

void PairGrid::work() {
    QElapsedTimer clock;
    clock.start();
    QPainter painter(&m_sheet);
    while (m_next < count() * count() && clock.elapsed() < kSliceMs) {
        const QPoint pair(1 + m_next % count(), 1 + m_next / count());
        if (!tileOf(pair).known) look(pair);
        drawTile(painter, pair);
        ++m_next;
    }
    if (m_next >= count() * count()) {
        m_timer.stop();
        setAccessibleDescription(pairText(m_current));
    }
    update();
}

void PairGrid::look(QPoint pair) {
    Tile& tile = tileOf(pair);
    tile = {true, {}, {}};
    const auto stored = m_values(m_spec.anchors[static_cast<size_t>(pair.y() - 1)], m_spec.anchors[static_cast<size_t>(pair.x() - 1)]);
    if (!stored || stored->trusted.empty()) return;
    const auto [low, high] = std::minmax_element(stored->trusted.begin(), stored->trusted.end());
    tile.ends = {*low, *high};
    tile.image = QImage(stored->columns, stored->rows, QImage::Format_ARGB32_Premultiplied);
    size_t k = 0;
    for (int i = 0; i < stored->rows; ++i) {
        auto* line = reinterpret_cast<QRgb*>(tile.image.scanLine(i));
        for (int j = 0; j < stored->columns; ++j, ++k) {
            const double fraction = m_scale.fraction(stored->values[k]);
            line[j] = std::isnan(fraction) || !m_spec.range ? qRgba(0, 0, 0, 0) : colorAt(ColorMap::Cividis, m_spec.largerIsCloser ? fraction : 1 - fraction);
        }
    }
}

void PairGrid::drawTile(QPainter& painter, QPoint pair) {
    const QRectF area = m_layout.tile(pair.y(), pair.x());
    const Tile& tile = tileOf(pair);
    if (!tile.image.isNull()) {
        // Whole cells where they are larger than a pixel, their mean where they are smaller.
        painter.setRenderHint(QPainter::SmoothPixmapTransform, tile.image.width() > area.width() || tile.image.height() > area.height());
        painter.drawImage(area, tile.image);
        return;
    }
    painter.setPen(QPen(m_theme.hatch, 1, Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.setFont(m_theme.smallFont());
    painter.setPen(m_theme.mutedText);
    const QString words = tr("not analysed");
    const QRectF needed = painter.boundingRect(area, Qt::AlignCenter | Qt::TextWordWrap, words);
    const bool fits = needed.width() <= area.width() && needed.height() <= area.height();
    painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, fits ? words : QStringLiteral("–")); // the words are in the tooltip
}

void PairGrid::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.background);
    if (m_layout.isEmpty()) {
        painter.setPen(m_theme.mutedText);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_spec.next);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.drawImage(0, 0, m_sheet);
    drawNames(painter, m_layout, m_spec.names, m_theme);
    if (m_spec.range) drawColorBar(painter, m_layout.bar, m_scale, ColorMap::Cividis, m_spec.largerIsCloser, m_spec.label, m_spec.top, m_theme);
    if (m_current.isNull()) return;
    const QRectF frame = m_layout.tile(m_current.y(), m_current.x()).adjusted(-1, -1, 1, 1);
    painter.setPen(QPen(m_theme.dark ? QColor(20, 20, 20) : QColor(Qt::white), 5, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(frame);
    painter.setPen(QPen(hasFocus() ? m_theme.focus : m_theme.text, 2.5, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(frame);
}

void PairGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
}

void PairGrid::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
    m_theme = Theme::of(palette(), tabular(font()));
    layOut();
}

std::optional<QPoint> PairGrid::pairAt(const QPointF& position) const {
    return cellAt(position, m_layout.tiles, {count(), 1, count()});
}

QString PairGrid::pairText(QPoint pair) const {
    if (pair.isNull()) return {};
    const auto anchor = [&](int k) { return qstr(m_spec.anchors[static_cast<size_t>(k - 1)]); };
    const QString names = anchor(pair.y()) + QStringLiteral(" → ") + anchor(pair.x());
    const Tile& tile = const_cast<PairGrid*>(this)->tileOf(pair);
    if (!tile.known) return names;
    if (tile.image.isNull()) return tr("%1: not analysed").arg(names);
    return tr("%1: %2 from %3 to %4, %L5 × %L6 blocks")
        .arg(names, m_spec.label, number(tile.ends.lower), number(tile.ends.upper))
        .arg(tile.image.height())
        .arg(tile.image.width());
}

void PairGrid::moveTo(QPoint pair) {
    if (pair == m_current) return;
    m_current = pair;
    setAccessibleDescription(pairText(pair));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    update();
}

void PairGrid::activate(QPoint pair) {
    Q_EMIT pairActivated(qstr(m_spec.anchors[static_cast<size_t>(pair.y() - 1)]), qstr(m_spec.anchors[static_cast<size_t>(pair.x() - 1)]));
}

void PairGrid::mouseMoveEvent(QMouseEvent* event) {
    const auto pair = pairAt(event->position());
    if (!pair) return QToolTip::hideText();
    moveTo(*pair);
    QToolTip::showText(event->globalPosition().toPoint(), pairText(*pair), this, m_layout.tile(pair->y(), pair->x()).toAlignedRect());
}

void PairGrid::mouseReleaseEvent(QMouseEvent* event) {
    const auto pair = pairAt(event->position());
    if (event->button() != Qt::LeftButton || !pair) return;
    moveTo(*pair);
    activate(*pair);
}

void PairGrid::keyPressEvent(QKeyEvent* event) {
    const auto key = static_cast<Qt::Key>(event->key());
    const auto current = m_current.isNull() ? std::nullopt : std::optional(m_current);
    if (const auto next = movedCell(current, key, {count(), 1, count()})) return moveTo(*next);
    if (current && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space)) return activate(*current);
    if (key == Qt::Key_Escape) return Q_EMIT dismissed();
    QWidget::keyPressEvent(event);
}

void PairGrid::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (m_current.isNull() && count() > 0) moveTo({1, 1});
    update();
}

QSize PairGrid::sizeHint() const {
    return fontMetrics().height() * QSize(38, 28);
}

QSize PairGrid::minimumSizeHint() const {
    return fontMetrics().height() * QSize(18, 13);
}

} // namespace klas::ui
