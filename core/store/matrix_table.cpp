// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/matrix_table.h"

#include "core/store/anchor_table.h"

#include <bit>
#include <cstring>

namespace klas::store {

namespace {

/// `groups` is the expression for the sums over groups of images: by far the largest column.
std::string select(const char* groups) {
    return std::string("SELECT s.name, t.name, m.measure, m.key, m.row_count, m.column_count, m.scores, m.errors, "
                       "m.about, ") +
           groups + " FROM score_matrix m JOIN anchor s ON s.id = m.source JOIN anchor t ON t.id = m.target ";
}

size_t cellsOf(const ScoreMatrix& m) {
    return static_cast<size_t>(m.rows()) * static_cast<size_t>(m.columns());
}

/// float64, little endian, whatever the machine.
std::string blob(const std::vector<double>& values) {
    std::string bytes;
    bytes.reserve(values.size() * 8);
    for (const double value : values) {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (int k = 0; k < 64; k += 8)
            bytes += static_cast<char>(bits >> k & 0xff);
    }
    return bytes;
}

std::vector<double> readBlob(const SQLite::Column& column, size_t count, const ScoreMatrix& m) {
    if (!column.isBlob() || static_cast<size_t>(column.getBytes()) != count * 8)
        throw Error("Project file: the matrix " + m.source + " > " + m.target + " (" + m.measure +
                    ") does not have the size it claims; analyse again.");
    const auto* bytes = static_cast<const unsigned char*>(column.getBlob());
    std::vector<double> values(count);
    for (double& value : values) {
        std::uint64_t bits = 0;
        for (int k = 0; k < 64; k += 8)
            bits |= static_cast<std::uint64_t>(*bytes++) << k;
        value = std::bit_cast<double>(bits);
    }
    return values;
}

/// Every cell in turn, row by row.
template <typename Visit>
void forEachCell(const ScoreMatrix& m, const Visit& visit) {
    size_t k = 0;
    for (int i = 1; i <= m.rows(); ++i)
        for (int j = 1; j <= m.columns(); ++j)
            visit(i, j, k++);
}

ScoreMatrix matrixFromRow(SQLite::Statement& row) {
    ScoreMatrix m(row.getColumn(4).getInt(), row.getColumn(5).getInt(), !row.getColumn(7).isNull());
    m.source = row.getColumn(0).getString();
    m.target = row.getColumn(1).getString();
    m.measure = row.getColumn(2).getString();
    m.key = row.getColumn(3).getString();
    const auto scores = readBlob(row.getColumn(6), cellsOf(m), m);
    forEachCell(m, [&](int i, int j, size_t k) { m.setValue(i, j, scores[k]); });
    if (m.hasErrors()) {
        const auto errors = readBlob(row.getColumn(7), cellsOf(m), m);
        forEachCell(m, [&](int i, int j, size_t k) { m.setError(i, j, errors[k]); });
    }
    const Json about = jsonColumn(row, 8);
    const std::string what = "Project file, matrix " + m.source + " > " + m.target;
    m.images = requiredField<long>(about, "images", what);
    m.imagesInAll = requiredField<long>(about, "images_in_all", what);
    m.temperature = requiredField<double>(about, "temperature", what);
    m.provenance = optionalField<Json>(about, "provenance", Json(), what);
    m.complete = true;
    if (!row.getColumn(9).isNull()) {
        ImageGroups groups;
        groups.images = requiredField<std::vector<long>>(about, "group_images", what);
        if (groups.count() > ImageGroups::kMost) throw Error(what + ": there are too many groups of images.");
        groups.sums = readBlob(row.getColumn(9), groups.count() * cellsOf(m), m);
        check(groups, cellsOf(m), what);
        m.groups = std::move(groups);
    }
    return m;
}

} // namespace

void saveMatrix(SQLite::Database& db, const ScoreMatrix& m) {
    measureInfo(m.measure);
    Json about{{"images", m.images},
               {"images_in_all", m.imagesInAll},
               {"temperature", m.temperature},
               {"provenance", m.provenance}};
    if (m.groups) about["group_images"] = m.groups->images;
    auto statement =
        query(db,
              "INSERT OR REPLACE INTO score_matrix (source, target, measure, key, row_count, column_count, "
              "about, scores, errors, group_sums) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              anchorId(db, m.source), anchorId(db, m.target), m.measure, m.key, m.rows(), m.columns(),
              jsonText(about));
    std::vector<double> scores(cellsOf(m)), errors(cellsOf(m));
    forEachCell(m, [&](int i, int j, size_t k) {
        scores[k] = m.value(i, j);
        errors[k] = m.error(i, j);
    });
    const auto bind = [&](int parameter, const std::vector<double>& values) {
        const std::string bytes = blob(values);
        statement.bind(parameter, bytes.data(), static_cast<int>(bytes.size())); // copied by SQLite
    };
    bind(8, scores);
    if (m.hasErrors()) bind(9, errors);
    if (m.groups) bind(10, m.groups->sums);
    statement.exec();
}

std::vector<ScoreMatrix> loadMatrices(SQLite::Database& db) {
    std::vector<ScoreMatrix> all;
    auto row = query(db, (select("NULL") + "ORDER BY m.source, m.target, m.measure").c_str());
    while (row.executeStep())
        all.push_back(matrixFromRow(row));
    return all;
}

std::optional<ScoreMatrix> loadMatrix(SQLite::Database& db, const std::string& source,
                                      const std::string& target, const std::string& measure) {
    auto row = query(db, (select("m.group_sums") + "WHERE s.name = ? AND t.name = ? AND m.measure = ?").c_str(),
                     source, target, measure);
    if (!row.executeStep()) return std::nullopt;
    return matrixFromRow(row);
}

} // namespace klas::store
