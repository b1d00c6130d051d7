// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace klas::engine {

/// Calls work(0) … work(count - 1), each once, on as many threads as the machine has cores, and returns when all are
/// done. They are threads of their own beside those of the compute library, which has its own work meanwhile. When calls
/// throw, the rest is given up and one of the exceptions is thrown on.
void decodeInParallel(long count, const std::function<void(long)>& work);

} // namespace klas::engine
