// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/safetensors.h"

#include "tests/fuzz/target.h"
#include "tests/fuzz/tensors.h"

namespace klas::fuzz {

// The header is JSON: a list [[],[],...] takes 3 bytes an entry in the file and up to 64 in memory.
const Allowance kAllowance{.single = 32, .live = 256};

void readOne(Bytes input) {
    const engine::SafeTensors file(asFile(input, "weights.safetensors"));
    for (const std::string& name : file.names())
        readAll(file.tensor(name));
}

} // namespace klas::fuzz
