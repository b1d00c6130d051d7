// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/curve_source.h"

#include "app/cli/output.h"
#include "core/analysis/curve_file.h"
#include "core/analysis/result_lines.h"
#include "core/base/files.h"
#include "core/store/project.h"
#include "core/store/reference_set.h"

#include <algorithm>
#include <iostream>

namespace klas::cli {

namespace {

ReferenceCurve fromProject(const std::string& file, const std::string& name) {
    std::string names;
    for (ReferenceCurve& curve : Project::open(file, Project::Access::ReadOnly).references()) {
        if (curve.name == name) return std::move(curve);
        names += (names.empty() ? "" : ", ") + curve.name;
    }
    throw Error("The project " + file + " has no reference curve \"" + name + "\"" +
                (names.empty() ? "; klas import brings one in." : "; it has " + names + "."));
}

std::string percent(const std::optional<double>& share) {
    return share ? fixed(100 * *share, 2) : "";
}

} // namespace

ReferenceCurve curveFrom(const std::string& text, const SnnetResultsOptions& options) {
    if (const size_t colon = text.find(".klas:"); colon != std::string::npos)
        return fromProject(text.substr(0, colon + 5), text.substr(colon + 6));
    if (!fs::exists(text)) return referenceCurve(text);
    ReferenceCurve curve;
    curve.name = fs::path(text).stem().string();
    curve.origin = fs::path(text).filename().string();
    SnnetResults results = parseCurve(readTextFile(text, kMaxResultFile), text, options);
    curve.points = std::move(results.points);
    curve.notes = std::move(results.notes);
    return curve;
}

Json describeCurve(const ReferenceCurve& curve) {
    Json json = toJson(curve);
    const Front front = paretoFront(curve.points);
    Json onFront = Json::array();
    for (const FrontPoint& p : front)
        onFront.push_back({{"index", p.index}, {"id", jsonOrNull(curve.points[p.index].id)}, {"flops", p.flops}, {"top1", p.top1}});
    json["front"] = std::move(onFront);
    json["areas"] = nullptr;
    if (front.size() < 2) return json;
    const FlopsRange range = anchorRange(curve.points);
    const CurveAreas areas = curveAreas(front, range);
    json["areas"] = {{"flops_low", range.low}, {"flops_high", range.high}, {"staircase", areas.staircase},
                     {"hull", areas.hull}, {"trapezoid", areas.trapezoid}};
    return json;
}

void printCurve(const ReferenceCurve& curve) {
    const Front front = paretoFront(curve.points);
    std::vector<std::vector<std::string>> rows;
    for (size_t k = 0; k < curve.points.size(); ++k) {
        const TradeoffPoint& p = curve.points[k];
        const bool best = std::any_of(front.begin(), front.end(), [&](const FrontPoint& f) { return f.index == k; });
        rows.push_back({p.id ? std::to_string(*p.id) : "", p.label, p.anchor ? "anchor" : best ? "front" : "",
                        std::to_string(p.flops), p.params ? std::to_string(*p.params) : "", percent(p.top1), percent(p.top5)});
    }
    std::cout << curve.name << (curve.title.empty() ? "" : ": " + curve.title) << "\n"
              << curve.origin << (curve.licence.empty() ? "" : " (" + curve.licence + ")") << "\n\n";
    printTable({"id", "network", "", "FLOPs", "parameters", "top-1 %", "top-5 %"}, rows);
    if (front.size() >= 2) {
        const CurveAreas areas = curveAreas(front, anchorRange(curve.points));
        std::cout << "\n" << front.size() << " of " << curve.points.size() << " on the front; area under the staircase "
                  << fixed(areas.staircase, 4) << ", concave hull " << fixed(areas.hull, 4) << ", trapezoid "
                  << fixed(areas.trapezoid, 4) << "\n";
    }
    for (const std::string& note : curve.notes)
        std::cout << note << "\n";
}

} // namespace klas::cli
