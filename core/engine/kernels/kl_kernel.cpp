// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/kl_kernel.h"

namespace klas::engine::kernels {

namespace {

template <typename T>
bool addBest(const KlImages<T>& images) {
#ifdef __x86_64__
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return avx512::addKl(images);
    case InstructionSet::Avx2:
        return avx2::addKl(images);
    case InstructionSet::Portable:
        break;
    }
#endif
    return portable::addKl(images);
}

} // namespace

long klScratch(long classes, long width) {
    const long slice = klSlice(width);
    return 6 * width + kKlLanes + slice + 2 * slice * width + kKlLanes + width * (width + kKlLanes) + classes * width;
}

bool addKl(const KlImages<float>& images) { return addBest(images); }
bool addKl(const KlImages<double>& images) { return addBest(images); }

} // namespace klas::engine::kernels
