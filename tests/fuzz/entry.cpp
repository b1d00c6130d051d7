// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "tests/fuzz/allocation_guard.h"
#include "tests/fuzz/target.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace klas::fuzz {

namespace {

/// A folder in memory that goes with the program; $KLAS_FUZZ_FOLDER where someone else takes it away.
class Folder {
public:
    Folder() {
        if (const char* given = std::getenv("KLAS_FUZZ_FOLDER"); given && *given) {
            m_path = given;
            return;
        }
        const fs::path shared = "/dev/shm";
        std::string pattern =
            ((::access(shared.c_str(), W_OK) == 0 ? shared : fs::temp_directory_path()) / "klas-fuzz-XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw Error("Cannot make a folder for the inputs, " + pattern + ".");
        m_path = pattern;
        m_ours = true;
    }
    ~Folder() {
        std::error_code ignored;
        if (m_ours) fs::remove_all(m_path, ignored);
    }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
    bool m_ours = false;
};

} // namespace

void finding(const std::string& what) {
    stopCounting();
    std::fprintf(stderr, "FINDING: %s\n", what.c_str());
    std::fflush(stderr);
    std::abort();
}

fs::path asFile(Bytes input, const char* name) {
    static const Folder folder;
    const fs::path path = folder.path() / name;
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written = file >= 0;
    for (size_t done = 0; written && done < input.size();) {
        const ssize_t now = ::write(file, input.data() + done, input.size() - done);
        written = now > 0;
        done += written ? static_cast<size_t>(now) : 0;
    }
    if (file >= 0) ::close(file);
    if (!written) {
        std::perror(path.c_str());
        std::exit(2);
    }
    return path;
}

} // namespace klas::fuzz

using namespace klas;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
    const fuzz::Bytes input{data, size};
    try {
        const fuzz::AllocationGuard guard(fuzz::kAllowance, size);
        fuzz::readOne(input);
    } catch (const Error& e) {
        fuzz::require(e.what()[0] != '\0', "an Error without a sentence");
    } catch (const std::exception& e) {
        fuzz::finding(std::string("this escaped instead of an Error: ") + e.what());
    }
    return 0;
}
