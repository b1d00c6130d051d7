// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/probe_batch.h"

#include "core/base/error.h"
#include "core/engine/similarity/kernels.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <atomic>
#include <cmath>

namespace klas::engine {

namespace {

constexpr long kGroup = 1 << 14; ///< values worked on at a time: they stay in the processor's cache

/// On the CPU: in groups of images that fit the cache; exp, the one expensive part, is LibTorch's vectorised
/// one. False when a logit is NaN or infinite.
template <typename T>
bool fill(const torch::Tensor& logits, double scale, ProbeBatch& out) {
    const long blocks = logits.size(0), images = logits.size(1), classes = logits.size(2);
    const long width = out.logp.size(2), group = std::max(1L, kGroup / (blocks * classes));
    const T* in = logits.data_ptr<T>();
    double *ps = out.p.data_ptr<double>(), *logs = out.logp.data_ptr<double>();
    double *centres = out.centre.data_ptr<double>(), *owns = out.own.data_ptr<double>();
    std::atomic<bool> finite{true};
    at::parallel_for(0, (images + group - 1) / group, 1, [&](long begin, long end) {
        const torch::NoGradGuard noGrad; // the guard belongs to a thread
        auto scratch = torch::empty({group * blocks * classes}, torch::kFloat64);
        double* z = scratch.data_ptr<double>();
        for (long first = begin * group; first < std::min(end * group, images); first += group) {
            const long count = std::min(group, images - first), values = count * blocks * classes;
            for (long b = 0; b < count; ++b)
                for (long n = 0; n < blocks; ++n)
                    if (!kernels::shiftRow(in + (n * images + first + b) * classes, classes, scale,
                                           z + (b * blocks + n) * classes))
                        finite = false;
            auto p = torch::from_blob(ps + first * blocks * classes, {values}, torch::kFloat64);
            torch::exp_out(p, scratch.narrow(0, 0, values));
            for (long b = 0; b < count; ++b) {
                const long image = first + b;
                double* zb = z + b * blocks * classes;
                kernels::finishImage(ps + image * blocks * classes, zb, blocks, classes,
                                     centres + image * classes, owns + image * blocks);
                kernels::transpose(zb, blocks, classes, width, logs + image * classes * width);
            }
        }
    });
    return finite;
}

} // namespace

void requireTemperature(double temperature) {
    if (!(temperature > 0) || !std::isfinite(temperature))
        throw Error("The temperature must be a positive number.");
}

void requireFinite(const torch::Tensor& logits, const std::string& network, long batch) {
    const auto bad = torch::isfinite(logits).logical_not().flatten(1).any(1).to(torch::kCPU);
    if (!bad.any().item<bool>()) return;
    const long block = bad.to(torch::kLong).argmax().item<long>() + 1;
    throw Error("The logits of " + network + " are not finite (NaN or infinity) at block " +
                std::to_string(block) + ", batch " + std::to_string(batch + 1) +
                "; check the weights or the file.");
}

ProbeBatch probeBatch(const torch::Tensor& logits, double temperature, const std::string& network,
                      long batch) {
    requireTemperature(temperature);
    const torch::NoGradGuard noGrad;
    const long blocks = logits.size(0), images = logits.size(1), classes = logits.size(2);
    const long width = (blocks + kernels::kLanes - 1) / kernels::kLanes * kernels::kLanes;
    const auto options = torch::TensorOptions(torch::kFloat64).device(logits.device());
    ProbeBatch out;

    if (!logits.is_cpu()) {
        requireFinite(logits, network, batch);
        auto lp =
            torch::log_softmax(logits.to(torch::kFloat64).transpose(0, 1) / temperature, -1); // B x N x K
        out.p = lp.exp().contiguous();
        out.centre = lp.mean(1);
        lp = lp - out.centre.unsqueeze(1);
        out.own = (out.p * lp).sum(2);
        out.logp = torch::zeros({images, classes, width}, options);
        out.logp.narrow(2, 0, blocks).copy_(lp.transpose(1, 2));
        return out;
    }
    out.p = torch::empty({images, blocks, classes}, options);
    out.logp = torch::empty({images, classes, width}, options);
    out.centre = torch::empty({images, classes}, options);
    out.own = torch::empty({images, blocks}, options);
    const bool isDouble = logits.scalar_type() == torch::kFloat64;
    const auto input = logits.to(isDouble ? torch::kFloat64 : torch::kFloat32).contiguous();
    const bool finite =
        isDouble ? fill<double>(input, 1 / temperature, out) : fill<float>(input, 1 / temperature, out);
    if (!finite) requireFinite(logits, network, batch);
    return out;
}

} // namespace klas::engine
