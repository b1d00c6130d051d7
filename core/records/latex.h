// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace klas {

struct PairTable;
struct Selection;

/// Text as LaTeX shows it: its special characters escaped, the Greek letters of scores as mathematics, ">" as an arrow.
std::string latexText(const std::string& text);

/// A table for a paper, in the booktabs style (\usepackage{booktabs}): rules above, below and under the header.
///
///     LatexTable table("lr", {"network", "top-1, %"});
///     table.row({"tiny:3 > base:2", "83.1"});
///     writeFileAtomically(path, table.text());
class LatexTable {
public:
    /// `columns`: one of l, r, c for each; every cell is text and is escaped here.
    LatexTable(std::string columns, const std::vector<std::string>& header);
    /// Throws Error unless it has as many cells as the header. `bold`: those that are, by their place; what
    /// is beyond its end is not.
    void row(const std::vector<std::string>& cells, const std::vector<bool>& bold = {});
    /// `comment`: what made it, a line in front.
    std::string text(const std::string& comment = {}) const;

private:
    std::string m_columns, m_header, m_rows;
};

/// C locale, `digits` after the point; an en dash where there is nothing.
std::string latexNumber(const std::optional<double>& value, int digits);

/// Columns stitch, bucket, MFLOPs, parameters, Ω, Σ, Γ.
std::string toLatex(const Selection& selection);

/// The scores of a pair as a matrix, a row for each source block and a column for each target block: Ω, or Γ.
/// What any selection has chosen is bold; an en dash stands where no stitch is legal or nothing is known.
/// `comment`: what made it.
std::string toLatex(const PairTable& table, bool gamma, const std::string& comment = {});

} // namespace klas
