// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

#include <string>
#include <vector>

namespace klas::engine {

/// Image files and their classes, in a fixed order.
struct LabelledFiles {
    struct Entry {
        std::string path;
        int label = 0;
    };
    std::vector<Entry> entries; ///< by class, then name
    std::vector<std::string> classes;
    std::vector<std::string> emptyClasses; ///< classes of which there is no image
};

/// A folder per class under `root`, classes numbered by their names in ascending order (bytes), each with its .jpg, .jpeg
/// and .png files in any case; what is hidden or something else is overlooked. With `classes` given, numbers are theirs.
/// Throws Error: no such folder, no class, no image, a class that `classes` lacks.
LabelledFiles classFolders(const fs::path& root, const std::vector<std::string>& classes = {});

/// The images of one folder with the labels of a text file: lines "name label" in any order, or one label per line for the
/// names in ascending order. Labels that are all whole numbers are the classes' numbers (from 0); otherwise they are
/// names, numbered in ascending order. Throws Error: an image without label, a label without image, no image.
LabelledFiles flatFolder(const fs::path& folder, const fs::path& labels);

bool isImageName(const fs::path& path);
/// Whether the folder has an image of its own, and whether it has folders.
struct FolderLook {
    bool images = false, folders = false;
};
FolderLook lookAtFolder(const fs::path& folder);

} // namespace klas::engine
