// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/message_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <utility>

namespace klas::ui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel)
    , m_text(new QLabel)
    , m_button(new QPushButton)
    , m_close(new QToolButton) {
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Message"));
    m_close->setText(QStringLiteral("✕"));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(m_close->toolTip());
    auto* layout = new QHBoxLayout(this);
    const int gap = fontMetrics().xHeight();
    layout->setContentsMargins(2 * gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, [this] {
        hide();
        if (m_action) std::exchange(m_action, {})();
    });
    m_button->hide(); // until there is something to do
    hide();
}

void MessageBar::show(Kind kind, const QString& sentence) {
    show(kind, sentence, {}, {});
}

void MessageBar::show(Kind kind, const QString& sentence, const QString& button,
                      std::function<void()> action) {
    m_kind = kind;
    m_action = std::move(action);
    m_text->setText(sentence);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    const auto icon = kind == Kind::Problem ? QStyle::SP_MessageBoxWarning : QStyle::SP_MessageBoxInformation;
    const int size = fontMetrics().height();
    m_icon->setPixmap(style()->standardIcon(icon).pixmap(size, size));
    update();
    QFrame::show();
}

QString MessageBar::text() const {
    return isHidden() ? QString() : m_text->text();
}

/// A tint of amber or blue over the window's own colour: text keeps its contrast in both themes.
void MessageBar::paintEvent(QPaintEvent*) {
    const QColor base = palette().color(QPalette::Window);
    const QColor hue = m_kind == Kind::Problem ? QColor(0xe6, 0x9f, 0x00) : QColor(0x56, 0xb4, 0xe9);
    const auto mix = [](int a, int b) { return (3 * a + b) / 4; };
    QPainter painter(this);
    painter.fillRect(rect(), QColor(mix(base.red(), hue.red()), mix(base.green(), hue.green()),
                                    mix(base.blue(), hue.blue())));
}

void MessageBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QFrame::keyPressEvent(event);
}

} // namespace klas::ui
