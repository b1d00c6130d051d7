// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/dataset.h"

namespace klas::engine {

/// Positions of a split in a training file (D_v, then D_t of the permuted order) or test file of `count` images: see
/// DataSpec. Throws Error: the file has too few, or none are left.
std::vector<long> fileOrder(const DataSpec& data, Split split, long count);

} // namespace klas::engine
