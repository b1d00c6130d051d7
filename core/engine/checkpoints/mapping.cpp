// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/mapping.h"

#include "core/base/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace klas::engine {

Mapping::Mapping(const fs::path& path) {
    // Not waiting: without a writer a pipe would keep us here for ever.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) throw Error("Cannot open " + path.string() + ": " + std::strerror(errno) + ".");
    struct stat info {};
    if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(file);
        throw Error("Cannot open " + path.string() + ": it is not a regular file.");
    }
    m_size = static_cast<size_t>(info.st_size);
    if (m_size > 0) m_data = ::mmap(nullptr, m_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    const int error = errno;
    ::close(file);
    if (m_data == MAP_FAILED) {
        m_data = nullptr;
        throw Error("Cannot map " + path.string() + " into memory: " + std::strerror(error) + ".");
    }
}

Mapping::~Mapping() {
    if (m_data) ::munmap(m_data, m_size);
}

} // namespace klas::engine
