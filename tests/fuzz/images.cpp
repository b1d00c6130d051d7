// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/image.h"

#include "tests/fuzz/target.h"

namespace klas::fuzz {

// One byte of a JPEG may stand for a run of empty blocks, one of a PNG for 1032 bytes of pixels: requireSaneSize() bounds
// both, and a decoder holds the pixels and a few rows beside them.
const Allowance kAllowance{.single = 16 * 1032, .live = 64 * 1032, .singleBytes = 8u << 20, .liveBytes = 64u << 20};

void readOne(Bytes input) {
    const std::string_view bytes = text(input);
    const engine::ImageSize size = engine::imageSize(bytes, "image");
    require(size.width > 0 && size.height > 0, "an image without pixels");
    const engine::Image all = engine::decodeImage(bytes, "image");
    require(all.width == size.width && all.height == size.height, "a header that promises another size");
    require(all.pixels.size() == static_cast<size_t>(size.width) * static_cast<size_t>(size.height) * 3,
            "an image without all its pixels");
    const auto middle = [](engine::ImageSize s) {
        return engine::Window{s.width / 4, s.height / 4, s.width - s.width / 2, s.height - s.height / 2};
    };
    const engine::Image part = engine::decodeImage(bytes, "image", middle);
    const engine::Window& held = part.held;
    require(held.left >= 0 && held.top >= 0 && held.right() <= size.width && held.bottom() <= size.height,
            "a window beyond the image");
    const engine::Window asked = middle(size);
    require(held.left <= asked.left && held.top <= asked.top && held.right() >= asked.right() &&
                held.bottom() >= asked.bottom(),
            "less than was asked for");
    for (int y = asked.top; y < asked.bottom(); ++y)
        require(std::equal(all.row(y) + 3L * asked.left, all.row(y) + 3L * asked.right(),
                           part.row(y) + 3L * (asked.left - held.left)),
                "a part that differs from the whole");
}

} // namespace klas::fuzz
