// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fuzz/target.h"

namespace klas::fuzz {

/// While it lives, an allocation beyond the allowance for an input of this size is a finding: a length in the file was
/// believed before it was compared with the file. It sees every malloc of the process, LibTorch's too: through the
/// sanitizers' hooks where there are any, else by standing in for malloc.
class AllocationGuard {
public:
    AllocationGuard(const Allowance& allowance, size_t inputSize);
    ~AllocationGuard();
    AllocationGuard(const AllocationGuard&) = delete;
    AllocationGuard& operator=(const AllocationGuard&) = delete;
};

/// For reports: what follows is not the reader's.
void stopCounting();

} // namespace klas::fuzz
