// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

#include <string>
#include <unistd.h>

namespace klas::engine::bench {

/// A folder of this process that is removed with what is in it.
struct ScratchFolder {
    /// Two at a time need different purposes.
    explicit ScratchFolder(const std::string& purpose = "bench")
        : path(fs::temp_directory_path() / ("klas-" + purpose + "-" + std::to_string(::getpid()))) {
        ensureFolder(path);
    }
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    fs::path path;
};

} // namespace klas::engine::bench
