// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/Parallel.h>
#include <algorithm>
#include <atomic>

namespace klas::engine {

/// Calls worker(next) once per thread; each call takes items with `next()` (-1 when there are no more) until none is
/// left. Unlike a fixed split this does not wait for a thread whose core is busy with something else. Work on an item
/// must not depend on who does it.
template <typename Worker>
void shareItems(int64_t count, const Worker& worker) {
    std::atomic<int64_t> taken{0};
    const auto next = [&]() -> int64_t {
        const int64_t item = taken.fetch_add(1, std::memory_order_relaxed);
        return item < count ? item : -1;
    };
    const int64_t threads = std::min<int64_t>(at::get_num_threads(), count);
    at::parallel_for(0, threads, 1, [&](int64_t, int64_t) { worker(next); });
}

} // namespace klas::engine
