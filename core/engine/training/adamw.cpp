// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/adamw.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace klas::engine {

bool decays(const std::string& name, const torch::Tensor& parameter) {
    const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
    return parameter.dim() >= 2 && !has("pos_embed") && !has("cls_token") && !has("dist_token");
}

AdamW::AdamW(torch::nn::Module& module, AdamWOptions options)
    : m_options(options) {
    const torch::NoGradGuard noGrad;
    auto named = module.named_parameters().pairs();
    const auto undecayed = std::stable_partition(named.begin(), named.end(),
                                                 [](const auto& p) { return decays(p.first, p.second); });
    std::int64_t total = 0, decayed = 0;
    for (auto p = named.begin(); p != named.end(); ++p) {
        total += p->second.numel();
        if (p < undecayed) decayed += p->second.numel();
        m_parameters.push_back(p->second);
    }
    if (total == 0) throw Error("There is nothing to train: the network has no parameters.");

    m_flat = torch::empty({total}, m_parameters.front().options().requires_grad(false));
    m_gradient = torch::zeros_like(m_flat);
    m_m = torch::zeros_like(m_flat);
    m_v = torch::zeros_like(m_flat);
    m_scratch = torch::empty_like(m_flat);
    m_decayed = m_flat.narrow(0, 0, decayed);
    std::int64_t at = 0;
    for (torch::Tensor& p : m_parameters) {
        const auto slice = [&](const torch::Tensor& flat) {
            return flat.narrow(0, at, p.numel()).view(p.sizes());
        };
        const auto home = slice(m_flat);
        home.copy_(p);
        p.set_data(home);
        p.mutable_grad() = slice(m_gradient);
        at += p.numel();
    }
}

void AdamW::zeroGrad() {
    m_gradient.zero_();
}

torch::Tensor AdamW::clipGradients(double maxNorm) {
    const torch::NoGradGuard noGrad;
    const auto norm = m_gradient.norm();
    if (maxNorm > 0) m_gradient.mul_((maxNorm / (norm + 1e-6)).clamp_max(1.0));
    return norm;
}

void AdamW::step(double learningRate) {
    const torch::NoGradGuard noGrad;
    ++m_steps;
    const auto t = static_cast<double>(m_steps);
    const double correction1 = 1 - std::pow(m_options.beta1, t),
                 correction2 = 1 - std::pow(m_options.beta2, t);
    m_decayed.mul_(1 - learningRate * m_options.weightDecay);
    m_m.mul_(m_options.beta1).add_(m_gradient, 1 - m_options.beta1);
    m_v.mul_(m_options.beta2).addcmul_(m_gradient, m_gradient, 1 - m_options.beta2);
    at::sqrt_out(m_scratch, m_v);
    m_scratch.mul_(1 / std::sqrt(correction2)).add_(m_options.eps);
    m_flat.addcdiv_(m_m, m_scratch, -learningRate / correction1);
}

void AdamW::restore(const torch::Tensor& m, const torch::Tensor& v, long steps) {
    if (m.sizes() != m_m.sizes() || v.sizes() != m_v.sizes() || steps < 0)
        throw Error(
            "The optimiser state of the checkpoint does not fit the network; start the training afresh.");
    const torch::NoGradGuard noGrad;
    m_m.copy_(m);
    m_v.copy_(v);
    m_steps = steps;
}

} // namespace klas::engine
