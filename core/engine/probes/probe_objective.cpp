// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probes/probe_objective.h"

#include <ATen/Parallel.h>
#include <algorithm>

namespace klas::engine {

namespace {

constexpr long kSlices = 8;           ///< fixed, so that sums do not depend on the number of threads
constexpr long kKeptBytes = 1L << 30; ///< standardised features up to this size stay in memory
constexpr double kSmallestDeviation = 1e-6;
/// ρ of the transform. The loss curves about 0.1 times the correlations, the penalty l2 times the identity.
constexpr double kRidgePerL2 = 10, kSmallestRidge = 1e-4;

} // namespace

ProbeObjective::ProbeObjective(torch::Tensor features, torch::Tensor labels, long classes, torch::Device device)
    : m_features(std::move(features))
    , m_labels(labels.to(device))
    , m_classes(classes)
    , m_device(device) {
    const torch::NoGradGuard noGrad;
    const long n = probes(), images = m_features.size(1), channels = m_features.size(2);
    // Two passes over the file, in float64: the mean, then the deviation from it.
    auto mean = torch::zeros({n, channels}, torch::kFloat64), square = torch::zeros_like(mean);
    constexpr long kRows = 8192;
    const auto rows = [&](long start) {
        return m_features.narrow(1, start, std::min(kRows, images - start)).to(torch::kFloat64);
    };
    for (long start = 0; start < images; start += kRows)
        mean += rows(start).sum(1);
    mean /= double(images);
    for (long start = 0; start < images; start += kRows)
        square += (rows(start) - mean.unsqueeze(1)).square_().sum(1);
    const auto deviation = (square / double(images)).sqrt();
    // A channel that does not vary carries nothing; scale 0 keeps its weight at 0.
    const auto scale =
        torch::where(deviation > kSmallestDeviation, deviation.reciprocal(), torch::zeros_like(deviation));
    m_mean = mean.to(torch::kFloat32).to(device).unsqueeze(1);
    m_scale = scale.to(torch::kFloat32).to(device).unsqueeze(1);
    if (m_device.is_cpu() && ProbeTiles::suits(channels + 1, m_classes))
        m_tiles.emplace(m_features, m_labels, m_mean, m_scale, m_classes, kKeptBytes);
    else if (n * images * (channels + 1) * 4 <= kKeptBytes)
        m_ready = chunk(0, n, 0, images);
    decorrelate();
    setPenalties(std::vector<double>(size_t(n), 0.0));
}

void ProbeObjective::decorrelate() {
    const long n = probes(), images = m_features.size(1), channels = m_features.size(2);
    auto products = torch::zeros({n, channels, channels}, torch::TensorOptions(m_device).dtype(torch::kFloat64));
    constexpr long kRows = 4096;
    for (long start = 0; start < images; start += kRows) {
        const auto x = chunk(0, n, start, std::min(start + kRows, images)).narrow(2, 0, channels); // n x B x C
        products += torch::bmm(x.transpose(1, 2), x);
    }
    const auto [values, vectors] = at::linalg_eigh((products / double(images)).to(torch::kCPU));
    m_spread = values.clamp_min(0);
    m_axes = vectors;
}

void ProbeObjective::setPenalties(std::vector<double> l2) {
    m_l2 = std::move(l2);
    const long n = probes(), channels = m_features.size(2);
    const auto ridge = (torch::tensor(m_l2, torch::kFloat64) * kRidgePerL2).clamp_min(kSmallestRidge);
    const auto scale = (m_spread + ridge.unsqueeze(1)).rsqrt(); // n x C
    m_transform = torch::zeros({n, channels + 1, channels + 1}, torch::kFloat64);
    m_transform.narrow(1, 0, channels)
        .narrow(2, 0, channels)
        .copy_(torch::bmm(m_axes * scale.unsqueeze(1), m_axes.transpose(1, 2)));
    m_transform.select(1, channels).select(1, channels).fill_(1);
}

torch::Tensor ProbeObjective::chunk(long first, long count, long begin, long end) const {
    if (m_ready.defined()) return m_ready.narrow(0, first, count).narrow(1, begin, end - begin);
    auto x = torch::empty({count, end - begin, m_features.size(2) + 1}, torch::TensorOptions(m_device));
    auto channels = x.narrow(2, 0, m_features.size(2));
    channels.copy_(m_features.narrow(0, first, count).narrow(1, begin, end - begin));
    channels.sub_(m_mean.narrow(0, first, count)).mul_(m_scale.narrow(0, first, count));
    x.select(2, m_features.size(2)).fill_(1);
    return x;
}

std::pair<torch::Tensor, torch::Tensor> ProbeObjective::sums(long first, const torch::Tensor& weights) const {
    const long count = weights.size(0), images = m_features.size(1), channels = weights.size(2);
    if (m_tiles) return m_tiles->evaluate(first, weights.to(torch::kFloat32));
    const auto w = weights.to(torch::kFloat32).to(m_device).transpose(1, 2); // n x C+1 x K

    const long slices = std::min(kSlices, images);
    // About a megabyte of features and logits at a time stays in the processor's cache between the two
    // products.
    const long rows =
        m_device.is_cpu() ? std::clamp(400000 / (count * (channels + m_classes)), 64L, 4096L) : 65536L;
    std::vector<torch::Tensor> losses(static_cast<size_t>(slices)), gradients(losses.size());
    const auto runSlice = [&](long slice) {
        const torch::NoGradGuard noGradHere; // the guard belongs to a thread
        const long sliceEnd = images * (slice + 1) / slices;
        auto gradient = torch::zeros({count, m_classes, channels}, torch::TensorOptions(m_device));
        auto loss = torch::zeros({count}, torch::TensorOptions(m_device).dtype(torch::kFloat64));
        for (long begin = images * slice / slices; begin < sliceEnd; begin += rows) {
            const long end = std::min(begin + rows, sliceEnd);
            const auto x = chunk(first, count, begin, end);    // n x B x C+1
            auto lp = torch::log_softmax(torch::bmm(x, w), 2); // n x B x K
            const auto y = m_labels.narrow(0, begin, end - begin).view({1, -1, 1}).expand({count, -1, 1});
            loss -= lp.gather(2, y).sum({1, 2}, false, torch::kFloat64);
            auto d = lp.exp_(); // becomes p - onehot
            d.scatter_add_(2, y, torch::full({1, 1, 1}, -1, d.options()).expand({count, end - begin, 1}));
            gradient.baddbmm_(d.transpose(1, 2), x); // n x K x C+1
        }
        losses[size_t(slice)] = loss;
        gradients[size_t(slice)] = gradient;
    };
    if (m_device.is_cpu())
        at::parallel_for(0, slices, 1, [&](long begin, long end) {
            for (long s = begin; s < end; ++s)
                runSlice(s);
        });
    else
        for (long s = 0; s < slices; ++s)
            runSlice(s);

    auto loss = torch::zeros_like(losses[0]);
    auto gradient = torch::zeros_like(gradients[0], torch::kFloat64);
    for (long s = 0; s < slices; ++s) {
        loss += losses[size_t(s)];
        gradient += gradients[size_t(s)];
    }
    return {loss, gradient};
}

std::vector<ProbeObjective::Value>
ProbeObjective::evaluate(long first, const std::vector<const std::vector<double>*>& points) const {
    const torch::NoGradGuard noGrad;
    const long count = long(points.size()), images = m_features.size(1), channels = m_features.size(2) + 1;
    auto z = torch::empty({count, m_classes, channels}, torch::kFloat64);
    for (long k = 0; k < count; ++k)
        std::copy(points[size_t(k)]->begin(), points[size_t(k)]->end(), z.data_ptr<double>() + k * parameters());
    const auto transform = m_transform.narrow(0, first, count);
    const auto weights = torch::bmm(z, transform); // n x K x C+1, on standardised features
    auto [loss, gradient] = sums(first, weights);
    loss = (loss / double(images)).to(torch::kCPU);
    gradient = (gradient / double(images)).to(torch::kCPU);
    auto slopes = weights.clone();
    slopes.select(2, channels - 1).zero_(); // the bias is not held back
    const auto l2 = torch::tensor(std::vector<double>(m_l2.begin() + first, m_l2.begin() + first + count), torch::kFloat64);
    gradient += l2.view({count, 1, 1}) * slopes;
    const auto penalty = slopes.square().sum({1, 2}) * l2 / 2;
    const auto norms = gradient.square().sum({1, 2}).sqrt();
    gradient = torch::bmm(gradient, transform); // T is symmetric

    std::vector<Value> values(points.size());
    for (long k = 0; k < count; ++k) {
        Value& v = values[size_t(k)];
        v.loss = loss[k].item<double>();
        v.objective = v.loss + penalty[k].item<double>();
        const double* g = gradient.data_ptr<double>() + k * parameters();
        v.gradient.assign(g, g + parameters());
        v.gradientNorm = norms[k].item<double>();
    }
    return values;
}

std::pair<torch::Tensor, torch::Tensor> ProbeObjective::fold(long probe,
                                                             const std::vector<double>& point) const {
    const long channels = m_features.size(2);
    const auto w =
        torch::tensor(point, torch::kFloat64).view({m_classes, channels + 1}).matmul(m_transform[probe]);
    const auto scale = m_scale[probe].to(torch::kCPU, torch::kFloat64),
               mean = m_mean[probe].to(torch::kCPU, torch::kFloat64);
    const auto weight = w.narrow(1, 0, channels) * scale;             // K x C
    const auto bias = w.select(1, channels) - (weight * mean).sum(1); // K
    return {weight.to(torch::kFloat32), bias.to(torch::kFloat32)};
}

} // namespace klas::engine
