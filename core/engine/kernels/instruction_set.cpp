// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/instruction_set.h"

#include <atomic>

namespace klas::engine::kernels {

namespace {

std::atomic<InstructionSet>& chosen() {
    static std::atomic<InstructionSet> set{instructionSets().back()};
    return set;
}

} // namespace

std::vector<InstructionSet> instructionSets() {
    std::vector<InstructionSet> sets{InstructionSet::Portable};
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        sets.push_back(InstructionSet::Avx2);
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
            sets.push_back(InstructionSet::Avx512);
    }
#endif
    return sets;
}

InstructionSet instructionSet() { return chosen().load(std::memory_order_relaxed); }

void useInstructionSet(InstructionSet set) { chosen().store(set, std::memory_order_relaxed); }

} // namespace klas::engine::kernels
