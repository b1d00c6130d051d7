// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <string>

namespace klas::ui {

/// The last line of what `klas` says on stderr when it fails, without its name: the sentence for the user.
inline std::string lastSentence(const QByteArray& text) {
    const QByteArray trimmed = text.trimmed();
    QByteArray line = trimmed.mid(trimmed.lastIndexOf('\n') + 1);
    if (line.startsWith("klas: ")) line = line.mid(6);
    return line.toStdString();
}

} // namespace klas::ui
