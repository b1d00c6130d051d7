// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/checkpoint.h"

#include "core/engine/checkpoints/guess_architecture.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/tensors.h"

namespace klas::fuzz {

// Objects of a pickle take a byte or two in the file and a node with its list in memory.
const Allowance kAllowance{.single = 64, .live = 512};

/// A .pth, zip archive or legacy, or safetensors: what `klas checkpoint inspect` does, short of building the network.
void readOne(Bytes input) {
    const auto kind = input.size() % 2 ? engine::WeightsKind::Plain : engine::WeightsKind::Averaged;
    const engine::Checkpoint file(asFile(input, "weights.pth"), kind);
    for (const std::string& name : file.names())
        for (const torch::Tensor& part : file.parts(name).parts)
            readAll(part);
    engine::guessArchitecture(file);
}

} // namespace klas::fuzz
