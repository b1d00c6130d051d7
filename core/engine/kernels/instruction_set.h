// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace klas::engine::kernels {

/// The kernels of this room are compiled once for each of these; which one runs is decided by the features of the
/// processor that the program meets.
enum class InstructionSet {
    Portable, ///< vectors of 16 bytes: any processor
    Avx2,     ///< AVX2 with FMA
    Avx512,   ///< AVX-512 F, DQ, BW and VL
};

/// Those that this processor can run, the best last.
std::vector<InstructionSet> instructionSets();

/// The one in use: the best, unless useInstructionSet() chose another.
InstructionSet instructionSet();

/// For tests and measurements; must be one of instructionSets().
void useInstructionSet(InstructionSet set);

} // namespace klas::engine::kernels
