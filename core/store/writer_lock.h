// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

namespace klas::store {

/// The right to write a project, held as long as this object lives and not a moment longer: the kernel drops
/// the lock with the process, however it ends. The lock file stays and says who held it last.
class WriterLock {
public:
    /// Throws Error naming the holder (process and host) when somebody has it, or when the folder cannot be
    /// written.
    WriterLock(const fs::path& lockFile, const fs::path& project);
    ~WriterLock();
    /// Whether anybody holds it now, this process too; true where that cannot be told (a file that may not be
    /// read).
    static bool isHeld(const fs::path& lockFile);
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

private:
    int m_descriptor = -1;
};

} // namespace klas::store
