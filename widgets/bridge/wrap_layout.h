// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>
#include <memory>
#include <vector>

namespace klas::ui {

/// A row that goes on in a second line where there is no room: what stands in it stays readable, and decides nothing about how
/// narrow a window may be but by its widest part.
///
///     auto* row = new WrapLayout(widget);
///     row->addWidget(labelled(tr("&Pair"), pairBox));
///
/// Parts are as wide as they want to be; those that expand share what is left of their line, up to their maximum.
class WrapLayout : public QLayout {
public:
    explicit WrapLayout(QWidget* parent = nullptr);
    ~WrapLayout() override;

    void addItem(QLayoutItem* item) override { m_items.emplace_back(item); }
    int count() const override { return int(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override; ///< in one line
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    using Line = std::vector<QLayoutItem*>;
    int gap() const; ///< between the parts of a line, wider than within a part
    int lineGap() const;
    std::vector<Line> lines(int width) const;
    static int heightOf(const Line& line);
    void place(const Line& line, const QRect& rect) const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

/// A label with the field it names, as one part of a row.
QWidget* labelled(const QString& text, QWidget* field);

} // namespace klas::ui
