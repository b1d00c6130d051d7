// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace klas::engine {

/// Where the entries of a zip archive lie in its bytes, for archives that store without compression, as
/// torch.save writes them: an entry is then a piece of the mapped file, aligned to 64 bytes, and needs no copy.
///
/// Reads the central directory only (with its 64-bit extension). Refuses what a hostile archive would need:
/// compressed or encrypted entries, entries that leave the file, overlap each other or the directory, share a name,
/// or whose local header disagrees. Throws Error whose sentence begins with `what`.
class ZipDirectory {
public:
    ZipDirectory(std::string_view file, const std::string& what);

    /// Bytes of an entry; nullptr-data view (data() == nullptr) when there is none of that name.
    std::string_view find(const std::string& name) const;
    const std::map<std::string, std::string_view, std::less<>>& entries() const { return m_entries; }

    static bool looksLikeZip(std::string_view file) { return file.substr(0, 4) == std::string_view("PK\3\4", 4); }

private:
    std::map<std::string, std::string_view, std::less<>> m_entries;
};

} // namespace klas::engine
