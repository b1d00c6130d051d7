// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/cascade.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace klas {

std::vector<CascadePoint> cascade(std::vector<CascadeImage> images, double sourceFlops, double targetFlops, size_t most) {
    if (images.empty()) throw Error("A cascade needs at least one image.");
    std::sort(images.begin(), images.end(), [](const CascadeImage& a, const CascadeImage& b) { return a.confidence < b.confidence; });
    const double count = double(images.size());
    long right = 0;
    for (const CascadeImage& image : images)
        right += image.sourceRight;
    const size_t step = std::max<size_t>(1, images.size() / std::max<size_t>(1, most));
    std::vector<CascadePoint> points;
    // The least confident `passed` images go on to the target.
    for (size_t passed = 0, shown = 0; passed <= images.size(); ++passed) {
        const bool tie = passed > 0 && passed < images.size() && images[passed].confidence == images[passed - 1].confidence;
        if (!tie && (passed == 0 || passed == images.size() || passed >= shown + step)) {
            shown = passed;
            const double threshold = passed == images.size() ? std::nextafter(images.back().confidence, 2.0) : images[passed].confidence;
            points.push_back({threshold, sourceFlops + targetFlops * double(passed) / count,
                              passed == 0 ? sourceFlops : sourceFlops + targetFlops, double(right) / count});
        }
        if (passed < images.size()) right += long(images[passed].targetRight) - long(images[passed].sourceRight);
    }
    return points;
}

Front cascadeFront(const std::vector<CascadePoint>& points) {
    std::vector<TradeoffPoint> all;
    for (const CascadePoint& p : points) {
        TradeoffPoint t;
        t.flops = std::llround(p.averageFlops);
        t.top1 = p.top1;
        all.push_back(t);
    }
    return paretoFront(all);
}

} // namespace klas
