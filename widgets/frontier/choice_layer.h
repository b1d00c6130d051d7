// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/series_layer.h"

namespace klas::ui {

/// What people have chosen of the networks, drawn over them and redrawn without them: the marked one ringed, what is best within
/// a budget ringed thinly, the networks of the chosen run dotted, the shortlist numbered.
class ChoiceLayer : public QCPLayerable {
    Q_OBJECT

public:
    explicit ChoiceLayer(const SeriesLayer& series);

    void setTheme(const Theme& theme) { m_theme = theme; }
    void setMarked(std::optional<PointRef> point) { m_marked = point; }
    void setRinged(std::vector<PointRef> points) { m_ringed = std::move(points); }
    void setHighlighted(std::vector<PointRef> points) { m_highlighted = std::move(points); }
    /// In the list's order; those that are not drawn are nothing.
    void setShortlist(std::vector<std::optional<PointRef>> points) { m_shortlist = std::move(points); }

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter* painter) override;

private:
    const SeriesLayer& m_series;
    Theme m_theme;
    std::optional<PointRef> m_marked;
    std::vector<PointRef> m_ringed, m_highlighted;
    std::vector<std::optional<PointRef>> m_shortlist;
};

} // namespace klas::ui
