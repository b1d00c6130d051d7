// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/tradeoff_point.h"

#include <string_view>
#include <vector>

namespace klas {

struct SnnetResultsOptions {
    std::string family;                ///< of a file that holds several ("family" in its lines)
    std::vector<std::int64_t> anchors; ///< cfg_id of the networks that were stitched, beside those marked in the file
    bool skipUnreadable = false;       ///< a line that cannot be read becomes a note instead of an Error
};

struct SnnetResults {
    std::vector<TradeoffPoint> points; ///< in the order of the file
    std::vector<std::string> notes;    ///< sentences: repeated ids, a cut last line, missing accuracies
};

/// Reads the stitches_res.txt that SN-Net's evaluation writes (Pan et al., arXiv 2302.06586): one object a line with
/// `cfg_id`, `flops`, `params`, `acc1`, `acc5` in any order, all but `flops` and one accuracy optional; further fields
/// are passed over. Its programs append, so that ids may repeat: the last one counts. A last line that was cut off is
/// left out with a note.
///
/// Throws Error: a line that cannot be read, with its number and why; no line at all; several families and none
/// chosen; beyond the limits of result_lines.h.
SnnetResults parseSnnetResults(std::string_view text, const std::string& what, const SnnetResultsOptions& options = {});

} // namespace klas
