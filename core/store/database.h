// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

namespace klas::store {

/// The SQLite file of a project. Every failure of SQLite leaves it as an Error with a sentence that names the
/// file.
///
///     db.write([&] { run(db.sqlite(), "DELETE FROM anchor WHERE name = ?", name); });   // one transaction
///     return db.read([&] { return loadAnchors(db.sqlite()); });
class Database {
public:
    enum class Mode { Create, ReadWrite, ReadOnly };

    /// WAL, foreign keys, busy timeout of 5 s. Throws Error: missing, not SQLite, damaged, not writable.
    Database(fs::path file, Mode mode);

    SQLite::Database& sqlite() { return *m_sqlite; }

    /// Runs `body`, and says in a sentence what SQLite found wrong.
    template <typename F>
    auto read(F&& body) {
        try {
            return body();
        } catch (const SQLite::Exception& e) {
            rethrow(e, "read");
        }
    }

    /// Everything or nothing: rolls back unless `body` returns.
    template <typename F>
    auto write(F&& body) {
        try {
            SQLite::Transaction transaction(*m_sqlite, SQLite::TransactionBehavior::IMMEDIATE);
            if constexpr (std::is_void_v<decltype(body())>) {
                body();
                transaction.commit();
            } else {
                auto result = body();
                transaction.commit();
                return result;
            }
        } catch (const SQLite::Exception& e) {
            rethrow(e, "written");
        }
    }

private:
    /// `verb`: "read", "written".
    [[noreturn]] void rethrow(const SQLite::Exception& e, const char* verb) const;
    void open(Mode mode);

    fs::path m_file;
    std::unique_ptr<SQLite::Database> m_sqlite;
};

/// A prepared statement with its arguments bound in order.
template <typename... Args>
SQLite::Statement query(SQLite::Database& db, const char* sql, const Args&... args) {
    SQLite::Statement statement(db, sql);
    if constexpr (sizeof...(args) > 0) SQLite::bind(statement, args...);
    return statement;
}

/// Executes it; returns the number of rows changed.
template <typename... Args>
int run(SQLite::Database& db, const char* sql, const Args&... args) {
    return query(db, sql, args...).exec();
}

/// A JSON column. Throws Error naming the project when it is damaged.
Json jsonColumn(SQLite::Statement& row, int column);

/// Text that SQLite and every reader can take, whatever bytes were in it.
std::string jsonText(const Json& json);

} // namespace klas::store
