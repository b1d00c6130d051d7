// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exports/export_stitch.h"
#include "core/engine/jobs/analyze.h"
#include "core/engine/jobs/evaluate.h"
#include "core/engine/jobs/finetune.h"
#include "core/engine/jobs/preview.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/version.h"
#include "core/jobs/message.h"

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <unistd.h>

namespace klas::cli {

namespace {

constexpr auto kLeaveWithin = std::chrono::seconds(10);

/// The way out. Takes the program's stdout for the protocol alone: whatever else prints, in this program or
/// in a library, goes to stderr from now on.
class Output {
public:
    Output()
        : m_descriptor(::dup(STDOUT_FILENO)) {
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
    }

    /// From any thread. Once nobody reads any more, lines are dropped and lost() is true.
    void send(const protocol::FromWorker& message) {
        const std::string text = protocol::line(message) + '\n';
        const std::lock_guard guard(m_mutex);
        for (size_t done = 0; done < text.size() && !m_lost;) {
            const ssize_t written = ::write(m_descriptor, text.data() + done, text.size() - done);
            if (written > 0)
                done += static_cast<size_t>(written);
            else if (errno != EINTR)
                m_lost = true;
        }
    }
    bool lost() const { return m_lost; }

private:
    int m_descriptor;
    std::mutex m_mutex;
    std::atomic<bool> m_lost{false};
};

/// What is to be done, shared by the thread that reads stdin and the one that works.
class Inbox {
public:
    void add(protocol::Start request) {
        const std::lock_guard guard(m_mutex);
        m_waiting.push_back(std::move(request));
        m_changed.notify_all();
    }

    /// The next request with its progress, or nothing when it is time to quit.
    std::optional<protocol::Start> next(Progress& progress) {
        std::unique_lock guard(m_mutex);
        m_running.reset();
        m_changed.wait(guard, [this] { return m_quit || !m_waiting.empty(); });
        if (m_quit) return std::nullopt;
        protocol::Start request = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_running = Running{request.job, progress};
        m_pausing = false;
        return request;
    }

    /// Stops the running job, or takes a waiting one out: true when it never started.
    bool stop(long job, bool pausing) {
        const std::lock_guard guard(m_mutex);
        if (m_running && m_running->job == job) {
            m_pausing = pausing;
            m_running->progress.cancel();
        }
        return std::erase_if(m_waiting, [&](const auto& r) { return r.job == job; }) > 0;
    }

    /// Whether the running job was stopped to be gone on with.
    bool pausing() {
        const std::lock_guard guard(m_mutex);
        return m_pausing;
    }

