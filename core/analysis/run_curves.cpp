// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_curves.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace klas {

std::vector<RunNetworks> networksOfRuns(const std::vector<Evaluation>& evaluations, const std::vector<FinetuneRun>& runs,
                                        const std::string& split) {
    struct Found {
        std::map<Configuration, const Evaluation*> last;
        std::vector<Configuration> order;
    };
    std::vector<RunNetworks> all{{}};
    for (const FinetuneRun& run : runs)
        all.push_back({run.name, run.selection, {}});
    std::map<std::string, size_t> places;
    for (size_t k = 0; k < all.size(); ++k)
        places.try_emplace(all[k].run, k);
    std::vector<Found> found(all.size());
    for (const Evaluation& e : evaluations) {
        if (e.split != split) continue;
        const auto place = places.find(e.run);
        if (place == places.end()) continue;
        Found& of = found[place->second];
        const auto [at, isNew] = of.last.try_emplace(e.configuration, &e);
        if (isNew) of.order.push_back(e.configuration);
        const Evaluation& known = *at->second;
        if (e.step > known.step || (e.step == known.step && e.images >= known.images)) at->second = &e;
    }
    for (size_t k = 0; k < all.size(); ++k) {
        long most = 0;
        for (const auto& [configuration, e] : found[k].last)
            most = std::max(most, e->images);
        for (const Configuration& configuration : found[k].order)
            if (found[k].last[configuration]->images == most) all[k].evaluations.push_back(*found[k].last[configuration]);
    }
    std::erase_if(all, [](const RunNetworks& n) { return n.evaluations.empty(); });
    return all;
}

std::vector<TradeoffPoint> curvePoints(const std::vector<Evaluation>& evaluations) {
    std::vector<TradeoffPoint> points;
    for (const Evaluation& e : evaluations) {
        TradeoffPoint p;
        p.label = text(e.configuration);
        p.flops = e.cost.flops;
        p.params = e.cost.params;
        p.top1 = e.top1;
        p.top5 = e.top5;
        p.anchor = e.configuration.isAnchor();
        points.push_back(std::move(p));
    }
    return points;
}

namespace {

double staircase(const std::vector<TradeoffPoint>& points, const FlopsRange& range) {
    return curveAreas(paretoFront(points), range).staircase;
}

/// Top-1 of every network when images are drawn as often as `times` says.
void redraw(const std::vector<Evaluation>& networks, const std::vector<int>& times, std::vector<TradeoffPoint>& points) {
    for (size_t k = 0; k < networks.size(); ++k) {
        const auto& hits = networks[k].hits;
        if (!hits || hits->images() != long(times.size())) continue;
        long right = 0;
        for (size_t image = 0; image < times.size(); ++image)
            if (hits->at(long(image))) right += times[image];
        points[k].top1 = double(right) / double(times.size());
    }
}

} // namespace

Estimate staircaseOverImages(const std::vector<Evaluation>& own, const std::vector<Evaluation>& other, const FlopsRange& range,
                             int resamples, std::uint64_t seed) {
    auto points = curvePoints(own), others = curvePoints(other);
    const auto value = [&] { return staircase(points, range) - (other.empty() ? 0 : staircase(others, range)); };
    Estimate estimate;
    estimate.value = estimate.low = estimate.high = value();
    long images = 0;
    for (const Evaluation& e : own)
        if (e.hits) images = std::max(images, e.hits->images());
    if (images == 0 || resamples < 2) return estimate;
    Random random(seed);
    std::vector<double> drawn;
    for (int k = 0; k < resamples; ++k) {
        std::vector<int> times(size_t(images), 0);
        for (long n = 0; n < images; ++n)
            ++times[random.below(std::uint64_t(images))];
        redraw(own, times, points);
        redraw(other, times, others);
        drawn.push_back(value());
    }
    std::sort(drawn.begin(), drawn.end());
    estimate.low = drawn[size_t(0.025 * double(drawn.size() - 1))];
    estimate.high = drawn[size_t(std::ceil(0.975 * double(drawn.size() - 1)))];
    return estimate;
}

Estimate overSeeds(const std::vector<double>& values) {
    // Student's t, two-sided 95 %, for 1 to 10 degrees of freedom; the normal's 1.96 is close beyond.
    constexpr double kT[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228};
    Estimate e;
    if (values.empty()) return e;
    const double n = double(values.size());
    e.value = e.low = e.high = std::accumulate(values.begin(), values.end(), 0.0) / n;
    if (values.size() < 2) return e;
    double squares = 0;
    for (const double v : values)
        squares += (v - e.value) * (v - e.value);
    const size_t freedom = values.size() - 1;
    const double half = (freedom <= 10 ? kT[freedom - 1] : 1.96) * std::sqrt(squares / double(freedom) / n);
    e.low = e.value - half;
    e.high = e.value + half;
    return e;
}

} // namespace klas
