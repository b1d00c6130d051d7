// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/matrix_table.h"

#include "core/store/anchor_table.h"

#include <bit>
#include <cstring>

namespace klas::store {

namespace {

constexpr const char* kSelect =
    "SELECT s.name, t.name, m.measure, m.key, m.row_count, m.column_count, m.scores, m.errors, "
    "m.about FROM score_matrix m JOIN anchor s ON s.id = m.source JOIN anchor t ON t.id = m.target ";

/// float64, little endian, whatever the machine.
template <typename Cell>
std::string blob(const ScoreMatrix& m, Cell cell) {
    std::string bytes;
    bytes.reserve(static_cast<size_t>(m.rows()) * static_cast<size_t>(m.columns()) * 8);
    for (int i = 1; i <= m.rows(); ++i)
        for (int j = 1; j <= m.columns(); ++j) {
            const auto bits = std::bit_cast<std::uint64_t>(cell(i, j));
            for (int k = 0; k < 64; k += 8)
                bytes += static_cast<char>(bits >> k & 0xff);
        }
    return bytes;
}

template <typename SetCell>
void readBlob(const SQLite::Column& column, const ScoreMatrix& m, SetCell setCell) {
    const auto cells = static_cast<size_t>(m.rows()) * static_cast<size_t>(m.columns());
    if (!column.isBlob() || static_cast<size_t>(column.getBytes()) != cells * 8)
        throw Error("Project file: the matrix " + m.source + " > " + m.target + " (" + m.measure +
                    ") does not have the size it claims; analyse again.");
    const auto* bytes = static_cast<const unsigned char*>(column.getBlob());
    for (int i = 1; i <= m.rows(); ++i)
        for (int j = 1; j <= m.columns(); ++j) {
            std::uint64_t bits = 0;
            for (int k = 0; k < 64; k += 8)
                bits |= static_cast<std::uint64_t>(*bytes++) << k;
            setCell(i, j, std::bit_cast<double>(bits));
        }
}

ScoreMatrix matrixFromRow(SQLite::Statement& row) {
    ScoreMatrix m(row.getColumn(4).getInt(), row.getColumn(5).getInt(), !row.getColumn(7).isNull());
    m.source = row.getColumn(0).getString();
    m.target = row.getColumn(1).getString();
    m.measure = row.getColumn(2).getString();
    m.key = row.getColumn(3).getString();
    readBlob(row.getColumn(6), m, [&](int i, int j, double v) { m.setValue(i, j, v); });
    if (m.hasErrors()) readBlob(row.getColumn(7), m, [&](int i, int j, double v) { m.setError(i, j, v); });
    const Json about = jsonColumn(row, 8);
    const std::string what = "Project file, matrix " + m.source + " > " + m.target;
    m.images = requiredField<long>(about, "images", what);
    m.imagesInAll = requiredField<long>(about, "images_in_all", what);
    m.temperature = requiredField<double>(about, "temperature", what);
    m.provenance = optionalField<Json>(about, "provenance", Json(), what);
    m.complete = true;
    return m;
}

} // namespace

void saveMatrix(SQLite::Database& db, const ScoreMatrix& m) {
    measureInfo(m.measure);
    const Json about{{"images", m.images},
                     {"images_in_all", m.imagesInAll},
                     {"temperature", m.temperature},
                     {"provenance", m.provenance}};
    auto statement =
        query(db,
              "INSERT OR REPLACE INTO score_matrix (source, target, measure, key, row_count, column_count, "
              "about, scores, errors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              anchorId(db, m.source), anchorId(db, m.target), m.measure, m.key, m.rows(), m.columns(),
              jsonText(about));
    const std::string scores = blob(m, [&](int i, int j) { return m.value(i, j); });
    statement.bind(8, scores.data(), static_cast<int>(scores.size()));
    if (m.hasErrors()) {
        const std::string errors = blob(m, [&](int i, int j) { return m.error(i, j); });
        statement.bind(9, errors.data(), static_cast<int>(errors.size()));
    }
    statement.exec();
}

std::vector<ScoreMatrix> loadMatrices(SQLite::Database& db) {
    std::vector<ScoreMatrix> all;
    auto row = query(db, (std::string(kSelect) + "ORDER BY m.source, m.target, m.measure").c_str());
    while (row.executeStep())
        all.push_back(matrixFromRow(row));
    return all;
}

std::optional<ScoreMatrix> loadMatrix(SQLite::Database& db, const std::string& source,
                                      const std::string& target, const std::string& measure) {
    auto row = query(db, (std::string(kSelect) + "WHERE s.name = ? AND t.name = ? AND m.measure = ?").c_str(),
                     source, target, measure);
    if (!row.executeStep()) return std::nullopt;
    return matrixFromRow(row);
}

} // namespace klas::store
