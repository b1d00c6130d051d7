// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/writer_lock.h"

#include "core/base/error.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace klas::store {

namespace {

constexpr int kTries = 3;

std::string thisProcess() {
    char host[256] = "";
    ::gethostname(host, sizeof host - 1);
    return "process " + std::to_string(::getpid()) + " on " + host;
}

/// What the holder wrote; it may not have come to that yet.
std::string holder(int descriptor) {
    char text[320];
    const ssize_t size = ::pread(descriptor, text, sizeof text, 0);
    std::string name(text, size > 0 ? static_cast<size_t>(size) : 0);
    for (const char c : name)
        if (static_cast<unsigned char>(c) < ' ') return "another program";
    return name.empty() ? "another program" : name;
}

/// A reader that looks whether a writer lives (isHeld) has the lock for an instant: that is no writer yet.
bool lockNow(int descriptor) {
    for (int tries = 0;; ++tries) {
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
        if (errno != EWOULDBLOCK || tries == kTries) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

WriterLock::WriterLock(const fs::path& lockFile, const fs::path& project) {
    m_descriptor = ::open(lockFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (m_descriptor < 0)
        throw Error("Cannot open the project " + project.string() + " for writing: " +
                        lockFile.parent_path().string() + " is not writable (" + std::strerror(errno) + ").",
                    "open " + lockFile.string());
    if (!lockNow(m_descriptor)) {
        const int reason = errno;
        const std::string who = holder(m_descriptor);
        ::close(m_descriptor);
        if (reason == EWOULDBLOCK)
            throw Error("The project " + project.string() + " is open for writing by " + who +
                        "; close it there first.");
        throw Error("Cannot lock the project " + project.string() + ": " + std::strerror(reason) + ".");
    }
    // Only for the sentence above: on a full disk the lock holds all the same.
    const std::string who = thisProcess();
    if (::ftruncate(m_descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(m_descriptor, who.data(), who.size(), 0);
}

WriterLock::~WriterLock() {
    ::close(m_descriptor);
}

bool WriterLock::isHeld(const fs::path& lockFile) {
    const int descriptor = ::open(lockFile.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return errno != ENOENT && errno != ENOTDIR;
    const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0;
    ::close(descriptor);
    return held;
}

} // namespace klas::store
