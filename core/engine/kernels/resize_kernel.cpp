// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/resize_kernel.h"

namespace klas::engine::kernels {

const ResizeKernels& resizeKernels() {
#ifdef __x86_64__
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return avx512::resizeKernels;
    case InstructionSet::Avx2:
        return avx2::resizeKernels;
    case InstructionSet::Portable:
        break;
    }
#endif
    return portable::resizeKernels;
}

} // namespace klas::engine::kernels
