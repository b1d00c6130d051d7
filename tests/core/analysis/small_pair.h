// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/select.h"
#include "tests/core/analysis/drawn_pair.h"

#include <QString>
#include <QStringList>

#include <algorithm>

/// A pair whose selections can be worked out by hand.
namespace klas::sample {

/// # chosen, . not: source blocks down, target blocks 1..n-1 across.
inline QString draw(const Selection& selection, int m, int n) {
    QStringList rows(m, QString(n - 1, '.'));
    for (const SelectedStitch& s : selection.stitches)
        rows[s.stitch.i - 1][s.stitch.j - 1] = '#';
    return rows.join('\n');
}

inline bool anyNote(const Selection& selection, const QString& text) {
    return std::any_of(selection.notes.begin(), selection.notes.end(),
                       [&](const std::string& note) { return QString::fromStdString(note).contains(text); });
}

/// f: 3 blocks of 100, g: 4 blocks of 200. Stitch (i,j) costs 100 i + 1 + 200 (4 - j) and must lie in
/// 300..800:
///
///            j = 1      2      3          Γ    1      2      3
///     i = 1    701    501    301             0.90   1.20   1.25
///     i = 2  (801)    601    401                -   1.00   1.00
///     i = 3  (901)    701    501                -   0.82   0.50
struct Fixture {
    NetCard f = chain("f", 3, 100), g = chain("g", 4, 200);
    ScoreMatrix omega = matrix("kl", "f", "g", "0.9 0.60 0.5 0.4 \n 0.8 0.50 0.4 0.3 \n 0.7 0.41 0.2 1.0");
    ScoreMatrix self = matrix("kl", "g", "g", "0 1 2 3 \n 1 0 0.5 2 \n 2 1 0 0.4 \n 3 2 1 0");

    Selection klas(double tau, int buckets) const { return selectKlas(omega, self, f, g, {tau, buckets}); }
    SelectionInputs inputs() const { return {f, g, &omega, &self, nullptr}; }
    /// 0.1 i + 0.01 j, but (2, 3) is far better than that.
    InitialResults initial() const {
        InitialResults all;
        for (int i = 1; i <= 3; ++i)
            for (int j = 1; j <= 3; ++j)
                all[{i, j}] = {i == 2 && j == 3 ? 0.9 : 0.1 * i + 0.01 * j, i == 2 && j == 3 ? 0.5 : 3 - 0.1 * i - 0.01 * j};
        return all;
    }
};

} // namespace klas::sample
