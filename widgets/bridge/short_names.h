// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>
#include <vector>

namespace klas::ui {

/// Names without the start that all of them share, for tables and lists; the full name belongs in a tooltip.
///
///     const ShortNames names({"fashion_vit_tiny", "fashion_vit_base"});
///     names("fashion_vit_tiny");                    // "tiny"
///
/// The cut is made only after '_', '-', '.', '/' or a space, so that no word is broken; one name alone stays
/// whole.
class ShortNames {
public:
    ShortNames() = default;
    explicit ShortNames(const std::vector<std::string>& names);

    QString operator()(const std::string& name) const;
    const QString& prefix() const { return m_prefix; }

private:
    QString m_prefix;
};

} // namespace klas::ui
