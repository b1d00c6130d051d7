// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

#include <string>
#include <vector>

namespace klas::engine {

/// An image file and the class it shows.
struct ImageFile {
    std::string path; ///< relative to the list's folder
    int label = 0;
    bool operator==(const ImageFile&) const = default;
};

/// Image files of a folder, in sorted order.
struct ImageList {
    fs::path folder;
    std::vector<std::string> classes; ///< names; empty where labels are numbers
    std::vector<ImageFile> files;
    std::vector<std::string> emptyClasses; ///< classes without a file
    long otherFiles = 0;                   ///< left out because of their names

    int classCount() const; ///< names, or the largest label + 1
};

/// Whether a name ends as a JPEG or PNG file and does not begin with a dot.
bool isImageName(const std::string& name);
/// Whether there are folders in `folder` (links to folders count, hidden ones do not).
bool hasClassFolders(const fs::path& folder);

/// One folder per class, sorted by name, as torchvision's ImageFolder; images in folders of a class belong to it. Links
/// are followed. An empty class keeps its number. Throws Error: no such folder, no classes, no images.
ImageList listClassFolders(const fs::path& folder);

/// The images of `folder` with labels from a text file (see DataSpec). `classes` gives names their numbers; where it is
/// empty, the names of the file do, sorted. Throws Error naming file and line: labels that are missing, unknown, out of
/// range, or for images that are not there.
ImageList listLabelled(const fs::path& folder, const fs::path& labels, std::vector<std::string> classes);

} // namespace klas::engine
