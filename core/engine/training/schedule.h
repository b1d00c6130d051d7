// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace klas::engine {

/// Learning rate of each step: linear warm-up, then half a cosine down to zero (Loshchilov & Hutter 2017).
///
///     step < warmup:  base (step + 1) / warmup
///     else:           base (1 + cos(pi (step - warmup) / (steps - warmup))) / 2
struct Schedule {
    double base = 0;
    long warmup = 0; ///< steps
    long steps = 0;  ///< in all

    double rate(long step) const;
};

} // namespace klas::engine