    void quit() {
        const std::lock_guard guard(m_mutex);
        m_quit = true;
        if (m_running) m_running->progress.cancel();
        m_changed.notify_all();
    }

private:
    struct Running {
        long job;
        Progress progress;
    };
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<protocol::Start> m_waiting;
    std::optional<Running> m_running;
    bool m_quit = false, m_pausing = false;
};

/// Lines of stdin, bounded.
class LineReader {
public:
    /// False at the end of stdin. Throws Error when a line is too long: what follows cannot be trusted.
    bool read(std::string& line) {
        for (;;) {
            if (const size_t end = m_buffer.find('\n', m_searched); end != std::string::npos) {
                line = m_buffer.substr(0, end);
                m_buffer.erase(0, end + 1);
                m_searched = 0;
                return true;
            }
            m_searched = m_buffer.size();
            if (m_buffer.size() > protocol::kMaxLine)
                throw Error("A line on stdin is too long; the worker stops.");
            char piece[1 << 16];
            const ssize_t size = ::read(STDIN_FILENO, piece, sizeof piece);
            if (size > 0)
                m_buffer.append(piece, static_cast<size_t>(size));
            else if (size == 0 || errno != EINTR)
                return false;
        }
    }

private:
    std::string m_buffer;
    size_t m_searched = 0;
};

/// Which job a line that cannot be understood was about; 0 when it does not say.
long jobOf(const std::string& line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || json.empty()) return 0;
    const Json& body = json.begin().value();
    return body.is_object() && body.contains("job") && body["job"].is_number_integer()
               ? body["job"].get<long>()
               : 0;
}

void handle(const std::string& line, Inbox& inbox, Output& output) {
    try {
        const protocol::ToWorker message = protocol::parseToWorker(line);
        if (const auto* start = std::get_if<protocol::Start>(&message))
            inbox.add(*start);
        else if (const auto* cancel = std::get_if<protocol::Cancel>(&message)) {
            if (inbox.stop(cancel->job, false)) output.send(protocol::CancelledLine{cancel->job});
        } else if (const auto* pause = std::get_if<protocol::Pause>(&message)) {
            if (inbox.stop(pause->job, true)) output.send(protocol::PausedLine{pause->job});
        } else
            inbox.quit();
    } catch (const Error& e) {
        spdlog::warn("{} {}", e.what(), e.cause());
        output.send(protocol::Failed{jobOf(line), e.what(), e.cause()});
    }
}

void readRequests(Inbox& inbox, Output& output) {
    try {
        LineReader reader;
        for (std::string line; reader.read(line);)
            if (!line.empty()) handle(line, inbox, output);
    } catch (const std::exception& e) {
        spdlog::error("{}", e.what());
    }
    inbox.quit();
    // A step that does not look at its progress must not keep an orphan alive.
    std::this_thread::sleep_for(kLeaveWithin);
    std::_Exit(1);
}

struct Doing {
    const RecordSink& sink;
    Progress progress;
    void operator()(const AnalyzeRequest& r) const {
        startCompute(r.device, r.threads);
        engine::analyze(r, sink, progress);
    }
    void operator()(const PreviewRequest& r) const {
        startCompute(r.networks.device, r.networks.threads);
        engine::preview(r, sink, progress);
    }
    void operator()(const FinetuneRequest& r) const {
        startCompute(r.networks.device, r.networks.threads);
        engine::finetune(r, sink, progress);
    }
    void operator()(const EvaluateRequest& r) const {
        startCompute(r.networks.device, r.networks.threads);
        engine::evaluate(r, sink, progress);
    }
    void operator()(const ExportRequest& r) const {
        startCompute(r.networks.device, r.networks.threads);
        engine::exportStitches(r, sink, progress);
    }
};

void work(const protocol::Start& message, Progress progress, Inbox& inbox, Output& output) {
    const long job = message.job;
    try {
        const RecordSink sink = [&](const Record& record) {
            output.send(protocol::RecordLine{job, record});
            if (output.lost()) throw Cancelled();
        };
        std::visit(Doing{sink, progress}, message.request);
        output.send(protocol::Done{job});
    } catch (const Cancelled&) {
        if (inbox.pausing())
            output.send(protocol::PausedLine{job});
        else
            output.send(protocol::CancelledLine{job});
    } catch (const Error& e) {
        output.send(protocol::Failed{job, e.what(), e.cause()});
    } catch (const std::exception& e) {
        output.send(
            protocol::Failed{job, "Something unexpected stopped the work; the log says more.", e.what()});
    }
}

void runWorker(const Common& common) {
    std::signal(SIGPIPE, SIG_IGN);
    Output output;
    output.send(protocol::Hello{protocol::kVersion, kVersion, startCompute(common.device, common.threads)});
    Inbox inbox;
    std::thread(readRequests, std::ref(inbox), std::ref(output)).detach();
    for (;;) {
        auto current = std::make_shared<long>(0);
        Progress progress([&output, current](const ProgressReport& report) {
            output.send(protocol::ProgressLine{*current, report});
        });
        const auto message = inbox.next(progress);
        if (!message) break;
        *current = message->job;
        work(*message, progress, inbox, output);
        if (output.lost()) break;
    }
    // The reader may be waiting in read() with references to what is above: leave without unwinding.
    std::_Exit(0);
}

} // namespace

void addWorker(CLI::App& program, Common& common) {
    program
        .add_subcommand("worker",
                        "Serve a window: requests on stdin, results on stdout, one JSON message a line")
        ->callback([&common] { runWorker(common); });
}

} // namespace klas::cli
