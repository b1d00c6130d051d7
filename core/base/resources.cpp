// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"

#include "core/base/error.h"

#include <cstdlib>

namespace klas {

fs::path resourceFolder() {
    std::error_code error;
    if (const char* chosen = std::getenv("KLAS_RESOURCES"); chosen && *chosen) {
        if (!fs::is_directory(chosen, error))
            throw Error("KLAS_RESOURCES says " + std::string(chosen) + ", but there is no such folder.");
        return fs::absolute(chosen);
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = program.parent_path().parent_path() / "share" / "klas-explorer";
    if (!error && fs::is_directory(installed, error)) return installed;
    const fs::path sources = KLAS_SOURCE_RESOURCES;
    if (fs::is_directory(sources, error)) return sources;
    throw Error("The bundled files of KLAS Explorer are not in " + installed.string() +
                ". Install it again, or set KLAS_RESOURCES to where they are.");
}

} // namespace klas
