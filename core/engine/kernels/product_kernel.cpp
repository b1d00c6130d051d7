// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/product_kernel.h"

namespace klas::engine::kernels {

const ProductKernels& productKernels() {
#ifdef __x86_64__
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return avx512::productKernels;
    case InstructionSet::Avx2:
        return avx2::productKernels;
    case InstructionSet::Portable:
        break;
    }
#endif
    return portable::productKernels;
}

} // namespace klas::engine::kernels
