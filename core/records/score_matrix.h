// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/image_groups.h"

#include <optional>
#include <string>
#include <vector>

namespace klas {

/// What a measure of similarity is called and how it reads.
struct MeasureInfo {
    std::string id;          ///< "kl", used on the command line and in files
    std::string title;       ///< "KL divergence Θ"
    std::string unit;        ///< "nats", or empty
    bool largerIsCloser = false;
    bool symmetric = false;
    bool hasErrors = false;  ///< cells carry a standard error
};

/// All measures of klas.md section 2, in the order in which they are shown:
/// kl, kl_reversed, kl_temperature, js, ce, mse, cka, ls.
const std::vector<MeasureInfo>& measures();
/// Throws Error listing the known ids.
const MeasureInfo& measureInfo(const std::string& id);

/// Scores between every block of a source (rows, 1..m) and of a target (columns, 1..n).
///
/// `errors` are standard errors of the mean over images, empty where the measure has none. `complete` is false while
/// the matrix is still filling. Cells that could not be computed are NaN.
class ScoreMatrix {
public:
    std::string measure = "kl";
    std::string source, target;
    long images = 0;        ///< images averaged over so far
    long imagesInAll = 0;
    bool complete = false;
    double temperature = 1;
    std::string key;        ///< of everything that produced it; equal keys, equal values
    Json provenance;        ///< data, split, weights, pooling, device, version: for people and exports
    std::optional<ImageGroups> groups; ///< of a complete matrix of a divergence: what a bootstrap draws from

    ScoreMatrix() = default;
    ScoreMatrix(int rows, int columns, bool withErrors);

    int rows() const { return m_rows; }
    int columns() const { return m_columns; }
    bool hasErrors() const { return !m_errors.empty(); }
    /// Score of source block i (1..rows) and target block j (1..columns); throws Error outside.
    double value(int i, int j) const { return m_values[index(i, j)]; }
    void setValue(int i, int j, double value) { m_values[index(i, j)] = value; }
    /// Standard error, or NaN where there is none.
    double error(int i, int j) const;
    void setError(int i, int j, double error);

    bool operator==(const ScoreMatrix&) const = default;

private:
    size_t index(int i, int j) const;

    int m_rows = 0, m_columns = 0;
    std::vector<double> m_values, m_errors;
};

/// `values` and `errors` are arrays of rows; NaN is written as null.
Json toJson(const ScoreMatrix& matrix);
ScoreMatrix scoreMatrixFromJson(const Json& json, const std::string& what);

} // namespace klas
