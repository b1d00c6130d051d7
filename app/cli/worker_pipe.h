// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/message.h"

#include <optional>
#include <string>
#include <vector>

namespace klas::cli {

/// A `klas worker` of one's own at the other end of three pipes. It ends with this object, and (at the end of its stdin)
/// with this process, however that ends.
class WorkerPipe {
public:
    /// Starts this very program as a worker. Throws Error where that fails.
    WorkerPipe(const std::string& device, int threads);
    ~WorkerPipe();
    WorkerPipe(const WorkerPipe&) = delete;
    WorkerPipe& operator=(const WorkerPipe&) = delete;

    long process() const { return m_process; }
    const std::string& device() const { return m_device; } ///< what was asked for
    /// Lines that do not get through are found out by the end of its output.
    void send(const protocol::ToWorker& message);
    /// For poll(): its messages and its log.
    int out() const { return m_out; }
    int log() const { return m_log; }
    /// Reads what there is without waiting. False once it has ended; how() then says how.
    bool read(std::vector<protocol::FromWorker>& messages);
    void readLog();
    /// "ended with exit code 1", "was killed by signal 9", and its last words.
    std::string how();
    void kill();

private:
    int m_in = -1, m_out = -1, m_log = -1;
    long m_process = 0;
    std::string m_device, m_buffer, m_lastWords;
};

} // namespace klas::cli
