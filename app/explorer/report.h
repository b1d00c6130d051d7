// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"
#include "core/base/files.h"

namespace klas::ui {

/// A project told to somebody who does not have it: anchors, similarity and selection of the pair in view, fronts, runs,
/// every network, what it has cost, and what made it all. `.html`: one file that needs no other; `.pdf`: one page with both figures, the
/// selection and the cost. Numbers in the C locale; the same project gives the same bytes of HTML. `split`: "test" or "validation".
/// Throws Error: another ending, no anchors, a file that cannot be written.
void exportReport(const ProjectState& project, const PairView& view, const std::string& split, const fs::path& file);

} // namespace klas::ui
