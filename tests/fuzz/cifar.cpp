// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/data/cifar.h"

#include "tests/fuzz/target.h"

namespace klas::fuzz {

const Allowance kAllowance{};

void readOne(Bytes input) {
    for (const int classes : {10, 100})
        try {
            const fs::path file = asFile(input, classes == 10 ? "test_batch.bin" : "test.bin");
            const auto images = engine::openCifar(file.parent_path(), classes, true);
            require(images->size() > 0, "no images, and no error");
            for (long k = 0; k < images->size(); ++k)
                require(images->label(k) >= 0 && images->label(k) < classes, "a label beyond the classes");
            require(images->image(images->size() - 1, {}).pixels.size() == 3072, "an image of another size");
        } catch (const Error&) {
        }
}

} // namespace klas::fuzz
