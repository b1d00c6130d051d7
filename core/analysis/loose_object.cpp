// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/loose_object.h"

#include <algorithm>
#include <cctype>

namespace klas {

namespace {

bool isWordCharacter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '+' || c == '-';
}

/// Where the text that starts with a quote at `begin` ends: the closing quote, or the line's length.
size_t endOfText(std::string_view line, size_t begin) {
    for (size_t k = begin + 1; k < line.size(); ++k) {
        if (line[k] == '\\')
            ++k;
        else if (line[k] == line[begin])
            return k;
    }
    return line.size();
}

/// A Python string as a JSON one.
void addText(std::string& json, std::string_view inside) {
    json += '"';
    for (size_t k = 0; k < inside.size(); ++k) {
        if (inside[k] == '\\' && k + 1 < inside.size() && inside[k + 1] == '\'')
            continue; // JSON knows no \'
        if (inside[k] == '\\' && k + 1 < inside.size())
            json += inside[k++];
        else if (inside[k] == '"')
            json += '\\';
        json += inside[k];
    }
    json += '"';
}

/// Names outside text in JSON's spelling.
std::string wordInJson(std::string_view word) {
    if (word == "None") return "null";
    if (word == "True") return "true";
    if (word == "False") return "false";
    std::string plain(word);
    std::transform(plain.begin(), plain.end(), plain.begin(), [](unsigned char c) { return std::tolower(c); });
    if (!plain.empty() && (plain[0] == '-' || plain[0] == '+')) plain.erase(0, 1);
    if (plain == "nan" || plain == "inf" || plain == "infinity")
        throw Error("it holds " + std::string(word) + ", which is no number");
    return std::string(word);
}

std::string inJson(std::string_view line) {
    std::string json;
    for (size_t k = 0; k < line.size(); ++k) {
        if (line[k] == '"' || line[k] == '\'') {
            const size_t end = endOfText(line, k);
            addText(json, line.substr(k + 1, end - k - 1));
            k = end;
        } else if (isWordCharacter(line[k])) {
            const size_t begin = k;
            while (k + 1 < line.size() && isWordCharacter(line[k + 1]))
                ++k;
            json += wordInJson(line.substr(begin, k + 1 - begin));
        } else {
            json += line[k];
        }
    }
    return json;
}

Json parseEither(std::string_view line) {
    try {
        return parseJson(line, "it");
    } catch (const Error&) {
    }
    const std::string json = inJson(line);
    try {
        return parseJson(json, "it");
    } catch (const Error&) {
        throw Error("it is not one JSON object");
    }
}

} // namespace

bool isCutOff(std::string_view line) {
    const size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] != '{') return false;
    long depth = 0;
    for (size_t k = first; k < line.size(); ++k) {
        const char c = line[k];
        if (c == '"' || c == '\'') {
            k = endOfText(line, k);
            if (k == line.size()) return true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth <= 0) {
            return false;
        }
    }
    return true;
}

Json parseLooseObject(std::string_view line) {
    if (isCutOff(line)) throw Error("it is cut off");
    Json json = parseEither(line);
    if (!json.is_object()) throw Error("it is not one JSON object");
    return json;
}

} // namespace klas
