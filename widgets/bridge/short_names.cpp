// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/short_names.h"

namespace klas::ui {

ShortNames::ShortNames(const std::vector<std::string>& names) {
    if (names.size() < 2) return;
    QString common = QString::fromStdString(names.front());
    for (const std::string& name : names)
        while (!QString::fromStdString(name).startsWith(common))
            common.chop(1);
    for (qsizetype length = common.size(); length > 0; --length) {
        if (!QStringLiteral("_-./ ").contains(common[length - 1])) continue;
        m_prefix = common.left(length);
        return;
    }
}

QString ShortNames::operator()(const std::string& name) const {
    const QString whole = QString::fromStdString(name);
    return whole.startsWith(m_prefix) && whole.size() > m_prefix.size() ? whole.mid(m_prefix.size()) : whole;
}

} // namespace klas::ui
