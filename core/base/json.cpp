// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <algorithm>

namespace klas {

namespace {

/// Nesting deeper than this is refused before parsing: the parser's result is destroyed recursively.
constexpr int kMaxDepth = 64;

bool tooDeep(std::string_view text)
{
    int depth = 0;
    bool inString = false;
    for (size_t k = 0; k < text.size(); ++k) {
        const char c = text[k];
        if (inString) {
            if (c == '\\') ++k;
            else if (c == '"') inString = false;
        } else if (c == '"') inString = true;
        else if (c == '{' || c == '[') {
            if (++depth > kMaxDepth) return true;
        } else if (c == '}' || c == ']') --depth;
    }
    return false;
}

/// " at line 3, column 5 (unexpected '}')". `byte`: of the character that was read last, from 1. The parser
/// also quotes what it read, which may be no text at all: that is left out.
std::string placeOf(std::string_view text, size_t byte, std::string reason) {
    const std::string_view before = text.substr(0, byte > 0 ? byte - 1 : 0);
    const size_t line = size_t(std::count(before.begin(), before.end(), '\n')), start = before.rfind('\n');
    const size_t column = start == std::string_view::npos ? before.size() : before.size() - start - 1;
    std::string place = " at line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1);
    if (const size_t begin = reason.find(" - "); begin != std::string::npos)
        reason.erase(0, begin + 3);
    else
        return place;
    if (const size_t quote = reason.find("; last read"); quote != std::string::npos) reason.erase(quote);
    return place + " (" + reason + ")";
}

} // namespace

std::string shownInSentence(const Json& value) {
    constexpr size_t kShown = 40;
    const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace); // ASCII: cut anywhere
    return text.size() > kShown ? text.substr(0, kShown) + "…" : text;
}

Json parseJson(std::string_view text, const std::string& what)
{
    if (tooDeep(text)) throw Error(what + ": the JSON is nested too deeply.");
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::parse_error& e) {
        throw Error(what + ": this is not valid JSON" + placeOf(text, e.byte, e.what()) + ".", e.what());
    } catch (const nlohmann::json::exception& e) {
        throw Error(what + ": this is not valid JSON.", e.what());
    }
}

} // namespace klas
