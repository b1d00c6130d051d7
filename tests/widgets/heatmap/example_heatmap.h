// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/heatmap/heatmap_view.h"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

namespace klas::ui::sample {

inline const double kNan = std::nan("");

inline SelectedStitch chosen(const Stitch& stitch, const Cost& cost = {}) {
    SelectedStitch result;
    result.stitch = stitch;
    result.cost = cost;
    return result;
}

/// 3 x 4 blocks; KL grows to the right and downwards; all of j = 1..3 legal except (3, 1); (2, 3) not
/// computed yet.
inline HeatmapData example() {
    HeatmapData data;
    data.source = "tiny", data.target = "base", data.rows = 3, data.columns = 4;
    ScoreMatrix scores(3, 4, true), self(4, 4, true);
    for (int i = 1; i <= 3; ++i) {
        for (int j = 1; j <= 4; ++j) {
            scores.setValue(i, j, 0.1 * (i + j - 1));
            scores.setError(i, j, 0.006);
        }
    }
    scores.setValue(2, 3, kNan);
    scores.setValue(1, 1, 0.142);
    for (int j = 1; j < 4; ++j) {
        self.setValue(j, j + 1, 0.05);
        self.setError(j, j + 1, 0.001);
    }
    scores.images = 10000;
    data.scores = scores;
    data.targetSelf = self;
    data.stitches.emplace();
    for (int i = 1; i <= 3; ++i)
        for (int j = 1; j <= 3; ++j)
            if (!(i == 3 && j == 1))
                data.stitches->push_back({{"tiny", i, "base", j}, {1'260'000'000, 5'700'000}});
    Selection klas, snnet;
    klas.name = klas.method = "klas";
    snnet.name = snnet.method = "snnet";
    klas.stitches = {chosen({"tiny", 1, "base", 2})};
    snnet.stitches = {chosen({"tiny", 1, "base", 2}), chosen({"tiny", 2, "base", 2})};
    data.selections = {klas, snnet};
    return data;
}

inline void show(HeatmapView& view, const HeatmapData& data) {
    view.resize(640, 480);
    view.setData(data);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.replotNow();
    QCoreApplication::processEvents();
}

} // namespace klas::ui::sample
