// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/decode_threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace klas::engine {

void decodeInParallel(long count, const std::function<void(long)>& work) {
    std::atomic<long> taken{0};
    std::atomic<bool> stop{false};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto run = [&] {
        try {
            for (long k; !stop && (k = taken++) < count;)
                work(k);
        } catch (...) {
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
            stop = true;
        }
    };
    const long threads = std::min<long>(count, std::max(1u, std::thread::hardware_concurrency()));
    {
        std::vector<std::jthread> others;
        for (long t = 1; t < threads; ++t)
            others.emplace_back(run);
        run();
    }
    if (failure) std::rethrow_exception(failure);
}

} // namespace klas::engine
