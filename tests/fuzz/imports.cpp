// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/curve_file.h"
#include "core/analysis/frontier.h"
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
    const Front front = paretoFront(points);
    for (size_t k = 1; k < front.size(); ++k)
        require(front[k].flops > front[k - 1].flops && front[k].top1 > front[k - 1].top1, "a front that does not climb");
    const FlopsRange range = anchorRange(points);
    const CurveAreas areas = curveAreas(front, range);
    require(areas.staircase >= 0 && areas.hull <= 1 + 1e-9 && areas.hull >= areas.staircase - 1e-9, "areas out of order");
    if (const auto gains = curveGains(front, front, range))
        require(gains->mostTop1 == 0 && gains->leastTop1 == 0, "a curve better than itself");
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
