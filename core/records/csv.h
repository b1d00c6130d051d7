// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace klas {

/// Builds RFC 4180 text row by row: CRLF line ends, quotes where needed, numbers independent of any locale.
///
///     CsvWriter csv;
///     csv.row("source", "flops");
///     csv.row(name, 1234);
///     writeFileAtomically(path, csv.text());
class CsvWriter {
public:
    template <typename... Fields>
    void row(const Fields&... fields) {
        bool first = true;
        ((first ? void(first = false) : void(m_text += ','), add(fields)), ...);
        m_text += "\r\n";
    }
    const std::string& text() const { return m_text; }

private:
    template <typename T>
    void add(const T& field) {
        if constexpr (std::is_same_v<T, bool>) {
            m_text += field ? "true" : "false";
        } else if constexpr (std::is_arithmetic_v<T>) {
            if constexpr (std::is_floating_point_v<T>)
                if (!std::isfinite(field)) return;
            char digits[32];
            m_text.append(digits, std::to_chars(digits, digits + sizeof digits, field).ptr);
        } else {
            addText(field);
        }
    }
    template <typename T>
    void add(const std::optional<T>& field) {
        if (field) add(*field);
    }
    void addText(std::string_view field);

    std::string m_text;
};

} // namespace klas
