// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/result_lines.h"

#include <algorithm>
#include <charconv>

namespace klas {

namespace {

std::string_view trimmed(std::string_view text) {
    const size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string shown(const Json& value) {
    const std::string text =
        value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return text.size() > 40 ? text.substr(0, 40) + "..." : text;
}

/// The field, or null where it is absent or empty.
const Json& field(const Json& fields, const char* name) {
    static const Json null;
    const auto found = fields.find(name);
    if (found == fields.end() || (found->is_string() && trimmed(found->get_ref<const std::string&>()).empty())) return null;
    return *found;
}

/// The field as a finite number.
std::optional<double> number(const Json& fields, const char* name) {
    const Json& value = field(fields, name);
    if (value.is_null()) return std::nullopt;
    double result = 0;
    if (value.is_number()) {
        result = value.get<double>();
    } else if (value.is_string()) {
        std::string_view text = trimmed(value.get_ref<const std::string&>());
        if (text.front() == '+') text.remove_prefix(1);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
        if (error != std::errc() || end != text.data() + text.size())
            throw Error(std::string(name) + " is \"" + shown(value) + "\", which is no number");
    } else {
        throw Error(std::string(name) + " is " + shown(value) + ", which is no number");
    }
    if (!std::isfinite(result)) throw Error(std::string(name) + " is " + shown(value) + ", which is no number");
    return result;
}

std::optional<std::int64_t> wholeNumber(const Json& fields, const char* name, std::int64_t low) {
    const auto value = number(fields, name);
    if (!value) return std::nullopt;
    constexpr double most = 1e18; // fits
    if (*value != std::floor(*value) || *value < static_cast<double>(low) || *value > most)
        throw Error(std::string(name) + " is " + shown(field(fields, name)) + " but must be a whole number from " +
                    std::to_string(low) + " to 1e18");
    const Json& exact = field(fields, name);
    return exact.is_number_integer() ? exact.get<std::int64_t>() : static_cast<std::int64_t>(*value);
}

/// Accuracy 0..1 from a percentage or a share, whichever is there.
std::optional<double> accuracy(const Json& fields, const char* percent, const char* share) {
    const auto check = [&](const char* name, double most) {
        const auto value = number(fields, name);
        if (value && (*value < 0 || *value > most))
            throw Error(std::string(name) + " is " + shown(field(fields, name)) + " but must be from 0 to " +
                        std::to_string(static_cast<int>(most)));
        return value;
    };
    if (const auto value = check(percent, 100)) return *value / 100;
    return check(share, 1);
}

std::string text(const Json& fields, const char* name) {
    const Json& value = field(fields, name);
    return value.is_string() ? value.get<std::string>().substr(0, 200) : std::string();
}

std::string labelOf(const Json& fields, bool anchor) {
    const std::string source = text(fields, "source"), target = text(fields, "target");
    if (const std::string label = text(fields, "label"); !label.empty() || source.empty()) return label;
    const auto i = wholeNumber(fields, "i", 0), j = wholeNumber(fields, "j", 0);
    if (anchor || target.empty() || !i || !j) return source;
    return source + ":" + std::to_string(*i) + "/" + target + ":" + std::to_string(*j);
}

bool isAnchor(const Json& fields) {
    const Json& value = field(fields, "anchor");
    return text(fields, "kind") == "anchor" || value == Json(true) || value == Json("true");
}

} // namespace

std::vector<TextLine> textLines(std::string_view text, const std::string& what) {
    if (text.size() > kMaxResultFile)
        throw Error("Cannot read " + what + ": it has " + std::to_string(text.size()) + " bytes, more than the " +
                    std::to_string(kMaxResultFile) + " expected of such a file.");
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        throw Error("Cannot read " + what + ": it is UTF-16; save it as UTF-8.");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::vector<TextLine> lines;
    long number = 0;
    while (!text.empty()) {
        ++number;
        const size_t end = std::min(text.find_first_of("\r\n"), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        if (!line.empty()) lines.push_back({number, line});
        if (lines.size() > kMaxResultLines)
            throw Error("Cannot read " + what + ": it has more than " + std::to_string(kMaxResultLines) + " lines.");
        const bool windows = text.substr(end).starts_with("\r\n");
        text.remove_prefix(std::min(end + (windows ? 2 : 1), text.size()));
    }
    return lines;
}

TradeoffPoint pointFromFields(const Json& fields) {
    TradeoffPoint point;
    const auto flops = wholeNumber(fields, "flops", 1);
    if (!flops) throw Error("flops is missing");
    point.flops = *flops;
    point.id = wholeNumber(fields, field(fields, "cfg_id").is_null() ? "id" : "cfg_id", 0);
    point.params = wholeNumber(fields, "params", 0);
    point.top1 = accuracy(fields, "acc1", "top1");
    point.top5 = accuracy(fields, "acc5", "top5");
    if (!point.top1 && !point.top5) throw Error("it has neither acc1 nor acc5");
    point.anchor = isAnchor(fields);
    point.label = labelOf(fields, point.anchor);
    return point;
}

} // namespace klas
