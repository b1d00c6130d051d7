// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/method_curves.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <map>

namespace klas::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("frontier", text); }

} // namespace

std::vector<MethodCurve> methodCurves(const std::vector<TradeoffSeries>& series) {
    std::vector<MethodCurve> curves;
    std::map<std::string, size_t> known;
    for (size_t s = 0; s < series.size(); ++s) {
        size_t at = curves.size();
        if (!series[s].run.empty()) at = known.try_emplace(series[s].method, at).first->second;
        if (at == curves.size()) curves.emplace_back();
        curves[at].series.push_back(s);
        curves[at].area += series[s].areas.staircase;
    }
    for (MethodCurve& c : curves) {
        const TradeoffSeries& first = series[c.series.front()];
        c.area /= double(c.series.size());
        c.title = c.series.size() > 1 ? tr("%1, %L2 runs").arg(first.style.title).arg(c.series.size()) : first.title;
    }
    const auto isAnchors = [&](const MethodCurve& c) { return series[c.series.front()].run.empty(); };
    std::stable_sort(curves.begin(), curves.end(), [&](const MethodCurve& a, const MethodCurve& b) {
        return isAnchors(a) != isAnchors(b) ? isAnchors(a) : a.area > b.area;
    });
    return curves;
}

std::vector<TradeoffLegendLine> tradeoffLegend(const TradeoffData& data, size_t most) {
    const auto& curves = data.curves;
    const auto isAnchors = [&](const MethodCurve& c) { return data.series[c.series.front()].run.empty(); };
    // What others are compared with: SN-Net, the method's baseline; the anchors as they came where it was not finetuned.
    auto reference = std::find_if(curves.begin(), curves.end(), [&](const MethodCurve& c) { return !isAnchors(c) && data.series[c.series.front()].method == "snnet"; });
    if (reference == curves.end()) reference = std::find_if(curves.begin(), curves.end(), isAnchors);
    const bool ofAnchors = reference != curves.end() && isAnchors(*reference);
    std::vector<TradeoffLegendLine> lines;
    for (auto c = curves.begin(); c != curves.end(); ++c) {
        if (lines.size() == most) {
            lines.back().text = tr("and %L1 more in the table").arg(curves.size() - most + 1);
            break;
        }
        QString text = c->title;
        if (data.range) {
            text += QStringLiteral("  ") + QLocale().toString(c->area, 'f', 4);
            if (reference != curves.end() && c != reference && (ofAnchors || !isAnchors(*c)))
                text += QStringLiteral(" (%1%2)").arg(c->area < reference->area ? QStringLiteral("−") : QStringLiteral("+"),
                                                      QLocale().toString(std::abs(c->area - reference->area), 'f', 4));
        }
        lines.push_back({c->series.front(), text});
    }
    return lines;
}

} // namespace klas::ui
