// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"
#include "core/base/files.h"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace klas::ui {

/// One file of an export of everything.
struct ExportPart {
    std::string name; ///< "heatmap.svg"
    std::function<void(const fs::path& file)> write;
};

/// Every view and table that the project has something for: heatmap of the pair in view, all pairs, trade-off, scores, matrix,
/// selections, report. `split`: of what was measured. The project must outlive the parts.
std::vector<ExportPart> partsOf(const ProjectState& project, const PairView& view, const std::string& split);

/// The folder itself where it is not there or empty, else the first free of "folder-2", "folder-3", ...
fs::path freeFolder(const fs::path& folder);
/// All parts into a new folder that appears when it is whole; the path it got. `began` is told before each part. When
/// `cancelled` becomes true, or a part fails, nothing stays. Throws Error.
fs::path exportAll(const std::vector<ExportPart>& parts, const fs::path& folder, const std::function<void(size_t number, const std::string& name)>& began,
                   const std::atomic<bool>& cancelled);

} // namespace klas::ui
