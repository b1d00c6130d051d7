// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/latex.h"

#include "core/base/error.h"
#include "core/records/pair_table.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace klas {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 20> kSpecial{{
    {"\\", "\\textbackslash{}"}, {"&", "\\&"}, {"%", "\\%"}, {"$", "\\$"}, {"#", "\\#"}, {"_", "\\_"}, {"{", "\\{"}, {"}", "\\}"},
    {"~", "\\textasciitilde{}"}, {"^", "\\textasciicircum{}"}, {"<", "$<$"}, {">", "$\\to$"}, {"|", "$|$"},
    {"\u0398", "$\\Theta$"}, {"\u03A9", "$\\Omega$"}, {"\u03A3", "$\\Sigma$"}, {"\u0393", "$\\Gamma$"}, {"\u0394", "$\\Delta$"},
    {"\u00B1", "$\\pm$"}, {"\u2013", "--"},
}};

std::string joined(const std::vector<std::string>& cells, const std::vector<bool>& bold = {}) {
    std::string line;
    for (size_t k = 0; k < cells.size(); ++k) {
        const std::string cell = latexText(cells[k]);
        line += (k == 0 ? "" : " & ") + (k < bold.size() && bold[k] ? "\\textbf{" + cell + "}" : cell);
    }
    return line + " \\\\\n";
}

} // namespace

std::string latexText(const std::string& text) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
        bool special = false;
        for (const auto& [from, to] : kSpecial) {
            const std::string_view sign = from;
            if (text.compare(at, sign.size(), sign) != 0) continue;
            out += to;
            at += sign.size();
            special = true;
            break;
        }
        if (special) continue;
        const char c = text[at++];
        out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return out;
}

LatexTable::LatexTable(std::string columns, const std::vector<std::string>& header)
    : m_columns(std::move(columns))
    , m_header(joined(header)) {
    if (m_columns.size() != header.size()) throw Error("A table needs as many columns as it has headings.");
}

void LatexTable::row(const std::vector<std::string>& cells, const std::vector<bool>& bold) {
    if (cells.size() != m_columns.size()) throw Error("A row of a table has as many cells as the header.");
    m_rows += joined(cells, bold);
}

std::string LatexTable::text(const std::string& comment) const {
    std::string line = comment;
    for (char& c : line)
        if (c == '\n' || c == '\r') c = ' ';
    return (line.empty() ? "" : "% " + line + "\n") + "\\begin{tabular}{" + m_columns + "}\n\\toprule\n" + m_header + "\\midrule\n" + m_rows +
           "\\bottomrule\n\\end{tabular}\n";
}

std::string latexNumber(const std::optional<double>& value, int digits) {
    if (!value || !std::isfinite(*value)) return "\u2013";
    char buffer[400]; // the largest double has 309 digits before the point
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, *value, std::chars_format::fixed, digits).ptr};
}

std::string toLatex(const Selection& selection) {
    LatexTable table("lrrrrrr", {"stitch", "bucket", "MFLOPs", "parameters", "\u03A9, nats", "\u03A3, nats", "\u0393"});
    for (const SelectedStitch& s : selection.stitches)
        table.row({text(s.stitch), s.bucket ? std::to_string(*s.bucket + 1) : "\u2013", latexNumber(double(s.cost.flops) / 1e6, 3),
                   std::to_string(s.cost.params), latexNumber(s.omega, 4), latexNumber(s.sigma, 4), latexNumber(s.gamma, 3)});
    return table.text("selection " + selection.name + ", method " + selection.method + ", options " + selection.options.dump() +
                      "; 1 multiply-add = 1 FLOP; needs booktabs");
}

std::string toLatex(const PairTable& table, bool gamma, const std::string& comment) {
    std::vector<std::string> header{table.source + " / " + table.target};
    for (int j = table.firstColumn; j <= table.columns; ++j)
        header.push_back(std::to_string(j));
    LatexTable latex(std::string(header.size(), 'r'), header);
    for (int i = 1; i <= table.rows; ++i) {
        std::vector<std::string> row{std::to_string(i)};
        std::vector<bool> bold{false};
        for (int j = table.firstColumn; j <= table.columns; ++j) {
            const PairCell& cell = table.cell(i, j);
            const double value = gamma ? cell.gamma : cell.omega;
            row.push_back(
                latexNumber(cell.legal || table.self() ? std::optional(value) : std::nullopt, gamma ? 3 : 4));
            bold.push_back(!cell.selectedBy.empty());
        }
        latex.row(row, bold);
    }
    return latex.text(comment);
}

} // namespace klas
