// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/bootstrap.h"

#include "core/base/error.h"
#include "core/base/random.h"

namespace klas {

namespace {

/// The means over the groups that were drawn, each `times[g]` times.
ScoreMatrix redrawn(const ScoreMatrix& matrix, const std::vector<int>& times) {
    const ImageGroups& groups = *matrix.groups;
    const size_t cells = groups.sums.size() / groups.count();
    std::vector<double> sums(cells, 0.0);
    long images = 0;
    for (size_t g = 0; g < groups.count(); ++g) {
        if (times[g] == 0) continue;
        images += times[g] * groups.images[g];
        for (size_t k = 0; k < cells; ++k)
            sums[k] += times[g] * groups.sums[g * cells + k];
    }
    ScoreMatrix out(matrix.rows(), matrix.columns(), false);
    out.measure = matrix.measure;
    out.source = matrix.source;
    out.target = matrix.target;
    out.temperature = matrix.temperature;
    out.images = out.imagesInAll = images;
    out.complete = true;
    for (int i = 1, k = 0; i <= out.rows(); ++i)
        for (int j = 1; j <= out.columns(); ++j, ++k)
            out.setValue(i, j, sums[static_cast<size_t>(k)] / static_cast<double>(images));
    return out;
}

} // namespace

bool canResample(const ScoreMatrix& pair, const ScoreMatrix& targetSelf) {
    return pair.groups && targetSelf.groups && pair.groups->images == targetSelf.groups->images &&
           pair.groups->count() > 1;
}

std::vector<Resample> bootstrap(const ScoreMatrix& pair, const ScoreMatrix& targetSelf, int count,
                                std::uint64_t seed) {
    if (!canResample(pair, targetSelf))
        throw Error("The matrices of " + pair.source + " and " + targetSelf.target +
                    " do not come with sums over the same images; analyse the pair again.");
    Random random(seed);
    std::vector<Resample> resamples;
    std::vector<int> times(pair.groups->count());
    for (int draw = 0; draw < count; ++draw) {
        times.assign(times.size(), 0);
        for (size_t g = 0; g < times.size(); ++g)
            ++times[random.below(times.size())];
        resamples.push_back({redrawn(pair, times), redrawn(targetSelf, times)});
    }
    return resamples;
}

} // namespace klas
