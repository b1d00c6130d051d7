// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/curves.h"

#include "app/cli/output.h"
#include "core/analysis/curve_file.h"
#include "core/analysis/result_lines.h"
#include "core/base/files.h"
#include "core/records/csv.h"
#include "core/store/project.h"
#include "core/store/reference.h"

#include <algorithm>
#include <iostream>
#include <set>

namespace klas::cli {

namespace {

constexpr const char* kStaircase = "best accuracy at or below a budget";

std::string percent(const std::optional<double>& share) {
    return share ? fixed(100 * *share, 2) + " %" : std::string("-");
}

std::string title(const ReferenceCurve& curve) {
    return curve.title.empty() ? curve.name : curve.title;
}

Json rangeJson(const FlopsRange& range) {
    return {{"low", range.low}, {"high", range.high}};
}

Json areasJson(const CurveAreas& areas) {
    return {{"staircase", areas.staircase}, {"hull", areas.hull}, {"trapezoid", areas.trapezoid}};
}

Json budgetJson(const AtFlops& at) {
    return {{"flops", at.flops}, {"a", at.a}, {"b", at.b}, {"gain", at.gain()}};
}

Json levelJson(const AtAccuracy& at) {
    return {{"top1", at.accuracy}, {"a", at.a}, {"b", at.b}, {"saving", at.saving()}};
}

template <typename T, typename F>
Json listJson(const std::vector<T>& values, F toValue) {
    Json list = Json::array();
    for (const T& value : values)
        list.push_back(toValue(value));
    return list;
}

std::string points(double share) {
    return (share >= 0 ? "+" : "") + fixed(100 * share, 2);
}

} // namespace

std::vector<ReferenceCurve> knownCurves(const std::string& project) {
    auto curves = bundledReferences();
    if (!project.empty())
        for (ReferenceCurve& curve : Project::open(project, Project::Access::ReadOnly).referenceCurves())
            curves.push_back(std::move(curve));
    return curves;
}

ReferenceCurve findCurve(const std::string& name, const std::string& project) {
    std::string names;
    for (ReferenceCurve& curve : knownCurves(project)) {
        if (curve.name == name) return std::move(curve);
        names += (names.empty() ? "" : ", ") + curve.name;
    }
    if (!fs::exists(name))
        throw Error("There is no curve and no file \"" + name + "\"; the curves are " + names + ".");
    SnnetResults results = parseCurve(readTextFile(name, kMaxResultFile), name);
    return {fs::path(name).filename().string(), "", name, "", std::move(results.points), std::move(results.notes)};
}

Json curveJson(const ReferenceCurve& curve) {
    Json json = toJson(curve);
    const Curve top1 = top1Curve(curve.points);
    const auto front = paretoFront(top1);
    json["front"] = listJson(front, [&](const CurvePoint& p) { return toJson(curve.points[p.index]); });
    json["range"] = nullptr;
    json["areas"] = nullptr;
    try {
        const FlopsRange range = flopsRange(curve.points);
        json["range"] = rangeJson(range);
        json["areas"] = areasJson(curveAreas(top1, range));
    } catch (const Error&) { // a single network spans no range
    }
    return json;
}

void printCurve(const ReferenceCurve& curve) {
    const Json json = curveJson(curve);
    std::cout << curve.name << ": " << (curve.title.empty() ? "" : curve.title + ", ") << curve.points.size()
              << " networks; 1 multiply-add = 1 FLOP\nfrom " << curve.origin
              << (curve.licence.empty() ? "" : " (" + curve.licence + ")") << "\n\n";
    std::set<size_t> best;
    for (const CurvePoint& p : paretoFront(top1Curve(curve.points)))
        best.insert(p.index);
    std::vector<std::vector<std::string>> rows;
    for (size_t k = 0; k < curve.points.size(); ++k) {
        const TradeoffPoint& p = curve.points[k];
        rows.push_back({p.id ? std::to_string(*p.id) : "-", p.label.empty() ? "-" : p.label, std::to_string(p.flops),
                        p.params ? std::to_string(*p.params) : "-", percent(p.top1), percent(p.top5),
                        std::string(p.anchor ? "anchor" : "") + (p.anchor && best.count(k) ? ", " : "") +
                            (best.count(k) ? "front" : "")});
    }
    printTable({"id", "network", "FLOPs", "parameters", "top-1", "top-5", ""}, rows);
    if (!json["areas"].is_null()) {
        const Json &areas = json["areas"], &range = json["range"];
        std::cout << "\narea from " << shortNumber(range["low"].get<double>()) << "FLOPs to "
                  << shortNumber(range["high"].get<double>()) << "FLOPs: staircase "
                  << fixed(areas["staircase"].get<double>(), 4) << " (" << kStaircase << "), concave hull "
                  << fixed(areas["hull"].get<double>(), 4) << " (mixing networks), trapezoid "
                  << fixed(areas["trapezoid"].get<double>(), 4) << " (to compare with published figures)\n";
    }
    for (const std::string& note : curve.notes)
        std::cout << note << '\n';
}

void printCurveCsv(const ReferenceCurve& curve) {
    CsvWriter csv;
    csv.row("id", "label", "flops", "params", "top1", "top5", "anchor");
    for (const TradeoffPoint& p : curve.points)
        csv.row(p.id, p.label, p.flops, p.params, p.top1, p.top5, p.anchor);
    std::cout << csv.text() << std::flush;
}

Json deltaJson(const ReferenceCurve& a, const ReferenceCurve& b, const CurveDelta& delta) {
    const auto side = [](const ReferenceCurve& curve, const CurveAreas& areas) {
        return Json{{"name", curve.name}, {"origin", curve.origin}, {"areas", areasJson(areas)}, {"notes", curve.notes}};
    };
    return {{"a", side(a, delta.a)},
            {"b", side(b, delta.b)},
            {"flops_unit", "1 multiply-add = 1 FLOP"},
            {"range", rangeJson(delta.range)},
            {"delta",
             {{"staircase", delta.a.staircase - delta.b.staircase},
              {"hull", delta.a.hull - delta.b.hull},
              {"trapezoid", delta.a.trapezoid - delta.b.trapezoid}}},
            {"largest_gain", delta.largestGain ? budgetJson(*delta.largestGain) : Json()},
            {"largest_loss", delta.largestLoss ? budgetJson(*delta.largestLoss) : Json()},
            {"largest_saving", delta.largestSaving ? levelJson(*delta.largestSaving) : Json()},
            {"at_flops", listJson(delta.atFlops, budgetJson)},
            {"at_accuracy", listJson(delta.atAccuracy, levelJson)}};
}

void printDelta(const ReferenceCurve& a, const ReferenceCurve& b, const CurveDelta& delta) {
    std::cout << "A: " << title(a) << "\nB: " << title(b) << "\nfrom " << shortNumber(delta.range.low) << "FLOPs to "
              << shortNumber(delta.range.high) << "FLOPs; 1 multiply-add = 1 FLOP\n\n";
    const auto row = [](const char* name, double ofA, double ofB) {
        return std::vector<std::string>{name, fixed(ofA, 4), fixed(ofB, 4), (ofA >= ofB ? "+" : "") + fixed(ofA - ofB, 4)};
    };
    printTable({"area", "A", "B", "A - B"}, {row("staircase", delta.a.staircase, delta.b.staircase),
                                             row("concave hull", delta.a.hull, delta.b.hull),
                                             row("trapezoid", delta.a.trapezoid, delta.b.trapezoid)});
    std::cout << '\n';
    std::vector<std::vector<std::string>> rows;
    for (const AtFlops& at : delta.atFlops)
        rows.push_back({shortNumber(at.flops), percent(at.a), percent(at.b), points(at.gain())});
    printTable({"FLOPs", "A top-1", "B top-1", "points"}, rows);
    std::cout << '\n';
    rows.clear();
    for (const AtAccuracy& at : delta.atAccuracy)
        rows.push_back({percent(at.accuracy), shortNumber(at.a), shortNumber(at.b), fixed(at.saving(), 2) + "x"});
    if (!rows.empty()) printTable({"top-1", "A FLOPs", "B FLOPs", "B / A"}, rows);
    std::cout << '\n';
    const auto say = [](const char* what, const std::optional<AtFlops>& at) {
        if (at) std::cout << what << points(at->gain()) << " points at " << shortNumber(at->flops) << "FLOPs\n";
    };
    say("largest gain of A at equal FLOPs: ", delta.largestGain);
    say("largest loss of A at equal FLOPs: ", delta.largestLoss);
    if (delta.largestSaving)
        std::cout << "largest saving of A at equal accuracy: " << fixed(delta.largestSaving->saving(), 2)
                  << "x fewer FLOPs at " << percent(delta.largestSaving->accuracy) << '\n';
    for (const ReferenceCurve* curve : {&a, &b})
        for (const std::string& note : curve->notes)
            std::cout << curve->name << ": " << note << '\n';
}

} // namespace klas::cli
