// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sqlite3.h>

namespace klas::store {

namespace {

constexpr int kBusyMilliseconds = 5000;

/// Before SQLite sees it, so that a picture or an empty file is called what it is.
void checkLooksLikeSqlite(const fs::path& file) {
    std::error_code error;
    const auto status = fs::status(file, error);
    if (!fs::exists(status))
        throw Error("Cannot open the project " + file.string() + ": there is no such file.");
    if (!fs::is_regular_file(status))
        throw Error("Cannot open the project " + file.string() + ": it is not a regular file.");
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Error("Cannot open the project " + file.string() + ": " + std::strerror(errno) + ".");
    static const char magic[] = "SQLite format 3";
    std::array<char, sizeof magic> start{};
    in.read(start.data(), start.size());
    if (std::memcmp(start.data(), magic, sizeof magic) != 0)
        throw Error("Cannot open " + file.string() + ": it is not a KLAS Explorer project.");
}

/// A percent-encoded file URI: the only way to tell SQLite that nobody can change the file.
std::string immutableUri(const fs::path& file) {
    std::string uri = "file:";
    for (const unsigned char c : file.string()) {
        static const char digits[] = "0123456789ABCDEF";
        if (std::isalnum(c) || std::strchr("/-_.~", c))
            uri += static_cast<char>(c);
        else
            uri += {'%', digits[c >> 4], digits[c & 15]};
    }
    return uri + "?immutable=1";
}

/// Whether the newest of the project may lie beside it, in its write-ahead log.
bool hasLog(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file.string() + "-wal", error);
    return !error && size > 0;
}

} // namespace

Database::Database(fs::path file, Mode mode)
    : m_file(std::move(file)) {
    if (mode != Mode::Create) checkLooksLikeSqlite(m_file);
    try {
        open(mode);
    } catch (const SQLite::Exception& e) {
        rethrow(e, "opened");
    }
}

void Database::open(Mode mode) {
    const auto connect = [this](const std::string& name, int flags) {
        m_sqlite = std::make_unique<SQLite::Database>(name, flags, kBusyMilliseconds);
        m_sqlite->exec("PRAGMA foreign_keys = ON");
        m_sqlite->exec("PRAGMA trusted_schema = OFF");
        m_sqlite->exec("PRAGMA cell_size_check = ON");
        // The first access to the file itself.
        return m_sqlite->execAndGet("PRAGMA quick_check(1)").getString();
    };
    std::string verdict;
    if (mode == Mode::ReadOnly) {
        try {
            verdict = connect(m_file.string(), SQLite::OPEN_READONLY);
        } catch (const SQLite::Exception& e) {
            // WAL needs its index beside the file. Where the folder cannot be written nobody writes the
            // project either; nor where the disk has no room even for that, if no writer left a log to be read.
            const int code = e.getErrorCode() & 0xff;
            const bool full = (code == SQLITE_IOERR || code == SQLITE_FULL) && !hasLog(m_file);
            if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY && !full) throw;
            verdict = connect(immutableUri(m_file), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        }
    } else {
        verdict = connect(m_file.string(),
                          SQLite::OPEN_READWRITE | (mode == Mode::Create ? SQLite::OPEN_CREATE : 0));
        m_sqlite->exec("PRAGMA journal_mode = WAL");
        m_sqlite->exec("PRAGMA synchronous = FULL");
    }
    if (verdict != "ok")
        throw Error("The project " + m_file.string() + " is damaged; restore it from a backup.", verdict);
}

void Database::rethrow(const SQLite::Exception& e, const char* verb) const {
    const std::string start = "The project " + m_file.string() + " cannot be " + verb + ": ";
    std::string reason;
    switch (e.getErrorCode() & 0xff) {
    case SQLITE_FULL:
        reason = "the disk is full. Free some space and try again; what was saved before is intact.";
        break;
    case SQLITE_IOERR:
        reason = "the disk refused the data (full, over quota or failing). What was saved before is intact.";
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        reason = "the file or its folder is read-only.";
        break;
    case SQLITE_CANTOPEN:
        reason = "the file or its folder does not allow it; check the permissions.";
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        reason = "another program is using it. Close that program and try again.";
        break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        reason = "the file is damaged; restore it from a backup.";
        break;
    case SQLITE_NOMEM:
        reason = "there is not enough memory.";
        break;
    default:
        reason = "it does not have the tables of a KLAS Explorer project; restore it from a backup.";
        break;
    }
    throw Error(start + reason, e.what());
}

Json jsonColumn(SQLite::Statement& row, int column) {
    return parseJson(row.getColumn(column).getString(), "Project file");
}

std::string jsonText(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace klas::store
