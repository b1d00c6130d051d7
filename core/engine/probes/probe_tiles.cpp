// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probes/probe_tiles.h"

#include "core/engine/kernels/probe_kernel.h"
#include "core/engine/parallel.h"

#include <algorithm>

namespace klas::engine {

namespace {

using kernels::kProbeGroup, kernels::kProbeImages, kernels::kProbeLanes;

constexpr long kSlices = 16; ///< of a probe's tiles, fixed: sums do not depend on the number of threads

} // namespace

ProbeTiles::ProbeTiles(torch::Tensor features, torch::Tensor labels, torch::Tensor mean, torch::Tensor scale, long classes,
                       long keptBytes)
    : m_features(std::move(features))
    , m_mean(std::move(mean))
    , m_scale(std::move(scale))
    , m_classes(classes)
    , m_tiles((m_features.size(1) + kProbeImages - 1) / kProbeImages) {
    const auto y = labels.to(torch::kLong).contiguous();
    m_labels.assign(size_t(m_tiles * kProbeImages), -1);
    std::copy_n(y.data_ptr<int64_t>(), y.size(0), m_labels.begin());
    const long probes = m_features.size(0), size = (m_features.size(2) + 1) * kProbeImages;
    if (probes * m_tiles * size * 4 > keptBytes) return;
    m_kept = torch::empty({probes, m_tiles, size});
    float* kept = m_kept.data_ptr<float>();
    shareItems(probes * m_tiles, [&](const auto& next) {
        for (int64_t k = next(); k >= 0; k = next())
            make(k / m_tiles, k % m_tiles, kept + k * size);
    });
}

void ProbeTiles::make(long probe, long tile, float* out) const {
    const torch::NoGradGuard noGrad; // the guard belongs to a thread
    const long begin = tile * kProbeImages, count = std::min(kProbeImages, m_features.size(1) - begin);
    const long channels = m_features.size(2);
    const auto x = m_features[probe]
                       .narrow(0, begin, count)
                       .to(torch::kFloat32)
                       .sub(m_mean[probe])
                       .mul_(m_scale[probe]); // B x C
    auto whole = torch::zeros({kProbeImages, channels + 1});
    whole.narrow(0, 0, count).narrow(1, 0, channels).copy_(x);
    whole.select(1, channels).fill_(1);
    constexpr long groups = kProbeImages / kProbeGroup;
    torch::from_blob(out, {groups, channels + 1, kProbeGroup})
        .copy_(whole.view({groups, kProbeGroup, channels + 1}).transpose(1, 2));
}

std::pair<torch::Tensor, torch::Tensor> ProbeTiles::evaluate(long first, const torch::Tensor& weights) const {
    const long count = weights.size(0), channels = weights.size(2), cells = m_classes * channels;
    const long size = channels * kProbeImages, slices = std::min(kSlices, m_tiles);
    const float* w = weights.data_ptr<float>();
    const float* kept = m_kept.defined() ? m_kept.data_ptr<float>() : nullptr;
    auto losses = torch::zeros({count, slices}, torch::kFloat64);
    auto gradients = torch::empty({count, slices, cells}, torch::kFloat64);
    double *loss = losses.data_ptr<double>(), *gradient = gradients.data_ptr<double>();
    shareItems(count * slices, [&](const auto& next) {
        std::vector<float> made(kept ? 0 : size_t(size)), sums(size_t(cells * kProbeLanes)),
            scratch(size_t(m_classes * kProbeImages));
        for (int64_t item = next(); item >= 0; item = next()) {
            const long probe = item / slices, slice = item % slices;
            std::fill(sums.begin(), sums.end(), 0.f);
            kernels::ProbeTile t{};
            t.weight = w + probe * cells;
            t.channels = channels;
            t.classes = m_classes;
            t.scratch = scratch.data();
            t.gradient = sums.data();
            t.loss = loss + item;
            for (long tile = m_tiles * slice / slices; tile < m_tiles * (slice + 1) / slices; ++tile) {
                if (!kept) make(first + probe, tile, made.data());
                t.x = kept ? kept + ((first + probe) * m_tiles + tile) * size : made.data();
                t.labels = m_labels.data() + tile * kProbeImages;
                kernels::addProbeTile(t);
            }
            for (long k = 0; k < cells; ++k) {
                double sum = 0;
                for (long lane = 0; lane < kProbeLanes; ++lane)
                    sum += double(sums[size_t(k * kProbeLanes + lane)]);
                gradient[item * cells + k] = sum;
            }
        }
    });
    return {losses.sum(1), gradients.sum(1).view({count, m_classes, channels})};
}

} // namespace klas::engine
