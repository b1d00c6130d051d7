// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include "core/base/error.h"

#include <atomic>
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

void syncToDisk(const fs::path& path, int flags)
{
    const int file = ::open(path.c_str(), flags);
    if (file < 0) return;
    ::fsync(file);
    ::close(file);
}

/// Removes the temporary file unless it was renamed away.
struct TemporaryFile {
    explicit TemporaryFile(const fs::path& target)
    {
        static std::atomic<unsigned> counter{0};
        path = target;
        path += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    }
    ~TemporaryFile()
    {
        std::error_code ignored;
        if (!path.empty()) fs::remove(path, ignored);
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
    TemporaryFile temporary(path);
    errno = 0;
    {
        std::ofstream out(temporary.path, std::ios::binary | std::ios::trunc);
        if (!out) throw Error("Cannot write " + path.string() + ": " + reason(errno) + ".");
        write(out);
        out.flush();
        if (!out)
            throw Error("Cannot write " + path.string() + ": " + reason(errno) +
                        ". Free some space or choose another folder; the old file, if any, is untouched.");
    }
    syncToDisk(temporary.path, O_RDONLY);
    std::error_code error;
    fs::rename(temporary.path, path, error);
    if (error) throw Error("Cannot write " + path.string() + ": " + error.message() + ".");
    temporary.path.clear();
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    syncToDisk(folder, O_RDONLY | O_DIRECTORY);
}

void writeFileAtomically(const fs::path& path, std::string_view content)
{
    writeFileAtomically(path, [&](std::ostream& out) {
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
    });
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
