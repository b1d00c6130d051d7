// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/probe_batch.h"

#include "core/base/error.h"

#include <ATen/Parallel.h>
#include <atomic>
#include <cmath>
#include <vector>

namespace klas::engine {

namespace {

[[noreturn]] void refuse(const torch::Tensor& logits, const std::string& network, long batch) {
    const auto bad = torch::isfinite(logits).logical_not().flatten(1).any(1).to(torch::kCPU);
    const long block = bad.to(torch::kLong).argmax().item<long>() + 1;
    throw Error("The logits of " + network + " are not finite (NaN or infinity) at block " +
                std::to_string(block) + ", batch " + std::to_string(batch) +
                "; check the weights or the file.");
}

/// One pass over an image's N x K logits on the CPU: subtracts the row maximum and scales by 1/T.
template <typename T>
bool shiftRows(const torch::Tensor& logits, double scale, double* out) {
    const long blocks = logits.size(0), images = logits.size(1), classes = logits.size(2);
    const T* in = logits.data_ptr<T>();
    std::atomic<bool> finite{true};
    at::parallel_for(0, images, 1 + 4096 / (blocks * classes), [&](long begin, long end) {
        for (long b = begin; b < end; ++b) {
            for (long n = 0; n < blocks; ++n) {
                const T* row = in + (n * images + b) * classes;
                double* z = out + (b * blocks + n) * classes;
                double top = row[0], sum = 0;
                for (long k = 0; k < classes; ++k) {
                    top = row[k] > top ? double(row[k]) : top;
                    sum += double(row[k]) * 0; // NaN as soon as one logit is NaN or infinite
                }
                if (!(sum == 0)) finite = false;
                for (long k = 0; k < classes; ++k)
                    z[k] = (double(row[k]) - top) * scale;
            }
        }
    });
    return finite;
}

} // namespace

ProbeBatch probeBatch(const torch::Tensor& logits, double temperature, const std::string& network,
                      long batch) {
    if (!(temperature > 0) || !std::isfinite(temperature))
        throw Error("The temperature must be a positive number.");
    const torch::NoGradGuard noGrad;
    const long blocks = logits.size(0), images = logits.size(1), classes = logits.size(2);
    const long lanes = (blocks + ProbeBatch::kLanes - 1) / ProbeBatch::kLanes * ProbeBatch::kLanes;
    const auto options = torch::TensorOptions(torch::kFloat64).device(logits.device());
    ProbeBatch out;

    if (!logits.is_cpu()) {
        if (!torch::isfinite(logits).all().item<bool>()) refuse(logits, network, batch);
        const auto lp =
            torch::log_softmax(logits.to(torch::kFloat64).transpose(0, 1) / temperature, -1); // B x N x K
        out.p = lp.exp();
        out.centre = lp.mean(1);
        out.logp = torch::zeros({images, classes, lanes}, options);
        out.logp.narrow(2, 0, blocks).copy_(lp.transpose(1, 2));
        return out;
    }

    const auto input = logits.scalar_type() == torch::kFloat64 ? logits.contiguous()
                                                               : logits.to(torch::kFloat32).contiguous();
    auto z = torch::empty({images, blocks, classes}, options); // logits / T, row maximum 0
    const bool finite = input.scalar_type() == torch::kFloat64
                            ? shiftRows<double>(input, 1 / temperature, z.data_ptr<double>())
                            : shiftRows<float>(input, 1 / temperature, z.data_ptr<double>());
    if (!finite) refuse(logits, network, batch);

    // exp is the one expensive part: a single vectorised call serves both p and log p = z - log(sum).
    out.p = z.exp(); // B x N x K
    out.logp = torch::empty({images, classes, lanes}, options);
    out.centre = torch::empty({images, classes}, options);
    const double* zs = z.data_ptr<double>();
    double* ps = out.p.data_ptr<double>();
    double* logs = out.logp.data_ptr<double>();
    double* centres = out.centre.data_ptr<double>();
    at::parallel_for(0, images, 1 + 4096 / (blocks * classes), [&](long begin, long end) {
        std::vector<double> logSum(lanes, 0.0);
        for (long b = begin; b < end; ++b) {
            for (long n = 0; n < blocks; ++n) {
                double* p = ps + (b * blocks + n) * classes;
                double sum = 0;
                for (long k = 0; k < classes; ++k)
                    sum += p[k];
                const double inverse = 1 / sum;
                for (long k = 0; k < classes; ++k)
                    p[k] *= inverse;
                logSum[n] = std::log(sum);
            }
            const double* zb = zs + b * blocks * classes;
            for (long k = 0; k < classes; ++k) {
                double* row = logs + (b * classes + k) * lanes;
                double sum = 0;
                for (long n = 0; n < blocks; ++n)
                    sum += row[n] = zb[n * classes + k] - logSum[n];
                for (long n = blocks; n < lanes; ++n)
                    row[n] = 0;
                centres[b * classes + k] = sum / double(blocks);
            }
        }
    });
    return out;
}

} // namespace klas::engine
