// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/score_matrix.h"

#include <cmath>
#include <limits>

namespace klas {

namespace {

constexpr int kMaxBlocks = 1000;

Json rowsJson(const ScoreMatrix& matrix, bool errors)
{
    Json rows = Json::array();
    for (int i = 1; i <= matrix.rows(); ++i) {
        Json row = Json::array();
        for (int j = 1; j <= matrix.columns(); ++j) {
            const double v = errors ? matrix.error(i, j) : matrix.value(i, j);
            row.push_back(std::isfinite(v) ? Json(v) : Json(nullptr));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

double numberOrNan(const Json& cell, const std::string& what)
{
    if (cell.is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (!cell.is_number()) throw Error(what + ": a score is not a number.");
    return cell.get<double>();
}

} // namespace

const std::vector<MeasureInfo>& measures()
{
    static const std::vector<MeasureInfo> all{
        {"kl", "KL divergence \u0398", "nats", false, false, true},
        {"kl_reversed", "KL divergence, reversed", "nats", false, false, true},
        {"kl_temperature", "KL divergence at temperature T", "nats", false, false, true},
        {"js", "Jensen\u2013Shannon divergence", "nats", false, true, true},
        {"ce", "Cross-entropy of probes", "nats", false, false, true},
        {"mse", "Mean squared error of probe outputs", "", false, true, true},
        {"cka", "Linear CKA (unbiased)", "", true, true, false},
        {"ls", "Least-squares residual (direct matching)", "", false, false, false},
    };
    return all;
}

const MeasureInfo& measureInfo(const std::string& id)
{
    std::string known;
    for (const MeasureInfo& info : measures()) {
        if (info.id == id) return info;
        known += (known.empty() ? "" : ", ") + info.id;
    }
    throw Error("There is no measure \"" + id + "\"; use one of " + known + ".");
}

ScoreMatrix::ScoreMatrix(int rows, int columns, bool withErrors) : m_rows(rows), m_columns(columns)
{
    if (rows < 1 || columns < 1 || rows > kMaxBlocks || columns > kMaxBlocks)
        throw Error("A score matrix of " + std::to_string(rows) + " x " + std::to_string(columns) +
                    " blocks is not possible; both must be 1 to " + std::to_string(kMaxBlocks) + ".");
    const auto cells = static_cast<size_t>(rows) * static_cast<size_t>(columns);
    m_values.assign(cells, std::numeric_limits<double>::quiet_NaN());
    if (withErrors) m_errors = m_values;
}

size_t ScoreMatrix::index(int i, int j) const
{
    if (i < 1 || i > m_rows || j < 1 || j > m_columns)
        throw Error("The matrix " + source + " > " + target + " has no cell (" + std::to_string(i) + ", " +
                    std::to_string(j) + ").");
    return static_cast<size_t>(i - 1) * static_cast<size_t>(m_columns) + static_cast<size_t>(j - 1);
}

double ScoreMatrix::error(int i, int j) const
{
    const size_t k = index(i, j);
    return m_errors.empty() ? std::numeric_limits<double>::quiet_NaN() : m_errors[k];
}

void ScoreMatrix::setError(int i, int j, double error)
{
    const size_t k = index(i, j);
    if (m_errors.empty()) m_errors.assign(m_values.size(), std::numeric_limits<double>::quiet_NaN());
    m_errors[k] = error;
}

Json toJson(const ScoreMatrix& matrix)
{
    Json json{{"measure", matrix.measure},   {"source", matrix.source},
              {"target", matrix.target},     {"images", matrix.images},
              {"images_in_all", matrix.imagesInAll}, {"complete", matrix.complete},
              {"temperature", matrix.temperature},   {"key", matrix.key},
              {"provenance", matrix.provenance},     {"values", rowsJson(matrix, false)}};
    if (matrix.hasErrors()) json["errors"] = rowsJson(matrix, true);
    if (matrix.groups) json["groups"] = toJson(*matrix.groups);
    return json;
}

ScoreMatrix scoreMatrixFromJson(const Json& json, const std::string& what)
{
    const auto values = requiredField<Json>(json, "values", what);
    if (!values.is_array() || values.empty() || !values[0].is_array())
        throw Error(what + ": \"values\" must be an array of rows.");
    const auto errors = optionalField<Json>(json, "errors", Json(), what);
    const auto rows = values.size(), columns = values[0].size();
    if (rows > kMaxBlocks || columns > kMaxBlocks) throw Error(what + ": the matrix is too large.");
    ScoreMatrix matrix(static_cast<int>(rows), static_cast<int>(columns), !errors.is_null());
    for (size_t i = 0; i < rows; ++i) {
        if (!values[i].is_array() || values[i].size() != columns)
            throw Error(what + ": the rows of \"values\" differ in length.");
        for (size_t j = 0; j < columns; ++j)
            matrix.setValue(int(i) + 1, int(j) + 1, numberOrNan(values[i][j], what));
        if (errors.is_null()) continue;
        if (!errors.is_array() || errors.size() != rows || !errors[i].is_array() || errors[i].size() != columns)
            throw Error(what + ": \"errors\" and \"values\" differ in shape.");
        for (size_t j = 0; j < columns; ++j)
            matrix.setError(int(i) + 1, int(j) + 1, numberOrNan(errors[i][j], what));
    }
    matrix.measure = requiredField<std::string>(json, "measure", what);
    matrix.source = requiredField<std::string>(json, "source", what);
    matrix.target = requiredField<std::string>(json, "target", what);
    matrix.images = optionalField<long>(json, "images", 0, what);
    matrix.imagesInAll = optionalField<long>(json, "images_in_all", matrix.images, what);
    matrix.complete = optionalField<bool>(json, "complete", true, what);
    matrix.temperature = optionalField<double>(json, "temperature", 1, what);
    matrix.key = optionalField<std::string>(json, "key", "", what);
    matrix.provenance = optionalField<Json>(json, "provenance", Json(), what);
    if (const auto groups = optionalField<Json>(json, "groups", Json(), what); !groups.is_null())
        matrix.groups = imageGroupsFromJson(groups, rows * columns, what);
    return matrix;
}

} // namespace klas
