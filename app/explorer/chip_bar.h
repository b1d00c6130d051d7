// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QToolButton>
#include <QWidget>
#include <functional>
#include <vector>

class QHBoxLayout;

namespace klas::ui {

/// Something chosen, as a button: a click, Space, Enter or Delete lets go of it.
class Chip : public QToolButton {
    Q_OBJECT
public:
    explicit Chip(QWidget* parent = nullptr);

    void setWhat(const QString& text, const QString& tip);
    QString what() const { return m_what; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void letGoWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QString shown(int width) const;

    QString m_what;
};

/// A row of chips at the bottom of a widget. In a tall one a row is kept free for it; a low one gives none, and the chips lie over
/// its lowest row while there are any. So nothing moves when something is chosen.
class ChipBar : public QWidget {
    Q_OBJECT
public:
    struct Item {
        QString text, tip;
        std::function<void()> letGo;
        QString button = {}; ///< more that can be done about it; empty: nothing
        std::function<void()> act = {};
    };

    /// Lies at the bottom of `host`, whose layout has `room()` as its last item.
    explicit ChipBar(QWidget* host);
    QWidget* room() const { return m_room; }

    /// Chips of the same text stay, with the focus.
    void show(std::vector<Item> items);
    /// No chips for now, and no room for them.
    void setQuiet(bool quiet);
    std::vector<Chip*> chips() const { return m_chips; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();
    void place();
    void dropped(size_t chip);

    QWidget* m_room;
    bool m_quiet = false;
    QHBoxLayout* m_row;
    std::vector<Item> m_items;
    std::vector<Chip*> m_chips;
    std::vector<QToolButton*> m_buttons; ///< beside the chips, null where there is none
};

} // namespace klas::ui
