// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/data/idx.h"

#include "tests/fuzz/target.h"

namespace klas::fuzz {

// gzip shrinks 1032 : 1 at best, and the content grows by doubling.
const Allowance kAllowance{.single = 2 * 1032, .live = 4 * 1032};

void readOne(Bytes input) {
    const fs::path file = asFile(input, "train-images-idx3-ubyte.gz");
    try {
        const engine::IdxImages images = engine::readIdxImages(file);
        require(images.pixels.size() == static_cast<size_t>(images.count * images.imageBytes()), "images without their pixels");
    } catch (const Error&) {
        engine::readIdxLabels(file);
    }
}

} // namespace klas::fuzz
