// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/badge.h"
#include "widgets/plot/cell_layer.h"

#include <QPoint>
#include <vector>

namespace klas::ui {

/// Badges in the corners of cells.
class BadgeLayer : public PassivePlottable {
    Q_OBJECT
public:
    struct Badge {
        QPoint cell; ///< x = target block, y = source block
        BadgeShape shape;
    };

    using PassivePlottable::PassivePlottable;
    void setBadges(std::vector<Badge> badges) { m_badges = std::move(badges); }
    const std::vector<Badge>& badges() const { return m_badges; }

protected:
    void draw(QCPPainter* painter) override;

private:
    std::vector<Badge> m_badges;
};

} // namespace klas::ui
