// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/dataset.h"

namespace klas::engine {

/// Positions in the training file or folder of its validation or training split: see DataSpec. Throws Error where there
/// are too few.
std::vector<long> trainingFileOrder(const DataSpec& data, Split split, long count);
/// Positions in the test file or folder: the first `testImages`.
std::vector<long> testFileOrder(const DataSpec& data, long count);
/// Positions of any split where all images lie together.
std::vector<long> commonOrder(const DataSpec& data, Split split, long count);

} // namespace klas::engine
