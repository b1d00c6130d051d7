// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/chip_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionToolButton>
#include <utility>

namespace klas::ui {

static constexpr int kTallLines = 38;   ///< lines of text from which on a row is kept free
static constexpr int kMostLetters = 40; ///< of a chip, wherever there is room

Chip::Chip(QWidget* parent)
    : QToolButton(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(this, &QToolButton::clicked, this, &Chip::letGoWanted);
}

void Chip::setWhat(const QString& text, const QString& tip) {
    setToolTip(tip + QLatin1Char('\n') + tr("Click, or Delete on it: let go of it"));
    if (text == m_what) return;
    m_what = text;
    setAccessibleName(tr("Let go of %1").arg(text));
    updateGeometry();
    update();
}

static const QString kCross = QStringLiteral("  ✕");

QString Chip::shown(int width) const {
    const int cross = fontMetrics().horizontalAdvance(kCross);
    return fontMetrics().elidedText(m_what, Qt::ElideMiddle, width - cross) + kCross;
}

QSize Chip::sizeHint() const {
    const int most = kMostLetters * fontMetrics().averageCharWidth(), gap = fontMetrics().xHeight();
    return {std::min(most, fontMetrics().horizontalAdvance(m_what + kCross)) + 2 * gap, fontMetrics().height() + gap};
}

QSize Chip::minimumSizeHint() const { return {8 * fontMetrics().averageCharWidth(), sizeHint().height()}; }

void Chip::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace || key == Qt::Key_Return || key == Qt::Key_Enter)
        Q_EMIT letGoWanted();
    else
        QToolButton::keyPressEvent(event);
}

void Chip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor text = palette().color(QPalette::WindowText);
    QColor fill = text, edge = text;
    fill.setAlphaF(isDown() ? 0.2F : underMouse() ? 0.13F : 0.07F);
    edge.setAlphaF(0.25F);
    const QRectF area = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(hasFocus() ? QPen(palette().color(QPalette::Highlight), 2) : QPen(edge, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2);
    painter.setPen(text);
    painter.drawText(rect(), Qt::AlignCenter, shown(width() - fontMetrics().xHeight()));
}

ChipBar::ChipBar(QWidget* host)
    : QWidget(host)
    , m_room(new QWidget)
    , m_row(new QHBoxLayout(this)) {
    m_row->addStretch(1);
    setAutoFillBackground(true); // it may lie over something
    setAccessibleName(tr("What is chosen"));
    fit();
    host->installEventFilter(this);
    hide();
}

void ChipBar::fit() {
    const int gap = fontMetrics().xHeight();
    m_row->setContentsMargins(gap, gap / 2, gap, gap / 2);
    m_row->setSpacing(gap);
    m_room->setFixedHeight(Chip(this).sizeHint().height() + 2 * (gap / 2));
}

void ChipBar::show(std::vector<Item> items) {
    m_items = std::move(items);
    for (size_t k = m_chips.size(); k < m_items.size(); ++k) {
        auto* chip = new Chip;
        auto* button = new QToolButton;
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        m_row->insertWidget(m_row->count() - 1, chip);
        m_row->insertWidget(m_row->count() - 1, button);
        connect(chip, &Chip::letGoWanted, this, [this, k] { dropped(k); });
        connect(button, &QToolButton::clicked, this, [this, k] {
            if (k < m_items.size() && m_items[k].act) std::function<void()>(m_items[k].act)();
        });
        m_chips.push_back(chip);
        m_buttons.push_back(button);
    }
    for (size_t k = m_items.size(); k < m_chips.size(); ++k) {
        for (QWidget* gone : {static_cast<QWidget*>(m_chips[k]), static_cast<QWidget*>(m_buttons[k])}) {
            gone->hide(); // one of them may be what was clicked
            m_row->removeWidget(gone);
            gone->deleteLater();
        }
    }
    m_chips.resize(m_items.size());
    m_buttons.resize(m_items.size());
    for (size_t k = 0; k < m_items.size(); ++k) {
        m_chips[k]->setWhat(m_items[k].text, m_items[k].tip);
        m_buttons[k]->setText(m_items[k].button);
        m_buttons[k]->setAccessibleName(m_items[k].button);
        m_buttons[k]->setVisible(!m_items[k].button.isEmpty());
    }
    setVisible(!m_items.empty() && !m_quiet);
    place();
}

void ChipBar::setQuiet(bool quiet) {
    m_quiet = quiet;
    setVisible(!m_items.empty() && !m_quiet);
    place();
}

/// The focus goes to what stands where the chip was.
void ChipBar::dropped(size_t chip) {
    if (chip >= m_items.size()) return;
    const bool focused = m_chips[chip]->hasFocus();
    const auto letGo = m_items[chip].letGo; // the items change below it
    letGo();
    if (!focused) return;
    if (!m_chips.empty())
        m_chips[std::min(chip, m_chips.size() - 1)]->setFocus(Qt::OtherFocusReason);
    else
        window()->setFocus(Qt::OtherFocusReason);
}

void ChipBar::place() {
    const QWidget* host = parentWidget();
    m_room->setVisible(!m_quiet && host->window()->height() >= kTallLines * fontMetrics().height());
    setGeometry(0, host->height() - m_room->height(), host->width(), m_room->height());
    raise();
}

void ChipBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange) return; // a talk has larger ones
    fit();
    place();
}

bool ChipBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) place();
    return QWidget::eventFilter(watched, event);
}

} // namespace klas::ui
