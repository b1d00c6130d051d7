// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

#include <cstdint>
#include <vector>

namespace klas::engine {

/// Greyscale images of an IDX file (magic 0x00000803), one byte per pixel, row by row.
struct IdxImages {
    long count = 0;
    int height = 0, width = 0;
    std::vector<std::uint8_t> pixels; ///< count x height x width

    long imageBytes() const { return static_cast<long>(height) * width; }
};

/// Reads an IDX file, gzip or plain (http://yann.lecun.com/exdb/mnist). Nothing is allocated before the sizes
/// in the header were checked against the size of the file. Throws Error naming the file: missing, empty,
/// truncated, corrupt, wrong magic number, sizes out of range, surplus bytes.
IdxImages readIdxImages(const fs::path& path);
/// The same for labels (magic 0x00000801): one byte, 0..255, per image.
std::vector<std::uint8_t> readIdxLabels(const fs::path& path);

} // namespace klas::engine
