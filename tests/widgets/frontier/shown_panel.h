// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_panel.h"

#include <QComboBox>
#include <QTest>

namespace klas::ui::sample {

/// A trade-off panel on the screen, with its first picture drawn.
struct ShownPanel {
    TradeoffPanel panel;
    TradeoffView& view = panel.view();

    /// Moves there from elsewhere: a mouse that is there already says nothing.
    void hover(const QPoint& at) {
        QTest::mouseMove(&view, QPoint(view.width() - 2, view.height() - 2));
        QTest::mouseMove(&view, at);
    }

    bool show(const ProjectState& project, CostAxis axis = CostAxis::Flops) {
        panel.resize(800, 800);
        panel.show();
        panel.setProject(project);
        panel.axisBox().setCurrentIndex(int(axis));
        panel.activateWindow();
        if (!QTest::qWaitForWindowActive(&panel)) return false;
        if (!QTest::qWaitFor([&] { return view.data().axis == axis && !view.data().empty(); })) return false;
        view.replotNow();
        QCoreApplication::processEvents();
        return true;
    }
};

} // namespace klas::ui::sample
