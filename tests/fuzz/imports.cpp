// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/curve_delta.h"
#include "core/analysis/curve_file.h"
#include "tests/fuzz/target.h"

namespace klas::fuzz {

// A line is at least 2 bytes with its end and takes 24 in the list of lines.
const Allowance kAllowance{.single = 64, .live = 512};

namespace {

void compareWithItself(const std::vector<TradeoffPoint>& points) {
    for (const TradeoffPoint& p : points) {
        require(p.flops > 0 && (p.top1 || p.top5), "a point without its numbers");
        require(!p.top1 || (*p.top1 >= 0 && *p.top1 <= 1), "a top-1 that is no share");
    }
    const Curve curve = top1Curve(points);
    const FlopsRange range = flopsRange(points);
    const CurveAreas areas = curveAreas(curve, range);
    require(areas.staircase >= 0 && areas.hull <= 1 + 1e-9 && areas.hull >= areas.staircase - 1e-9, "areas out of order");
    const CurveDelta delta = compareCurves(curve, curve, range);
    require(!delta.largestGain && !delta.largestSaving, "a curve better than itself");
}

} // namespace

void readOne(Bytes input) {
    for (const bool skip : {false, true})
        try {
            compareWithItself(parseSnnetResults(text(input), "stitches_res.txt", {"", {}, skip}).points);
        } catch (const Error&) {
        }
    compareWithItself(parseCurve(text(input), "curve.csv").points);
}

} // namespace klas::fuzz
