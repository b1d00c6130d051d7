// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/replaced_file.h"

#include "core/base/error.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace klas {

namespace fs = std::filesystem;

namespace {

constexpr char kTemporary[] = ".tmp-"; // then the process, "-" and a number

/// Whether a name ends as that of a temporary file whose process is gone.
bool isLeftover(const std::string& name) {
    const size_t mark = name.rfind(kTemporary);
    if (mark == std::string::npos || mark == 0) return false;
    const size_t begin = mark + sizeof kTemporary - 1, dash = name.find('-', begin);
    if (dash == std::string::npos || dash == begin || dash - begin > 9 || dash + 1 == name.size())
        return false;
    const auto digits = [&](size_t from, size_t to) {
        return name.find_first_not_of("0123456789", from) >= to;
    };
    if (!digits(begin, dash) || !digits(dash + 1, name.size())) return false;
    return ::kill(pid_t(std::stol(name.substr(begin, dash - begin))), 0) != 0 && errno == ESRCH;
}

} // namespace

std::string temporaryEnding() {
    static std::atomic<unsigned> counter{0};
    return kTemporary + std::to_string(::getpid()) + "-" + std::to_string(counter++);
}

void replaceWhenGood(const fs::path& path, const std::function<void(const fs::path&)>& make) {
    std::error_code error;
    // Through a link: it stays, and its file is replaced.
    const fs::path file =
        fs::is_symlink(fs::symlink_status(path, error)) ? fs::weakly_canonical(path, error) : path;
    const fs::path candidate = file.string() + temporaryEnding();
    try {
        make(candidate);
        fs::rename(candidate, file);
    } catch (const Error& e) {
        fs::remove(candidate, error);
        std::string text = e.what();
        if (const size_t at = text.find(candidate.string()); at != std::string::npos)
            text.replace(at, candidate.string().size(), path.string());
        throw Error(text, e.cause());
    } catch (const fs::filesystem_error& e) {
        fs::remove(candidate, error);
        throw Error("Cannot write " + path.string() + ": " + e.code().message() + ".");
    } catch (...) {
        fs::remove(candidate, error);
        throw;
    }
}

void removeLeftovers(const fs::path& file) {
    std::error_code error;
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const std::string begin = file.filename().string() + kTemporary;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (std::error_code ignored; name.rfind(begin, 0) == 0 && isLeftover(name))
            fs::remove(at->path(), ignored);
    }
}

void removeLeftoversIn(const fs::path& folder) {
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (std::error_code ignored; isLeftover(at->path().filename().string()))
            fs::remove(at->path(), ignored);
}

} // namespace klas
