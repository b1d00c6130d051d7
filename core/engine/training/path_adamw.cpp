// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/path_adamw.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace klas::engine {

PathAdamW::PathAdamW(const std::vector<Parameter>& parameters, const std::vector<std::vector<bool>>& uses, AdamWOptions options)
    : m_options(options)
    , m_paths(uses.size()) {
    const torch::NoGradGuard noGrad;
    // Parameters of the same paths, rate and decay, in the order of their first member.
    struct Kind {
        std::vector<bool> paths;
        bool layer, decays;
        auto operator<=>(const Kind&) const = default;
    };
    std::map<Kind, size_t> indexOf;
    std::vector<std::pair<Kind, std::vector<const Parameter*>>> kinds;
    for (size_t p = 0; p < parameters.size(); ++p) {
        Kind kind{{}, parameters[p].layer, decays(parameters[p].name, parameters[p].tensor)};
        for (const auto& path : uses)
            kind.paths.push_back(path.at(p));
        if (std::find(kind.paths.begin(), kind.paths.end(), true) == kind.paths.end()) continue;
        const auto [found, isNew] = indexOf.try_emplace(kind, kinds.size());
        if (isNew) kinds.emplace_back(kind, std::vector<const Parameter*>());
        kinds[found->second].second.push_back(&parameters[p]);
    }
    if (kinds.empty()) throw Error("There is nothing to train: no network has parameters that learn.");

    long total = 0;
    for (const auto& [kind, members] : kinds) {
        Segment segment;
        segment.begin = total;
        segment.layer = kind.layer;
        segment.decays = kind.decays;
        for (const Parameter* p : members)
            total += p->tensor.numel();
        segment.size = total - segment.begin;
        for (size_t path = 0; path < uses.size(); ++path)
            if (kind.paths[path]) m_paths[path].push_back(m_segments.size());
        m_segments.push_back(segment);
    }
    m_flat = torch::empty({total}, kinds.front().second.front()->tensor.options().requires_grad(false));
    m_gradient = torch::zeros_like(m_flat);
    m_m = torch::zeros_like(m_flat);
    m_v = torch::zeros_like(m_flat);
    m_scratch = torch::empty_like(m_flat);
    long at = 0;
    for (const auto& [kind, members] : kinds)
        for (const Parameter* p : members) {
            torch::Tensor tensor = p->tensor;
            const auto slice = [&](const torch::Tensor& flat) { return flat.narrow(0, at, tensor.numel()).view(tensor.sizes()); };
            const auto home = slice(m_flat);
            home.copy_(tensor);
            tensor.set_data(home);
            tensor.mutable_grad() = slice(m_gradient);
            m_parameters.push_back(tensor);
            at += tensor.numel();
        }
    for (Segment& s : m_segments) {
        const auto slice = [&](const torch::Tensor& flat) { return flat.narrow(0, s.begin, s.size); };
        s.weight = slice(m_flat);
        s.gradient = slice(m_gradient);
        s.m = slice(m_m);
        s.v = slice(m_v);
        s.scratch = slice(m_scratch);
    }
}

void PathAdamW::zeroGrad(size_t path) {
    for (const size_t s : m_paths.at(path))
        m_segments[s].gradient.zero_();
}

double PathAdamW::clipGradients(size_t path, double maxNorm) {
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> squares;
    for (const size_t s : m_paths.at(path))
        squares.push_back(m_segments[s].gradient.dot(m_segments[s].gradient));
    const double norm = std::sqrt(torch::stack(squares).to(torch::kFloat64).sum().item<double>());
    if (maxNorm > 0 && norm > maxNorm)
        for (const size_t s : m_paths[path])
            m_segments[s].gradient.mul_(maxNorm / (norm + 1e-6));
    return norm;
}

void PathAdamW::step(size_t path, double layerRate, double otherRate) {
    const torch::NoGradGuard noGrad;
    for (const size_t index : m_paths.at(path)) {
        Segment& s = m_segments[index];
        const double rate = s.layer ? layerRate : otherRate;
        const auto t = double(++s.steps);
        if (s.decays) s.weight.mul_(1 - rate * m_options.weightDecay);
        s.m.mul_(m_options.beta1).add_(s.gradient, 1 - m_options.beta1);
        s.v.mul_(m_options.beta2).addcmul_(s.gradient, s.gradient, 1 - m_options.beta2);
        at::sqrt_out(s.scratch, s.v);
        s.scratch.mul_(1 / std::sqrt(1 - std::pow(m_options.beta2, t))).add_(m_options.eps);
        s.weight.addcdiv_(s.m, s.scratch, -rate / (1 - std::pow(m_options.beta1, t)));
    }
}

torch::Tensor PathAdamW::segmentSteps() const {
    const auto steps = torch::empty({long(m_segments.size())}, torch::kInt64);
    for (size_t k = 0; k < m_segments.size(); ++k)
        steps.data_ptr<int64_t>()[k] = m_segments[k].steps;
    return steps;
}

void PathAdamW::restore(const torch::Tensor& weights, const torch::Tensor& m, const torch::Tensor& v, const torch::Tensor& segmentSteps) {
    const auto steps = segmentSteps.to(torch::kCPU).contiguous();
    bool fits = steps.scalar_type() == torch::kInt64 && steps.numel() == long(m_segments.size());
    for (const torch::Tensor* t : {&weights, &m, &v})
        fits = fits && t->sizes() == m_flat.sizes() && t->scalar_type() == m_flat.scalar_type();
    for (long k = 0; fits && k < steps.numel(); ++k)
        fits = steps.data_ptr<int64_t>()[k] >= 0;
    if (!fits) throw Error("The state in the checkpoint does not fit these networks; remove it to start the training afresh.");
    const torch::NoGradGuard noGrad;
    m_flat.copy_(weights);
    m_m.copy_(m);
    m_v.copy_(v);
    for (size_t k = 0; k < m_segments.size(); ++k)
        m_segments[k].steps = steps.data_ptr<int64_t>()[k];
}

} // namespace klas::engine
