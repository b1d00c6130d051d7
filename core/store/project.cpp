// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_impl.h"

#include "core/base/replaced_file.h"
#include "core/records/credit.h"
#include "core/records/weights_file.h"
#include "core/store/anchor_table.h"
#include "core/store/export_table.h"
#include "core/store/job_table.h"
#include "core/store/matrix_table.h"
#include "core/store/reference_table.h"
#include "core/store/result_table.h"
#include "core/store/run_table.h"
#include "core/store/schema.h"
#include "core/store/selection_table.h"

namespace klas {

using store::Database;

namespace {

constexpr const char* kData = "data";
constexpr const char* kShortlist = "shortlist";
constexpr const char* kProbeOptions = "probe_options";

/// One name for one file, so that two ways to it meet at the same lock.
fs::path resolved(const fs::path& file) {
    std::error_code error;
    if (file.empty()) throw Error("The name of the project file is empty.");
    fs::path path = fs::weakly_canonical(fs::absolute(file), error);
    return error ? fs::absolute(file).lexically_normal() : path;
}

fs::path folderOf(const fs::path& file) {
    fs::path folder = file;
    folder += ".d";
    return folder;
}

std::unique_ptr<store::WriterLock> lock(const fs::path& file) {
    ensureFolder(folderOf(file));
    return std::make_unique<store::WriterLock>(lockIn(folderOf(file)), file);
}

} // namespace

Project::Project(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

Project Project::create(const fs::path& file) {
    auto impl = std::make_unique<Impl>();
    impl->file = resolved(file);
    impl->access = Access::ReadWrite;
    std::error_code error;
    if (!fs::is_directory(impl->file.parent_path(), error))
        throw Error("Cannot create " + impl->file.string() + ": its folder does not exist.");
    const auto refuseExisting = [&] {
        if (fs::exists(fs::symlink_status(impl->file, error)))
            throw Error("Cannot create " + impl->file.string() +
                        ": it exists already; open it, or choose another name.");
    };
    refuseExisting();
    const bool newFolder = !fs::exists(folderOf(impl->file), error);
    impl->writer = lock(impl->file);
    refuseExisting(); // another program may have been faster
    try {
        impl->database = std::make_unique<Database>(impl->file, Database::Mode::Create);
        store::initProject(*impl->database);
    } catch (const Error&) {
        impl->database.reset();
        for (const char* suffix : {"", "-wal", "-shm"})
            fs::remove(impl->file.string() + suffix, error);
        if (newFolder) fs::remove_all(folderOf(impl->file), error);
        throw;
    }
    return Project(std::move(impl));
}

Project Project::open(const fs::path& file, Access access) {
    auto impl = std::make_unique<Impl>();
    impl->file = resolved(file);
    impl->access = access;
    const bool writable = access == Access::ReadWrite;
    // A first look without a trace: nothing is created beside a file that is no project.
    impl->database = std::make_unique<Database>(impl->file, Database::Mode::ReadOnly);
    const int version = store::checkVersion(*impl->database, impl->file);
    if (writable) {
        impl->database.reset();
        impl->writer = lock(impl->file);
        impl->database = std::make_unique<Database>(impl->file, Database::Mode::ReadWrite);
        store::upgrade(*impl->database, impl->file);
        impl->write([](auto& db) { store::interruptOrphans(db); });
        removeLeftoversIn(folderOf(impl->file)); // a checkpoint in the making is as large as the networks
    } else if (version < static_cast<int>(store::migrations().size())) {
        throw Error("The project " + impl->file.string() +
                    " was made by an older KLAS Explorer; open it once for writing to bring it up to date.");
    }
    return Project(std::move(impl));
}

const fs::path& Project::file() const {
    return m_impl->file;
}

fs::path Project::folder() const {
    return folderOf(m_impl->file);
}

Project::Access Project::access() const {
    return m_impl->access;
}

std::vector<Anchor> Project::anchors() const {
    auto anchors = m_impl->read([](auto& db) { return store::loadAnchors(db); });
    for (Anchor& a : anchors)
        a.weights = store::absolutePath(a.weights, file().parent_path());
    return anchors;
}

void Project::addAnchor(const Anchor& anchor) {
    check(anchor.arch);
    Anchor stored = anchor;
    stored.weights = store::portablePath(anchor.weights, file().parent_path());
    if (stored.sha256.empty()) stored.sha256 = weightsSha256(anchor.weights);
    m_impl->write([&](auto& db) { store::insertAnchor(db, stored); });
}

void Project::removeAnchor(const std::string& name) {
    m_impl->write([&](auto& db) { store::deleteAnchor(db, name); });
}

std::optional<DataSpec> Project::data() const {
    const auto json = m_impl->read([](auto& db) { return store::loadSetting(db, kData); });
    if (!json) return std::nullopt;
    DataSpec data = dataSpecFromJson(*json, "Project file, data");
    data.path = store::absolutePath(data.path, file().parent_path());
    return data;
}

void Project::setData(const DataSpec& data) {
    const auto before = this->data();
    DataSpec stored = data;
    stored.path = store::portablePath(data.path, file().parent_path());
    m_impl->write([&](auto& db) {
        store::saveSetting(db, kData, toJson(stored));
        if (before && before->key() == data.key()) return;
        for (const char* table :
             {"accuracy", "probe_report", "anchor_distances", "score_matrix", "evaluation", "finetune_run"})
            db.exec(std::string("DELETE FROM ") + table);
    });
}

ProbeOptions Project::probeOptions() const {
    const auto json = m_impl->read([](auto& db) { return store::loadSetting(db, kProbeOptions); });
    return json ? probeOptionsFromJson(*json, "Project file, probes") : ProbeOptions{};
}

void Project::setProbeOptions(const ProbeOptions& options) {
    check(options, "Probes");
    const bool same = probeOptions() == options;
    m_impl->write([&](auto& db) {
        store::saveSetting(db, kProbeOptions, toJson(options));
        if (same) return;
        // CKA and the least-squares residual read features, not probes.
        store::run(db, "DELETE FROM score_matrix WHERE measure NOT IN ('cka', 'ls')");
        store::run(db, "DELETE FROM probe_report");
    });
}

std::vector<NetworkKey> Project::shortlist() const {
    const auto json = m_impl->read([](auto& db) { return store::loadSetting(db, kShortlist); });
    return json ? networkKeysFromJson(*json, "Project file, shortlist") : std::vector<NetworkKey>{};
}

void Project::setShortlist(const std::vector<NetworkKey>& networks) {
    m_impl->write([&](auto& db) { store::saveSetting(db, kShortlist, toJson(networks)); });
}

void Project::save(const Record& record) {
    save(std::vector<Record>{record});
}

void Project::save(const std::vector<Record>& records) {
    struct Save {
        SQLite::Database& db;
        void operator()(const AnchorAccuracy& r) const { store::saveAccuracy(db, r); }
        void operator()(const ProbeReport& r) const { store::saveProbeReport(db, r); }
        void operator()(const ScoreMatrix& r) const {
            if (r.complete) store::saveMatrix(db, r);
        }
        void operator()(const AnchorDistances& r) const { store::saveDistances(db, r); }
        void operator()(const Evaluation& r) const { store::saveEvaluation(db, r); }
        void operator()(const FinetuneRun& r) const { store::saveRun(db, r); }
        void operator()(const RunCurve& r) const { store::saveCurve(db, r); }
        void operator()(const ExportedFile& r) const { store::saveExportedFile(db, r); }
    };
    m_impl->write([&](auto& db) {
        for (const Record& record : records)
            std::visit(Save{db}, record);
    });
}

std::vector<std::string> Project::knownKeys() const {
    return m_impl->read([](auto& db) { return store::loadKeys(db); });
}

std::vector<AnchorAccuracy> Project::accuracies() const {
    return m_impl->read([](auto& db) { return store::loadAccuracies(db); });
}

std::vector<ProbeReport> Project::probeReports() const {
    return m_impl->read([](auto& db) { return store::loadProbeReports(db); });
}

std::vector<ScoreMatrix> Project::matrices() const {
    return m_impl->read([](auto& db) { return store::loadMatrices(db); });
}

std::optional<ScoreMatrix> Project::matrix(const std::string& source, const std::string& target,
                                           const std::string& measure) const {
    return m_impl->read([&](auto& db) { return store::loadMatrix(db, source, target, measure); });
}

std::optional<AnchorDistances> Project::anchorDistances() const {
    return m_impl->read([](auto& db) { return store::loadDistances(db); });
}

void Project::saveSelection(const Selection& selection) {
    m_impl->write([&](auto& db) { store::saveSelection(db, selection); });
}

void Project::removeSelection(const std::string& name) {
    m_impl->write([&](auto& db) { store::deleteSelection(db, name); });
}

void Project::saveReference(const ReferenceCurve& curve) {
    m_impl->write([&](auto& db) { store::saveReference(db, curve); });
}

void Project::removeReference(const std::string& name) {
    m_impl->write([&](auto& db) { store::deleteReference(db, name); });
}

std::vector<ReferenceCurve> Project::references() const {
    return m_impl->read([](auto& db) { return store::loadReferences(db); });
}

std::vector<Selection> Project::selections() const {
    return m_impl->read([](auto& db) { return store::loadSelections(db); });
}

std::vector<FinetuneRun> Project::runs() const {
    return m_impl->read([](auto& db) { return store::loadRuns(db); });
}

void Project::removeRun(const std::string& name) {
    m_impl->write([&](auto& db) { store::deleteRun(db, name); });
}

RunCurve Project::curve(const std::string& run) const {
    return m_impl->read([&](auto& db) { return store::loadCurve(db, run); });
}

std::vector<Evaluation> Project::evaluations() const {
    return m_impl->read([](auto& db) {
        std::vector<Evaluation> all = store::loadEvaluations(db);
        const std::vector<Evaluation> credited = creditedEvaluations(store::loadRuns(db), all);
        all.insert(all.end(), credited.begin(), credited.end());
        return all;
    });
}

std::vector<ExportedFile> Project::exportedFiles() const {
    return m_impl->read([](auto& db) { return store::loadExportedFiles(db); });
}

} // namespace klas
