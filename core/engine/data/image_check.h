// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image_list.h"

#include <string>
#include <vector>

namespace klas::engine {

/// Images that were left out because they cannot be read.
struct SkippedImages {
    static constexpr size_t kNamed = 20;
    long count = 0;
    std::vector<std::string> reasons; ///< of the first kNamed: a sentence with the file's name
};

/// Why an image file cannot be used, or an empty text. Reads the header and the end only; a file whose end is not that of
/// a JPEG or PNG file is decoded, to see whether it is cut.
std::string imageProblem(const fs::path& path);

/// The first `wanted` (0 = all) files of the list, in its order, that can be used. The files before the last one taken
/// that cannot are added to `skipped`. Checks on all threads.
std::vector<ImageFile> usableImages(const fs::path& folder, const std::vector<ImageFile>& files, long wanted,
                                    SkippedImages& skipped);

} // namespace klas::engine
