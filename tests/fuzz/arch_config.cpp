// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/arch_config.h"

#include "core/analysis/arch.h"
#include "tests/fuzz/target.h"

namespace klas::fuzz {

// A card has a block for each of the depth that a few digits can ask for.
const Allowance kAllowance{.single = 64, .live = 256, .singleBytes = 8u << 20, .liveBytes = 64u << 20};

void readOne(Bytes input) {
    const ArchConfig arch = archFromJson(parseJson(text(input), "config.json"), "config.json");
    require(archFromJson(toJson(arch), "written") == arch, "an architecture that does not survive JSON");
    const Cost cost = netCard(arch).total();
    require(cost.flops > 0 && cost.params > 0, "a network that costs nothing");
}

} // namespace klas::fuzz
