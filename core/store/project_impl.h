// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/database.h"
#include "core/store/project.h"
#include "core/store/writer_lock.h"

namespace klas {

/// The lock of a project's writer, in the project's folder.
inline fs::path lockIn(const fs::path& folder) {
    return folder / "lock";
}

/// What the parts of Project share: project.cpp (its results), project_jobs.cpp (its queue).
struct Project::Impl {
    fs::path file;
    Access access = Access::ReadOnly;
    std::unique_ptr<store::WriterLock> writer; ///< outlives the database: its last act is still ours
    std::unique_ptr<store::Database> database;

    template <typename F>
    auto read(F&& body) {
        return database->read([&] { return body(database->sqlite()); });
    }
    template <typename F>
    auto write(F&& body) {
        if (access != Access::ReadWrite)
            throw Error("The project " + file.string() +
                        " was opened for reading only; nothing can be changed.");
        return database->write([&] { return body(database->sqlite()); });
    }
};

} // namespace klas
