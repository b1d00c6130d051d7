// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

#include <cstddef>
#include <string_view>

namespace klas::engine {

/// A read-only mapping of a whole file: its bytes are read from the disk when they are touched, never copied.
/// Private, so that a stray write cannot reach the disk. Throws Error: missing, unreadable, no regular file.
class Mapping {
public:
    explicit Mapping(const fs::path& path);
    ~Mapping();
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    char* data() const { return static_cast<char*>(m_data); }
    size_t size() const { return m_size; }
    std::string_view bytes() const { return {data(), m_size}; }

private:
    void* m_data = nullptr;
    size_t m_size = 0;
};

} // namespace klas::engine
