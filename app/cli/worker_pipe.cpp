// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/worker_pipe.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace klas::cli {

namespace {

constexpr size_t kLastWords = 2000; ///< bytes of a worker's log that are kept

struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(std::string("No pipe to a worker could be made: ") + std::strerror(errno) + ".");
        read = ends[0];
        write = ends[1];
    }
};

} // namespace

WorkerPipe::WorkerPipe(const std::string& device, int threads)
    : m_device(device) {
    const std::string program = fs::read_symlink("/proc/self/exe").string(), count = std::to_string(threads);
    const Pipe in, out, log;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, log.write, STDERR_FILENO);
    std::vector<std::string> words{program, "--device", device, "--threads", count, "worker"};
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t process = 0;
    const int failure = ::posix_spawn(&process, program.c_str(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(in.read);
    ::close(out.write);
    ::close(log.write);
    m_in = in.write;
    m_out = out.read;
    m_log = log.read;
    if (failure != 0) throw Error("The worker " + program + " could not be started: " + std::strerror(failure) + ".");
    m_process = process;
    ::fcntl(m_out, F_SETFL, O_NONBLOCK);
    ::fcntl(m_log, F_SETFL, O_NONBLOCK);
}

WorkerPipe::~WorkerPipe() {
    for (const int descriptor : {m_in, m_out, m_log})
        if (descriptor >= 0) ::close(descriptor);
    if (m_process > 0) {
        ::kill(pid_t(m_process), SIGTERM); // it has lost its stdin; this is for one that is deep in a step
        ::waitpid(pid_t(m_process), nullptr, 0);
    }
}

void WorkerPipe::send(const protocol::ToWorker& message) {
    const std::string text = protocol::line(message) + '\n';
    for (size_t done = 0; done < text.size();) {
        const ssize_t written = ::write(m_in, text.data() + done, text.size() - done);
        if (written > 0)
            done += size_t(written);
        else if (errno != EINTR)
            return;
    }
}

bool WorkerPipe::read(std::vector<protocol::FromWorker>& messages) {
    bool alive = true;
    for (char piece[1 << 16];;) {
        const ssize_t size = ::read(m_out, piece, sizeof piece);
        if (size > 0) {
            m_buffer.append(piece, size_t(size));
            continue;
        }
        if (size == 0 || (errno != EAGAIN && errno != EINTR)) alive = false;
        if (size == 0 || errno != EINTR) break;
    }
    size_t begin = 0;
    for (size_t end; (end = m_buffer.find('\n', begin)) != std::string::npos; begin = end + 1) {
        const std::string_view line(m_buffer.data() + begin, end - begin);
        try {
            if (!line.empty()) messages.push_back(protocol::parseFromWorker(line));
        } catch (const Error& e) {
            spdlog::warn("{}", e.what()); // a stray line is no reason to lose a job
        }
    }
    m_buffer.erase(0, begin);
    if (m_buffer.size() > protocol::kMaxLine) {
        spdlog::warn("A worker wrote a line without end; it is stopped.");
        kill();
        m_buffer.clear();
    }
    return alive;
}

void WorkerPipe::readLog() {
    for (char piece[4096];;) {
        const ssize_t size = ::read(m_log, piece, sizeof piece);
        if (size <= 0) break;
        m_lastWords.append(piece, size_t(size));
        if (m_lastWords.size() > kLastWords) m_lastWords.erase(0, m_lastWords.size() - kLastWords);
    }
}

std::string WorkerPipe::how() {
    readLog();
    int status = 0;
    std::string text = "ended";
    if (m_process > 0 && ::waitpid(pid_t(m_process), &status, 0) == m_process) {
        m_process = 0;
        if (WIFSIGNALED(status))
            text = "was killed by signal " + std::to_string(WTERMSIG(status));
        else
            text = "ended with exit code " + std::to_string(WEXITSTATUS(status));
    }
    std::string last = m_lastWords;
    while (!last.empty() && (last.back() == '\n' || last.back() == '\r'))
        last.pop_back();
    if (const size_t line = last.rfind('\n'); line != std::string::npos) last.erase(0, line + 1);
    return last.empty() ? text : text + " (" + last + ")";
}

void WorkerPipe::kill() {
    if (m_process > 0) ::kill(pid_t(m_process), SIGKILL);
}

} // namespace klas::cli
