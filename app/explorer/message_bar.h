// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace klas::ui {

/// A sentence across the top of the window that stays until it is closed or replaced; it never blocks
/// anything.
class MessageBar : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Information, Problem };

    explicit MessageBar(QWidget* parent = nullptr);

    void show(Kind kind, const QString& sentence);
    /// The same with one thing to do about it.
    void show(Kind kind, const QString& sentence, const QString& button, std::function<void()> action);
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Kind m_kind = Kind::Information;
    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_button;
    QToolButton* m_close;
    std::function<void()> m_action;
};

} // namespace klas::ui
