// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/jobs/any_request.h"
#include "core/jobs/record.h"
#include "core/records/network_key.h"
#include "core/records/reference_curve.h"
#include "core/records/selection.h"

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace klas {

/// A .klas project: a SQLite file `name.klas` and a folder `name.klas.d/` for caches and checkpoints.
///
///     Project project = Project::create("fashion.klas");
///     project.addAnchor(anchor);
///     project.save(record);                       // one transaction
///     auto matrix = project.matrix("tiny", "base", "kl");
///
/// One writer at a time: a second one is refused with a sentence that names the first. Any number may read.
/// Every mutating call is one transaction; every call throws Error with a sentence for the user.
class Project {
public:
    enum class Access { ReadOnly, ReadWrite };

    /// Throws Error when the file exists or its folder cannot be written.
    static Project create(const fs::path& file);
    /// Throws Error when it is missing, no project, made by a newer version, or (ReadWrite) locked by another
    /// writer. Opening for writing turns jobs marked running into interrupted ones: whoever ran them has lost
    /// the project, or it could not be opened.
    static Project open(const fs::path& file, Access access);

    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;
    ~Project();

    const fs::path& file() const; ///< absolute
    fs::path folder() const;      ///< file() + ".d"; created when first needed
    Access access() const;

    std::vector<Anchor> anchors() const; ///< weights paths absolute; in the order added
    /// Computes sha256 where it is empty. Throws Error when the name is taken or its class count differs from
    /// the other anchors'.
    void addAnchor(const Anchor& anchor);
    /// Also removes what was computed with it.
    void removeAnchor(const std::string& name);

    std::optional<DataSpec> data() const;
    /// Other images than before: what was computed with those is removed, so that results never mix.
    void setData(const DataSpec& data);
    ProbeOptions probeOptions() const;
    /// Other options than before: probes and scores that read them are removed.
    void setProbeOptions(const ProbeOptions& options);

    /// Stores a result, replacing an older one for the same anchor, split, pair or measure. Partial matrices
    /// are ignored.
    void save(const Record& record);
    void save(const std::vector<Record>& records); ///< all or none
    std::vector<std::string> knownKeys() const;
    std::vector<AnchorAccuracy> accuracies() const;
    std::vector<ProbeReport> probeReports() const;
    /// Without their groups of images, which would take most of the memory: matrix() has those.
    std::vector<ScoreMatrix> matrices() const;
    std::optional<ScoreMatrix> matrix(const std::string& source, const std::string& target,
                                      const std::string& measure) const;
    std::optional<AnchorDistances> anchorDistances() const;

    /// Replaces a selection of the same name.
    void saveSelection(const Selection& selection);
    void removeSelection(const std::string& name);
    std::vector<Selection> selections() const;

    /// Imported results of others; replaces those of the same name. Read and compared, never changed.
    void saveReference(const ReferenceCurve& curve);
    void removeReference(const std::string& name);
    std::vector<ReferenceCurve> references() const;

    /// Networks that a person compares, in that order; nothing else depends on them.
    std::vector<NetworkKey> shortlist() const;
    void setShortlist(const std::vector<NetworkKey>& networks);

    /// Finetunings, what they reached and how; evaluations without run are of networks as initialised.
    std::vector<FinetuneRun> runs() const;
    void removeRun(const std::string& name);
    RunCurve curve(const std::string& run) const;
    std::vector<Evaluation> evaluations() const; ///< with what runs are credited for (core/records/credit.h)

    /// Networks that were written as files, whether those are still there or not.
    std::vector<ExportedFile> exportedFiles() const;

    /// What work on stitched networks of these anchors needs now (all anchors where none is named), with the
    /// keys of evaluations and exports that are there already. Throws Error as analyzeRequest().
    NetworksRequest networksRequest(const std::vector<std::string>& names = {}) const;
    /// The accuracy on the test split that is known of stitches of a run (empty: as initialised), for
    /// ExportRequest.
    std::vector<std::optional<double>> knownTop1(const std::vector<Stitch>& stitches,
                                                 const std::string& run) const;

    /// What `analyze` needs now, with the keys of results that are there already. Throws Error when there are
    /// no anchors or no data, or weights are gone or are not those that were added (sha256).
    AnalyzeRequest analyzeRequest() const;

    Job addJob(JobKind kind, const Json& request, const std::string& title = {}, int priority = 0);
    /// As addJob, without the keys that are known now and with a title. Throws Error for a finetuning into the run of
    /// another one (core/store/run_names.h).
    Job enqueue(const Request& request, int priority = 0);
    /// Oldest first. What is marked running but whose writer is gone is interrupted, for readers too, though
    /// it is the next writer who notes it.
    std::vector<Job> jobs() const;
    Job job(long id) const; ///< throws Error when there is none
    /// Pending ones in the order in which they are to run.
    std::vector<Job> queue() const;
    /// The first of those (of these kinds, where any is given) that waits for no other job (core/jobs/job_order.h).
    std::optional<Job> nextJob(const std::set<JobKind>& kinds = {}) const;
    /// Before another pending job of its priority, or (0) behind them.
    void moveJob(long id, long before);
    void setJobPriority(long id, int priority);
    void removeJob(long id);
    /// Removes some and writes others as they were once, in one step. Throws Error where one of them runs.
    void restoreJobs(const std::vector<long>& remove, const std::vector<Job>& put);
    /// What a worker needs for this job now: the request as it was made, with today's places of files and known keys. Throws
    /// Error where anchors or images are gone.
    Request requestOf(const Job& job) const;
    /// Checks mayBecome(); `message` for failed ones; of a finetuning that is done its run's warnings. Sets
    /// the time stamps and the process.
    void setJobState(long id, JobState state, const std::string& message = {}, long process = 0);
    void setJobDevice(long id, const std::string& device);

private:
    struct Impl;
    explicit Project(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace klas
