// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/export_all.h"

#include "app/explorer/export_tables.h"
#include "app/explorer/pairs_export.h"
#include "app/explorer/report.h"
#include "app/explorer/trust_export.h"
#include "widgets/heatmap/heatmap_view.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <unistd.h>

namespace klas::ui {

namespace {

constexpr const char* kFigures[] = {".svg", ".pdf", ".png"};

ExportFormat formatOf(const fs::path& file) {
    ExportFormat format = ExportFormat::forFile(file);
    format.scale = 2; // of PNG
    return format;
}

/// "measure:cka" is no name for a file everywhere.
std::string fileWord(std::string method) {
    std::replace_if(method.begin(), method.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_'; }, '-');
    return method;
}

/// What has been written goes away again unless it is kept.
class Scratch {
public:
    explicit Scratch(fs::path folder)
        : m_folder(std::move(folder)) {
        std::error_code error;
        fs::remove_all(m_folder, error);
        if (!fs::create_directories(m_folder, error)) throw Error("The folder " + m_folder.string() + " cannot be made: " + error.message() + ".");
    }
    ~Scratch() {
        std::error_code error;
        fs::remove_all(m_folder, error); // nothing is there any more where it was kept
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const fs::path& folder() const { return m_folder; }
    void keepAs(const fs::path& folder) {
        std::error_code error;
        fs::rename(m_folder, folder, error); // an empty one is replaced, another one is not
        if (error) throw Error("The folder " + folder.string() + " cannot be written: " + error.message() + ".");
    }

private:
    fs::path m_folder;
};

} // namespace

std::vector<ExportPart> partsOf(const ProjectState& project, const PairView& view, const std::string& split) {
    std::vector<ExportPart> parts;
    const auto add = [&](const std::string& name, std::initializer_list<const char*> endings, const std::function<void(const fs::path&)>& write) {
        for (const char* ending : endings)
            parts.push_back({name + ending, write});
    };
    const auto figures = [&](const std::string& name, const std::function<void(const fs::path&, const ExportFormat&)>& write) {
        for (const char* ending : kFigures)
            parts.push_back({name + ending, [write](const fs::path& file) { write(file, formatOf(file)); }});
    };
    if (!view.source.empty()) {
        const auto picture = std::make_shared<PairPicture>(pictureOf(project, view));
        if (picture->data.scores) {
            figures("heatmap", [picture](const fs::path& file, const ExportFormat& format) { exportHeatmap(picture->data, file, {format}); });
            add("matrix", {".csv", ".json", ".tex"}, [picture](const fs::path& file) { exportCells(picture->data, file); });
        }
        for (size_t k = 0; k < picture->data.selections.size(); ++k)
            if (!picture->data.selections[k].stitches.empty())
                add("selection-" + fileWord(picture->data.selections[k].method), {".csv", ".json", ".tex"},
                    [picture, k](const fs::path& file) { exportSelection(picture->data.selections[k], file); });
        const TrustChoice choice{view.source, view.target, split, {}, {}};
        try {
            const auto trust = std::make_shared<TrustPicture>(trustOf(project, choice));
            figures("scores", [trust, choice](const fs::path& file, const ExportFormat& format) { exportTrust(*trust, choice, file, format); });
            add("scores", {".csv", ".json", ".tex"}, [trust, choice](const fs::path& file) { exportTrust(*trust, choice, file, {}); });
        } catch (const Error&) { // nothing of this pair was finetuned
        }
    }
    const RangeQuestion question{view.measure, view.quantity, Scale::Log};
    for (const ScoreMatrix& matrix : project.matrices)
        if (pairValues(project, question, matrix.source, matrix.target)) {
            figures("all-pairs", [&project, question](const fs::path& file, const ExportFormat& format) { exportPairs(project, question, file, format); });
            break;
        }
    const auto tradeoff = std::make_shared<TradeoffData>(tradeoffOf(project, split));
    if (!tradeoff->empty())
        add("trade-off", {".svg", ".pdf", ".png", ".csv", ".json", ".tex"}, [tradeoff](const fs::path& file) { exportTradeoffFile(*tradeoff, file, 2, false); });
    const auto cost = std::make_shared<LedgerAnswer>(ledgerAnswer(ledgerInputs(project)));
    if (!cost->rows.empty()) add("cost", {".csv", ".json", ".tex"}, [cost](const fs::path& file) { exportCost(*cost, file); });
    if (!view.source.empty())
        add("report", {".html", ".pdf"}, [&project, view, split](const fs::path& file) { exportReport(project, view, split, file); });
    return parts;
}

fs::path freeFolder(const fs::path& folder) {
    std::error_code error;
    for (int k = 1;; ++k) {
        const fs::path candidate = k == 1 ? folder : fs::path(folder.string() + "-" + std::to_string(k));
        if (!fs::exists(candidate, error) || (fs::is_directory(candidate, error) && fs::is_empty(candidate, error))) return candidate;
    }
}

fs::path exportAll(const std::vector<ExportPart>& parts, const fs::path& folder, const std::function<void(size_t, const std::string&)>& began,
                   const std::atomic<bool>& cancelled) {
    if (parts.empty()) throw Error("There is nothing to export yet. Add two anchors, then analyse the project.");
    fs::path wanted = folder;
    if (!wanted.has_filename()) wanted = wanted.parent_path(); // "out/"
    Scratch scratch(wanted.string() + ".part" + std::to_string(::getpid()));
    for (size_t k = 0; k < parts.size(); ++k) {
        if (cancelled) break;
        began(k + 1, parts[k].name);
        parts[k].write(scratch.folder() / parts[k].name);
    }
    if (cancelled) throw Error("The export was cancelled; nothing was written.");
    const fs::path free = freeFolder(wanted);
    scratch.keepAs(free);
    return free;
}

} // namespace klas::ui
