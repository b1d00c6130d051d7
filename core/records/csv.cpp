// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/csv.h"

namespace klas {

void CsvWriter::addText(std::string_view field) {
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
        m_text += field;
        return;
    }
    m_text += '"';
    for (const char c : field) {
        if (c == '"') m_text += '"';
        m_text += c;
    }
    m_text += '"';
}

} // namespace klas
