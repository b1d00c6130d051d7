// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace klas {

/// What a listener of long work sees.
struct ProgressReport {
    double fraction = 0;      ///< 0..1 of the whole job
    std::string step;         ///< what runs now, "probes of vit_small"
    long done = 0, total = 0; ///< count within the step; total 0 when it has none
    double secondsLeft = -1;  ///< -1 while unknown
};

/// Progress of long work: nested shares of 0..1, a step text, and one cancel flag for the whole tree.
///
///     Progress all([](const ProgressReport& r) { print(r); });
///     Progress probes = all.share(0.7, "probes");       // the first 70 %
///     for (long b = 0; b < batches; ++b) { probes.count(b, batches); ... }   // throws Cancelled when cancelled
///
/// Copies refer to the same node; cancel() may be called from any thread, the rest from the working thread.
/// Listeners hear at most about 20 reports a second, and always the last one (fraction 1).
class Progress {
public:
    using Listener = std::function<void(const ProgressReport&)>;

    Progress(); ///< nobody listens; still cancellable
    explicit Progress(Listener listener);

    /// A child that covers the next `fraction` of this node.
    Progress share(double fraction, std::string step);

    /// Sets this node's own position 0..1 and throws Cancelled if the job was cancelled.
    void set(double fraction);
    /// The same with a count: fraction = done / total.
    void count(long done, long total);
    void finish() { set(1); }

    void cancel();
    bool cancelled() const;
    void throwIfCancelled() const;

private:
    struct Root;
    std::shared_ptr<Root> m_root;
    double m_begin = 0, m_width = 1;
    std::shared_ptr<double> m_used; ///< share of this node already handed to children
    std::string m_step;
};

} // namespace klas
