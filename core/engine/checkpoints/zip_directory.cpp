// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/zip_directory.h"

#include "core/base/error.h"

#include <algorithm>
#include <vector>

namespace klas::engine {

namespace {

constexpr std::uint64_t kMaxEntries = 1u << 20;
constexpr std::uint32_t kUnknown32 = 0xffffffff; ///< "see the 64-bit field"

/// Little-endian numbers out of bytes; reading beyond them is the refusal of a cut file.
class Reader {
public:
    Reader(std::string_view bytes, const std::string& what)
        : m_bytes(bytes)
        , m_what(what) {}

    [[noreturn]] void refuse(const std::string& why) const {
        throw Error(m_what + ": " + why + ".");
    }
    std::uint64_t number(std::uint64_t at, int size) const {
        if (at > m_bytes.size() || m_bytes.size() - at < static_cast<size_t>(size))
            refuse("the zip archive is cut off; fetch the file again");
        std::uint64_t value = 0;
        for (int k = size - 1; k >= 0; --k)
            value = value << 8 | static_cast<unsigned char>(m_bytes[at + static_cast<size_t>(k)]);
        return value;
    }
    std::string_view piece(std::uint64_t at, std::uint64_t size, const std::string& of) const {
        if (at > m_bytes.size() || size > m_bytes.size() - at) refuse(of + " lies outside the file; it was cut off, fetch it again");
        return m_bytes.substr(at, size);
    }
    size_t size() const { return m_bytes.size(); }

private:
    std::string_view m_bytes;
    const std::string& m_what;
};

struct Directory {
    std::uint64_t offset = 0, size = 0, entries = 0;
    std::uint64_t end = 0; ///< where the record after it begins
};

/// The end record may be followed by a comment of up to 65535 bytes; the last record that fits the file is it.
Directory findDirectory(const Reader& file, std::string_view bytes) {
    constexpr size_t record = 22;
    const size_t lowest = bytes.size() > record + 65535 ? bytes.size() - record - 65535 : 0;
    size_t at = std::string_view::npos;
    for (size_t k = bytes.size() < record ? 0 : bytes.size() - record + 1; k-- > lowest;)
        if (bytes.substr(k, 4) == std::string_view("PK\5\6", 4) && k + record + file.number(k + 20, 2) == bytes.size()) {
            at = k;
            break;
        }
    if (at == std::string_view::npos)
        file.refuse("it begins as a zip archive but its directory at the end is missing; it was cut off, fetch it again");
    Directory directory{file.number(at + 16, 4), file.number(at + 12, 4), file.number(at + 10, 2), at};
    if (directory.offset != kUnknown32 && directory.size != kUnknown32 && directory.entries != 0xffff) return directory;
    // 64-bit: a locator of 20 bytes just before points to the record.
    if (at < 20 || bytes.substr(at - 20, 4) != std::string_view("PK\6\7", 4)) return directory;
    const std::uint64_t wide = file.number(at - 20 + 8, 8);
    if (file.piece(wide, 56, "the directory's record").substr(0, 4) != std::string_view("PK\6\6", 4))
        file.refuse("the zip archive's 64-bit directory is damaged; fetch the file again");
    return {file.number(wide + 48, 8), file.number(wide + 40, 8), file.number(wide + 32, 8), wide};
}

struct Entry {
    std::string name;
    std::uint64_t size = 0, packed = 0, header = 0;
};

/// Sizes and offset of an entry whose 32-bit fields are full stand in its extra field 1, in this order.
void readWide(const Reader& file, std::uint64_t extra, std::uint64_t extraSize, Entry& entry) {
    const std::uint64_t end = extra + extraSize;
    while (extra + 4 <= end) {
        const std::uint64_t id = file.number(extra, 2), size = file.number(extra + 2, 2);
        if (id == 1) {
            std::uint64_t at = extra + 4;
            for (std::uint64_t* field : {&entry.size, &entry.packed, &entry.header})
                if (*field == kUnknown32 && at + 8 <= std::min(end, extra + 4 + size)) {
                    *field = file.number(at, 8);
                    at += 8;
                }
            return;
        }
        extra += 4 + size;
    }
}

} // namespace

ZipDirectory::ZipDirectory(std::string_view bytes, const std::string& what) {
    const Reader file(bytes, what);
    const Directory directory = findDirectory(file, bytes);
    if (directory.entries > kMaxEntries || directory.entries > directory.size / 46)
        file.refuse("the zip archive claims " + std::to_string(directory.entries) + " entries, more than its directory holds");
    file.piece(directory.offset, directory.size, "the zip archive's directory");
    if (directory.offset + directory.size > directory.end) file.refuse("the zip archive's directory overlaps its end record");

    struct Span {
        std::uint64_t begin, end;
        std::string name;
    };
    std::vector<Span> spans;
    std::uint64_t at = directory.offset;
    for (std::uint64_t k = 0; k < directory.entries; ++k) {
        if (file.piece(at, 46, "the zip archive's directory").substr(0, 4) != std::string_view("PK\1\2", 4))
            file.refuse("the zip archive's directory is damaged; fetch the file again");
        const std::uint64_t flags = file.number(at + 8, 2), method = file.number(at + 10, 2);
        const std::uint64_t nameSize = file.number(at + 28, 2), extraSize = file.number(at + 30, 2);
        Entry entry{std::string(file.piece(at + 46, nameSize, "the name of a zip entry")), file.number(at + 24, 4),
                    file.number(at + 20, 4), file.number(at + 42, 4)};
        readWide(file, at + 46 + nameSize, extraSize, entry);
        at += 46 + nameSize + extraSize + file.number(at + 32, 2);
        if (at > directory.offset + directory.size) file.refuse("the zip archive's directory is longer than it says");
        const std::string quoted = "its entry \"" + entry.name.substr(0, 200) + "\"";
        if (flags & 1) file.refuse(quoted + " is encrypted");
        if (method != 0 || entry.size != entry.packed)
            file.refuse(quoted + " is compressed; torch.save stores without compression, so save the weights again with it");
        const auto header = file.piece(entry.header, 30, quoted);
        if (header.substr(0, 4) != std::string_view("PK\3\4", 4) || file.number(entry.header + 26, 2) != nameSize ||
            file.piece(entry.header + 30, nameSize, quoted) != entry.name)
            file.refuse(quoted + " does not begin where the directory says; the archive is damaged");
        const std::uint64_t begin = entry.header + 30 + nameSize + file.number(entry.header + 28, 2);
        const auto content = file.piece(begin, entry.size, quoted);
        if (begin + entry.size > directory.offset) file.refuse(quoted + " overlaps the archive's directory");
        spans.push_back({entry.header, begin + entry.size, entry.name});
        if (!m_entries.emplace(entry.name, content).second) file.refuse(quoted + " is there twice");
    }
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    for (size_t k = 1; k < spans.size(); ++k)
        if (spans[k].begin < spans[k - 1].end)
            file.refuse("its entries \"" + spans[k - 1].name.substr(0, 200) + "\" and \"" + spans[k].name.substr(0, 200) + "\" overlap");
}

std::string_view ZipDirectory::find(const std::string& name) const {
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? std::string_view() : found->second;
}

} // namespace klas::engine
