// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <cstdint>
#include <vector>

namespace klas::fuzz {

using Input = std::vector<std::uint8_t>;

/// A neighbour of one of the corpus' inputs: one to eight seeded changes of the kinds that break readers. Bytes flipped,
/// set, taken out, doubled; cut off; spliced with another input; numbers of 1 to 8 bytes in either order, or in digits,
/// replaced by 0, 1, the largest, the file's size and their neighbours. At most `longest` bytes.
Input mutated(const std::vector<Input>& corpus, Random& random, size_t longest);

} // namespace klas::fuzz
