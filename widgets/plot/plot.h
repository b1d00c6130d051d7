// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/coalescer.h"
#include "widgets/plot/theme.h"

#include <QWidget>
#include <optional>

class QCustomPlot;

namespace klas::ui {

/// The one wrapper of QCustomPlot: a canvas that follows the palette and is redrawn at most 30 times a
/// second.
///
/// Subclasses build on canvas(), take mouse and keys themselves (the canvas passes them on) and call
/// scheduleReplot().
class Plot : public QWidget {
    Q_OBJECT

public:
    explicit Plot(QWidget* parent = nullptr);
    ~Plot() override;

    const Theme& theme() const { return m_theme; }
    /// A fixed theme instead of the palette's; nullopt follows the palette again.
    void setFixedTheme(std::optional<Theme> theme);
    /// Redraws soon: with the next turn of the event loop, but not within 34 ms of the last replot.
    void scheduleReplot();
    void replotNow();

Q_SIGNALS:
    void replotted();

protected:
    QCustomPlot* canvas() const { return m_canvas; }
    /// Colours and fonts of the subclass's own parts; called before the first paint and on every change.
    virtual void applyTheme(const Theme& theme);
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void updateTheme();

    QCustomPlot* m_canvas;
    Theme m_theme;
    std::optional<Theme> m_fixedTheme;
    Coalescer m_replots;
};

} // namespace klas::ui
