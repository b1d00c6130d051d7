// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/probe_kernel.h"

namespace klas::engine::kernels {

void addProbeTile(const ProbeTile& tile) {
#ifdef __x86_64__
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return avx512::addProbeTile(tile);
    case InstructionSet::Avx2:
        return avx2::addProbeTile(tile);
    case InstructionSet::Portable:
        break;
    }
#endif
    portable::addProbeTile(tile);
}

} // namespace klas::engine::kernels
