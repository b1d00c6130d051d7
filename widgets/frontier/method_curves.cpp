// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/method_curves.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace klas::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("frontier", text); }

/// One pass over all runs' fronts by cost, with the sum of what each has reached so far.
std::vector<std::pair<double, double>> meanSteps(const std::vector<TradeoffSeries>& series, const std::vector<size_t>& runs) {
    struct Rise {
        double cost, top1;
        size_t run;
    };
    std::vector<Rise> rises;
    for (size_t r = 0; r < runs.size(); ++r)
        for (const FrontPoint& p : series[runs[r]].front)
            rises.push_back({p.flops, p.top1, r});
    std::sort(rises.begin(), rises.end(), [](const Rise& a, const Rise& b) { return a.cost < b.cost; });
    std::vector<double> reached(runs.size(), 0);
    std::vector<bool> has(runs.size(), false);
    size_t running = 0;
    double sum = 0;
    std::vector<std::pair<double, double>> steps;
    for (size_t k = 0; k < rises.size(); ++k) {
        const Rise& rise = rises[k];
        running += !has[rise.run];
        has[rise.run] = true;
        sum += rise.top1 - std::exchange(reached[rise.run], rise.top1);
        const bool last = k + 1 == rises.size() || rises[k + 1].cost > rise.cost;
        if (last && running == runs.size()) steps.emplace_back(rise.cost, sum / double(runs.size()));
    }
    return steps;
}

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
        if (c.series.size() > 1) c.steps = meanSteps(series, c.series);
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
    std::vector<size_t> kept(curves.size());
    std::iota(kept.begin(), kept.end(), size_t(0));
    const auto rank = [&](size_t c) {
        const std::string& method = data.series[curves[c].series.front()].method;
        return isAnchors(curves[c]) ? 0 : method == "klas" ? 1 : method == "snnet" ? 2 : 3;
    };
    std::stable_sort(kept.begin(), kept.end(), [&](size_t a, size_t b) { return rank(a) < rank(b); });
    const bool all = curves.size() <= most;
    kept.resize(all ? curves.size() : std::max<size_t>(most, 1) - 1);
    std::vector<TradeoffLegendLine> lines;
    for (auto c = curves.begin(); c != curves.end(); ++c) {
        if (std::find(kept.begin(), kept.end(), size_t(c - curves.begin())) == kept.end()) continue;
        QString text = c->title;
        if (data.range) {
            text += QStringLiteral("  ") + QLocale().toString(c->area, 'f', 4);
            if (reference != curves.end() && c != reference && (ofAnchors || !isAnchors(*c)))
                text += QStringLiteral(" (%1%2)").arg(c->area < reference->area ? QStringLiteral("−") : QStringLiteral("+"),
                                                      QLocale().toString(std::abs(c->area - reference->area), 'f', 4));
        }
        lines.push_back({c->series.front(), text});
    }
    if (!all) lines.push_back({0, tr("and %L1 more").arg(curves.size() - kept.size()), true});
    return lines;
}

} // namespace klas::ui
