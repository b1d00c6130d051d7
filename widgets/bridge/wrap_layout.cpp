// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/wrap_layout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QWidget>
#include <algorithm>

namespace klas::ui {

WrapLayout::WrapLayout(QWidget* parent)
    : QLayout(parent) {
    setContentsMargins(0, 0, 0, 0);
}

/// In the font of now: it is larger in a talk.
int WrapLayout::lineGap() const {
    return parentWidget() ? parentWidget()->fontMetrics().xHeight() : 0;
}

int WrapLayout::gap() const {
    return lineGap() * 3 / 2;
}

WrapLayout::~WrapLayout() = default;

QLayoutItem* WrapLayout::itemAt(int index) const {
    return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
}

QLayoutItem* WrapLayout::takeAt(int index) {
    if (index < 0 || index >= count()) return nullptr;
    QLayoutItem* item = m_items[size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

/// As many parts in each as fit; what is hidden takes no room.
std::vector<WrapLayout::Line> WrapLayout::lines(int width) const {
    std::vector<Line> lines;
    int taken = 0;
    for (const auto& item : m_items) {
        if (item->isEmpty()) continue;
        const int wanted = item->sizeHint().width();
        if (lines.empty() || taken + gap() + wanted > width) {
            lines.emplace_back();
            taken = -gap();
        }
        taken += gap() + wanted;
        lines.back().push_back(item.get());
    }
    return lines;
}

int WrapLayout::heightOf(const Line& line) {
    int height = 0;
    for (const QLayoutItem* item : line)
        height = std::max(height, item->sizeHint().height());
    return height;
}

int WrapLayout::heightForWidth(int width) const {
    const QMargins margins = contentsMargins();
    int height = margins.top() + margins.bottom();
    const auto all = lines(width - margins.left() - margins.right());
    for (const Line& line : all)
        height += heightOf(line);
    return height + lineGap() * std::max(0, int(all.size()) - 1);
}

QSize WrapLayout::sizeHint() const {
    const QMargins margins = contentsMargins();
    int width = -gap(), height = 0;
    for (const auto& item : m_items)
        if (!item->isEmpty()) {
            width += gap() + item->sizeHint().width();
            height = std::max(height, item->sizeHint().height());
        }
    return {std::max(0, width) + margins.left() + margins.right(), height + margins.top() + margins.bottom()};
}

QSize WrapLayout::minimumSize() const {
    QSize size;
    for (const auto& item : m_items)
        if (!item->isEmpty()) size = size.expandedTo(item->minimumSize());
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

void WrapLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    QRect left = rect.marginsRemoved(contentsMargins());
    for (const Line& line : lines(left.width())) {
        const int height = heightOf(line);
        place(line, {left.topLeft(), QSize(left.width(), height)});
        left.setTop(left.top() + height + lineGap());
    }
}

void WrapLayout::place(const Line& line, const QRect& rect) const {
    std::vector<int> widths;
    int rest = rect.width() - gap() * (int(line.size()) - 1);
    for (const QLayoutItem* item : line) {
        widths.push_back(std::min(item->sizeHint().width(), rect.width()));
        rest -= widths.back();
    }
    // One after another, so that what one cannot take is left to the next.
    int expanding = int(std::count_if(line.begin(), line.end(), [](const QLayoutItem* i) { return i->expandingDirections().testFlag(Qt::Horizontal); }));
    for (size_t k = 0; k < line.size(); ++k) {
        if (!line[k]->expandingDirections().testFlag(Qt::Horizontal)) continue;
        const int more = std::clamp(rest / expanding--, 0, std::max(0, line[k]->maximumSize().width() - widths[k]));
        widths[k] += more;
        rest -= more;
    }
    const QWidget* parent = parentWidget();
    const Qt::LayoutDirection direction = parent ? parent->layoutDirection() : Qt::LeftToRight;
    int x = rect.left();
    for (size_t k = 0; k < line.size(); ++k) {
        line[k]->setGeometry(QStyle::visualRect(direction, rect, QRect(x, rect.top(), widths[k], rect.height())));
        x += widths[k] + gap();
    }
}

QWidget* labelled(const QString& text, QWidget* field) {
    auto* part = new QWidget;
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(part->fontMetrics().xHeight());
    auto* label = new QLabel(text);
    label->setBuddy(field);
    label->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    row->addWidget(label);
    row->addWidget(field, 1);
    row->addStretch(0); // what a field at its widest does not take
    return part;
}

} // namespace klas::ui
