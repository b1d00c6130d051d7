// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/name_hash.h"

#include "core/base/error.h"

#include <algorithm>

namespace klas::engine {

namespace {

/// Years 1990 to 2099.
bool isDate(const std::string& digits) {
    if (digits.size() != 8 || !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
    const int year = std::stoi(digits.substr(0, 4)), month = std::stoi(digits.substr(4, 2)), day = std::stoi(digits.substr(6));
    return year >= 1990 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

} // namespace

std::string hashInName(const fs::path& file) {
    const std::string stem = file.stem().string();
    const size_t hyphen = stem.rfind('-');
    if (hyphen == std::string::npos || !file.has_extension()) return {};
    const std::string digits = stem.substr(hyphen + 1);
    const bool hexadecimal = std::all_of(digits.begin(), digits.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    return hexadecimal && digits.size() >= 8 && digits.size() <= 64 && !isDate(digits) ? digits : std::string();
}

void checkNameHash(const fs::path& file, const std::string& sha256) {
    const std::string promised = hashInName(file);
    if (promised.empty() || sha256.starts_with(promised)) return;
    throw Error("The name of " + file.string() + " promises a SHA-256 that begins with " + promised + ", but the file has " + sha256 +
                "; it was damaged on the way or changed since: fetch it again, or rename it if you changed it yourself.");
}

} // namespace klas::engine
