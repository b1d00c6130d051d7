// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/key_pattern.h"

#include <cctype>

namespace klas::engine {

std::optional<KeyMatch> matchKey(std::string_view pattern, std::string_view key) {
    KeyMatch match;
    size_t at = 0;
    for (const char c : pattern) {
        if (c == '*') {
            if (at >= key.size()) return std::nullopt;
            match.rest = key.substr(at);
            return match;
        }
        if (c == '#') {
            const size_t begin = at;
            int number = 0;
            while (at < key.size() && at - begin < 4 && std::isdigit(static_cast<unsigned char>(key[at])))
                number = 10 * number + (key[at++] - '0');
            if (at == begin) return std::nullopt;
            match.numbers.push_back(number);
        } else if (at >= key.size() || key[at++] != c)
            return std::nullopt;
    }
    return at == key.size() ? std::optional(match) : std::nullopt;
}

std::string fillKey(std::string_view pattern, const KeyMatch& match) {
    std::string text;
    size_t number = 0;
    for (const char c : pattern) {
        if (c == '#' && number < match.numbers.size()) text += std::to_string(match.numbers[number++]);
        else if (c == '*') text += match.rest;
        else text += c;
    }
    return text;
}

} // namespace klas::engine
