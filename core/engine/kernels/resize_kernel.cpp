// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/resize_kernel.h"

namespace klas::engine::kernels {

void resizeRow(const ResizeRow& row) {
#ifdef __x86_64__
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return avx512::resizeRow(row);
    case InstructionSet::Avx2:
        return avx2::resizeRow(row);
    case InstructionSet::Portable:
        break;
    }
#endif
    portable::resizeRow(row);
}

void resizeColumns(const ResizeColumns& columns) {
#ifdef __x86_64__
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return avx512::resizeColumns(columns);
    case InstructionSet::Avx2:
        return avx2::resizeColumns(columns);
    case InstructionSet::Portable:
        break;
    }
#endif
    portable::resizeColumns(columns);
}

} // namespace klas::engine::kernels
