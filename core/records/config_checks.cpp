// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/config_checks.h"

namespace klas::config {

namespace {

std::string number(double value) {
    std::string text = Json(value).dump();
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

} // namespace

void refuse(const std::string& name, const std::string& problem) {
    throw Error("Architecture " + (name.empty() ? std::string("(unnamed)") : name) + ": " + problem);
}

void requireRange(const std::string& name, const char* field, double value, double low, double high) {
    if (value >= low && value <= high) return;
    refuse(name, std::string(field) + " is " + number(value) + " but must be between " + number(low) + " and " +
                     number(high) + ".");
}

void requireList(const std::string& name, const char* field, const std::vector<int>& values, size_t count, int low,
                 int high) {
    if (values.size() != count)
        refuse(name, std::string(field) + " has " + std::to_string(values.size()) + " values but needs " +
                         std::to_string(count) + ", one for each stage.");
    for (const int value : values)
        requireRange(name, field, value, low, high);
}

void requireImages(const std::string& name, int imageSize, int inChannels, int classes) {
    requireRange(name, "img", imageSize, 1, 4096);
    requireRange(name, "in_chans", inChannels, 1, 64);
    requireRange(name, "num_classes", classes, 2, 100000);
}

void requireParameters(const std::string& name, double parameters) {
    if (parameters > 4e9) refuse(name, "this network would be too large (more than 4e9 parameters).");
}

void requireOnly(const Json& json, const char* field, const Json& only, const std::string& what) {
    if (!json.is_object() || !json.contains(field) || json.at(field) == only) return;
    throw Error(what + ": \"" + field + "\" is " +
                json.at(field).dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 40) + "; only " +
                only.dump() + " is known.");
}

} // namespace klas::config
