// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/engine/blas_core.h"

#include <chrono>
#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <mutex>
#include <thread>

namespace klas::engine {

namespace {

/// Best rate of a few 384 x 384 matrix products, in GFLOP/s (2 floating-point operations per multiply-add). The best,
/// because other programs may be running.
double measureMatrixRate()
{
    const torch::NoGradGuard noGrad;
    const auto a = torch::ones({384, 384}), b = torch::ones({384, 384});
    double best = 1e9;
    for (int k = 0; k < 6; ++k) {
        const auto start = std::chrono::steady_clock::now();
        a.mm(b);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return 2.0 * 384 * 384 * 384 / best / 1e9;
}

/// Keeps up to half a GiB of freed memory for the next layer. By default glibc hands large blocks back to the system and
/// takes them anew for every layer, and the first touch of each of their pages costs more than a convolution's arithmetic.
void keepFreedMemory()
{
#ifdef __GLIBC__
    constexpr int kMebibyte = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, 256 * kMebibyte); // what is larger still goes back at once
    mallopt(M_TRIM_THRESHOLD, 512 * kMebibyte);
    mallopt(M_TOP_PAD, 16 * kMebibyte);
#endif
}

} // namespace

torch::Device pickDevice(const std::string& wanted) {
    const bool cuda = torch::cuda::is_available();
    if (wanted.empty() || wanted == "auto")
        return cuda ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
    if (wanted == "cpu") return torch::Device(torch::kCPU);
    const bool indexed = wanted.rfind("cuda:", 0) == 0 && wanted.size() > 5 && wanted.size() < 9 &&
                         wanted.find_first_not_of("0123456789", 5) == std::string::npos;
    if (wanted != "cuda" && !indexed)
        throw Error("There is no device \"" + wanted + "\"; use auto, cpu, cuda or cuda:N.");
    if (!cuda) throw Error("No CUDA device can be used on this machine; choose --device cpu.");
    const int index = indexed ? std::stoi(wanted.substr(5)) : 0;
    const auto count = static_cast<int>(torch::cuda::device_count());
    if (index >= count)
        throw Error("There is no CUDA device " + std::to_string(index) + "; this machine has " +
                    std::to_string(count) + ", numbered from 0.");
    return {torch::kCUDA, static_cast<c10::DeviceIndex>(index)};
}

void synchronise(const torch::Device& device) {
    if (device.is_cuda()) torch::cuda::synchronize(device.index());
}

std::string describe(const torch::Device& device) {
    if (device.is_cpu()) {
        const int threads = torch::get_num_threads();
        return "CPU (" + std::to_string(threads) + (threads == 1 ? " thread)" : " threads)");
    }
    return "CUDA device " + std::to_string(device.index());
}

void initCompute(int threads) {
    if (threads <= 0) // what OpenMP was told counts, as in every other program
        threads = std::getenv("OMP_NUM_THREADS") ? torch::get_num_threads() : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    torch::set_num_threads(threads);
    static std::once_flag once;
    std::call_once(once, [threads] {
        keepFreedMemory();
        torch::set_num_interop_threads(1);
        const double rate = measureMatrixRate();
        spdlog::debug("matrix products run at {:.0f} GFLOP/s on {} threads", rate, threads);
        if (rate < 10.0 * threads)
            spdlog::warn("Matrix products run at only {:.0f} GFLOP/s; {}", rate,
                         describeBlas() == "another BLAS" ? "install libopenblas0-openmp to make everything many times faster."
                                                          : "other programs are using the processor.");
    });
}

} // namespace klas::engine
