// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/curve_source.h"
#include "app/cli/output.h"
#include "core/store/reference_set.h"

#include <iostream>
#include <memory>

namespace klas::cli {

namespace {

void list(bool json) {
    Json all = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const ReferenceCurve& curve : referenceSet()) {
        const CurveAreas areas = curveAreas(paretoFront(curve.points), anchorRange(curve.points));
        all.push_back({{"name", curve.name}, {"title", curve.title}, {"origin", curve.origin}, {"licence", curve.licence},
                       {"points", curve.points.size()}, {"staircase", areas.staircase}});
        rows.push_back({curve.name, curve.title, std::to_string(curve.points.size()), fixed(areas.staircase, 4)});
    }
    if (json) return printJson({{"curves", std::move(all)}});
    printTable({"name", "what", "points", "area"}, rows);
}

/// How one curve does beside another, over the second one's range.
void compare(const std::string& own, const std::string& other, bool json) {
    const ReferenceCurve a = curveFrom(own), b = curveFrom(other);
    const Front front = paretoFront(a.points), against = paretoFront(b.points);
    const FlopsRange range = anchorRange(b.points);
    const CurveAreas areas = curveAreas(front, range), reference = curveAreas(against, range);
    const auto gains = curveGains(front, against, range);
    if (json) {
        const auto areasJson = [](const CurveAreas& x) {
            return Json{{"staircase", x.staircase}, {"hull", x.hull}, {"trapezoid", x.trapezoid}};
        };
        Json out{{"curve", a.name}, {"reference", b.name}, {"flops_low", range.low}, {"flops_high", range.high},
                 {"areas", areasJson(areas)}, {"reference_areas", areasJson(reference)},
                 {"delta_staircase", areas.staircase - reference.staircase}, {"gains", nullptr}};
        if (gains)
            out["gains"] = {{"top1_most", gains->mostTop1}, {"top1_most_at_flops", gains->mostTop1At},
                            {"top1_least", gains->leastTop1}, {"top1_least_at_flops", gains->leastTop1At},
                            {"flops_ratio_most", gains->mostFlops}, {"flops_ratio_most_at_top1", gains->mostFlopsAt},
                            {"flops_ratio_least", gains->leastFlops}, {"flops_ratio_least_at_top1", gains->leastFlopsAt}};
        return printJson(out);
    }
    printTable({"curve", "staircase", "hull", "trapezoid"},
               {{a.name, fixed(areas.staircase, 4), fixed(areas.hull, 4), fixed(areas.trapezoid, 4)},
                {b.name, fixed(reference.staircase, 4), fixed(reference.hull, 4), fixed(reference.trapezoid, 4)}});
    std::cout << "\nFLOPs from " << shortNumber(range.low) << " to " << shortNumber(range.high) << ", the range of " << b.name
              << "; difference of the staircases " << fixed(areas.staircase - reference.staircase, 4) << "\n";
    if (!gains) {
        std::cout << "The two curves have no budget in common.\n";
        return;
    }
    std::cout << "At equal FLOPs from " << fixed(100 * gains->leastTop1, 2) << " (at " << shortNumber(gains->leastTop1At)
              << ") to " << fixed(100 * gains->mostTop1, 2) << " (at " << shortNumber(gains->mostTop1At)
              << ") points of top-1; at equal top-1 " << fixed(gains->leastFlops, 2) << " to " << fixed(gains->mostFlops, 2)
              << " times fewer FLOPs\n";
}

} // namespace

void addReference(CLI::App& program, Common& common) {
    CLI::App* reference = program.add_subcommand("reference", "Published curves to compare with");
    reference->require_subcommand(1);
    reference->add_subcommand("list", "The curves that come with the program")->callback([&common] { list(common.json); });

    const char* what = "A bundled curve, FILE of results, or PROJECT.klas:NAME";
    auto shown = std::make_shared<std::string>();
    CLI::App* show = reference->add_subcommand("show", "The points of a curve, its front and areas");
    show->add_option("CURVE", *shown, what)->required();
    show->callback([shown, &common] {
        const ReferenceCurve curve = curveFrom(*shown);
        if (common.json) return printJson(describeCurve(curve));
        printCurve(curve);
    });

    auto pair = std::make_shared<std::pair<std::string, std::string>>();
    CLI::App* both = reference->add_subcommand("compare", "A curve beside another: areas, accuracy at equal FLOPs");
    both->add_option("CURVE", pair->first, what)->required();
    both->add_option("REFERENCE", pair->second, what)->required();
    both->callback([pair, &common] { compare(pair->first, pair->second, common.json); });
}

} // namespace klas::cli
