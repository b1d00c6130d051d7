// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot.h"

#include <QEvent>
#include <QVBoxLayout>
#include <qcustomplot.h>

namespace klas::ui {

Plot::Plot(QWidget* parent)
    : QWidget(parent)
    , m_canvas(new QCustomPlot(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_canvas);
    m_canvas->setFocusPolicy(Qt::NoFocus);
    m_canvas->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_canvas->setNoAntialiasingOnDrag(false);
    setMouseTracking(true);

    m_theme = Theme::of(palette(), tabular(font()));
    connect(&m_replots, &Coalescer::due, this, &Plot::replotNow);
}

Plot::~Plot() = default;

void Plot::setFixedTheme(std::optional<Theme> theme) {
    m_fixedTheme = std::move(theme);
    updateTheme();
}

void Plot::scheduleReplot() {
    m_replots.request();
}

void Plot::replotNow() {
    m_replots.done();
    if (m_canvas->size().isEmpty()) return; // nothing to draw on yet
    m_canvas->replot(QCustomPlot::rpQueuedRefresh);
    Q_EMIT replotted();
}

void Plot::applyTheme(const Theme& theme) {
    m_canvas->setBackground(theme.background);
}

void Plot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) updateTheme();
}

void Plot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    updateTheme();
}

void Plot::updateTheme() {
    m_theme = m_fixedTheme ? *m_fixedTheme : Theme::of(palette(), tabular(font()));
    applyTheme(m_theme);
    scheduleReplot();
}

} // namespace klas::ui
