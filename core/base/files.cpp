// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include "core/base/error.h"
#include "core/base/replaced_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <unistd.h>
#include <vector>

namespace klas {

namespace {

std::string reason(int error)
{
    return error == 0 ? std::string("unknown reason") : std::string(std::strerror(error));
}

class Sha256 {
public:
    Sha256() : m_context(EVP_MD_CTX_new(), EVP_MD_CTX_free)
    {
        if (!m_context || EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr) != 1)
            throw Error("Cannot compute SHA-256 on this system.", "EVP_DigestInit_ex failed");
    }
    void add(const char* data, size_t size) { EVP_DigestUpdate(m_context.get(), data, size); }
    std::string hex()
    {
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned int size = 0;
        EVP_DigestFinal_ex(m_context.get(), digest, &size);
        static const char digits[] = "0123456789abcdef";
        std::string text;
        for (unsigned int k = 0; k < size; ++k) {
            text += digits[digest[k] >> 4];
            text += digits[digest[k] & 15];
        }
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context;
};

/// 0, or what the disk says: with delayed allocation a full one may say so only now.
int syncToDisk(const fs::path& path, int flags)
{
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) return 0;
    const int error = ::fsync(file) == 0 ? 0 : errno;
    ::close(file);
    return error == EINVAL || error == ENOTSUP ? 0 : error; // no such thing on this file system
}

[[noreturn]] void cannotWrite(const fs::path& path, const std::string& why)
{
    throw Error("Cannot write " + path.string() + ": " + why + ".");
}

[[noreturn]] void noRoom(const fs::path& path, int error)
{
    cannotWrite(path, reason(error) + "; free some space or choose another folder, the old file, if any, is untouched");
}

/// The file that `path` names, through a link. Renaming over a device or a pipe would replace it: root would lose
/// /dev/null.
fs::path fileToWrite(const fs::path& path)
{
    std::error_code error;
    const auto status = fs::status(path, error);
    if (fs::is_directory(status)) cannotWrite(path, "it is a folder; name a file in it");
    if (fs::exists(status) && !fs::is_regular_file(status)) cannotWrite(path, "it is not a regular file");
    if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
    const fs::path end = fs::weakly_canonical(path, error);
    return error ? path : end;
}

/// Removes the temporary file unless it was renamed away.
struct TemporaryFile {
    explicit TemporaryFile(const fs::path& target) {
        path = target;
        path += temporaryEnding();
    }
    ~TemporaryFile()
    {
        std::error_code ignored;
        if (!path.empty()) fs::remove(path, ignored);
    }
    /// `target` is how the user calls it.
    std::ofstream open(const fs::path& target) const
    {
        errno = 0;
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        if (!out) cannotWrite(target, reason(errno) + "; choose a folder that is there and can be written");
        return out;
    }
    fs::path path;
};

} // namespace

std::string readTextFile(const fs::path& path, std::uintmax_t maxBytes)
{
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) throw Error("Cannot read " + path.string() + ": there is no such file.");
    if (!fs::is_regular_file(status)) throw Error("Cannot read " + path.string() + ": it is not a regular file.");
    const auto size = fs::file_size(path, error);
    if (error) throw Error("Cannot read " + path.string() + ": " + error.message() + ".");
    if (size > maxBytes)
        throw Error("Cannot read " + path.string() + ": it has " + std::to_string(size) + " bytes, more than the " +
                    std::to_string(maxBytes) + " expected of such a file.");
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error("Cannot read " + path.string() + ": " + reason(errno) + ".");
    std::string text(size, '\0');
    in.read(text.data(), static_cast<std::streamsize>(size));
    text.resize(static_cast<size_t>(in.gcount()));
    return text;
}

void writeFileAtomically(const fs::path& path, const std::function<void(std::ostream&)>& write)
{
    const fs::path file = fileToWrite(path);
    TemporaryFile temporary(file);
    {
        std::ofstream out = temporary.open(path);
        write(out);
        out.close();
        if (!out) noRoom(path, errno);
    }
    if (const int error = syncToDisk(temporary.path, O_RDONLY)) noRoom(path, error);
    std::error_code error;
    fs::rename(temporary.path, file, error);
    if (error) cannotWrite(path, error.message());
    temporary.path.clear();
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    syncToDisk(folder, O_RDONLY | O_DIRECTORY);
}

void writeFileAtomically(const fs::path& path, std::string_view content)
{
    writeFileAtomically(path, [&](std::ostream& out) {
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
    });
}

void requireWritable(const fs::path& path)
{
    TemporaryFile(fileToWrite(path)).open(path);
}

void ensureFolder(const fs::path& path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error || !fs::is_directory(path))
        throw Error("Cannot create the folder " + path.string() + ": " +
                    (error ? error.message() : std::string("something else has that name")) + ".");
}

std::string sha256(std::string_view bytes)
{
    Sha256 hash;
    hash.add(bytes.data(), bytes.size());
    return hash.hex();
}

std::string sha256File(const fs::path& path)
{
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in || fs::is_directory(path)) throw Error("Cannot read " + path.string() + ": " + reason(errno) + ".");
    Sha256 hash;
    std::vector<char> buffer(1u << 20);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        hash.add(buffer.data(), static_cast<size_t>(in.gcount()));
    }
    return hash.hex();
}

} // namespace klas
