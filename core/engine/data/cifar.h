// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image_source.h"

#include <memory>

namespace klas::engine {

/// CIFAR-10 or CIFAR-100 in their binary version (Krizhevsky 2009): records of one label byte (CIFAR-100: the coarse, then
/// the fine one, which counts) and 3 x 32 x 32 bytes, channel by channel. `folder` holds data_batch_1.bin … 5 and
/// test_batch.bin, or train.bin and test.bin. Throws Error: missing files, a size that is no whole number of records, a
/// label beyond the classes.
std::unique_ptr<ImageSource> openCifar(const fs::path& folder, int classes, bool test);

constexpr int kCifarSide = 32;

} // namespace klas::engine
