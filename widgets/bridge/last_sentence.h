// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <string>

namespace klas::ui {

/// The last line of what `klas` or `klas-explorer` says on stderr when it fails, without its name: the sentence for the user.
inline std::string lastSentence(const QByteArray& text) {
    const QByteArray trimmed = text.trimmed();
    QByteArray line = trimmed.mid(trimmed.lastIndexOf('\n') + 1);
    for (const char* name : {"klas: ", "klas-explorer: "})
        if (line.startsWith(name)) line = line.mid(qstrlen(name));
    return line.toStdString();
}

} // namespace klas::ui
