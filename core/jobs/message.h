// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/any_request.h"
#include "core/jobs/record.h"

#include <string>
#include <string_view>
#include <variant>

// clang-format off: the protocol is read line by line
/// The worker protocol: JSON lines, one message a line, UTF-8, at most kMaxLine bytes.
///
/// Window to worker (stdin):   {"analyze": {"job": 7, "request": {...}}}   or "preview", "finetune",
/// "evaluate", "export"
///                             {"cancel": {"job": 7}}   {"pause": {"job": 7}}
///                             {"quit": {}}
/// Worker to window (stdout):  {"hello": {"protocol": 1, "version": "0.1.0", "device": "CPU (2 threads)"}}
///                             {"progress": {"job": 7, "fraction": 0.4, "step": "probes of tiny",
///                                           "done": 3, "total": 9, "seconds_left": 12}}
///                             {"record": {"job": 7, "kind": "score_matrix", "value": {...}}}
///                             {"done": {"job": 7}}  {"cancelled": {"job": 7}}  {"paused": {"job": 7}}
///                             {"failed": {"job": 7, "message": "one sentence", "cause": "for the log"}}
/// Logs go to stderr. End of stdin means quit: a worker never outlives its window.
// clang-format on
namespace klas::protocol {

inline constexpr int kVersion = 3;
inline constexpr size_t kMaxLine = 64u << 20;

struct Start {
    long job = 0;
    Request request;
};
struct Cancel {
    long job = 0;
};
/// Stops like a cancelled job, after a checkpoint where it has one, to be gone on with later.
struct Pause {
    long job = 0;
};
struct Quit {};
using ToWorker = std::variant<Start, Cancel, Pause, Quit>;

struct Hello {
    int protocol = kVersion;
    std::string version, device;
};
struct ProgressLine {
    long job = 0;
    ProgressReport report;
};
struct RecordLine {
    long job = 0;
    Record record;
};
struct Done {
    long job = 0;
};
struct CancelledLine {
    long job = 0;
};
struct PausedLine {
    long job = 0;
};
struct Failed {
    long job = 0;
    std::string message, cause;
};
using FromWorker = std::variant<Hello, ProgressLine, RecordLine, Done, CancelledLine, PausedLine, Failed>;

/// One line without its end.
std::string line(const ToWorker& message);
std::string line(const FromWorker& message);
/// Throw Error when the line is no message of this protocol version.
ToWorker parseToWorker(std::string_view line);
FromWorker parseFromWorker(std::string_view line);

} // namespace klas::protocol
