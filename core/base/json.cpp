// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

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

} // namespace

Json parseJson(std::string_view text, const std::string& what)
{
    if (tooDeep(text)) throw Error(what + ": the JSON is nested too deeply.");
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::exception& e) {
        throw Error(what + ": this is not valid JSON.", e.what());
    }
}

} // namespace klas
