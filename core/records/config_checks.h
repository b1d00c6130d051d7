// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>
#include <vector>

/// What the configurations of all families check with.
namespace klas::config {

/// Throws Error "Architecture NAME: FIELD is V but must be between LOW and HIGH."
void requireRange(const std::string& name, const char* field, double value, double low, double high);
/// Throws Error unless there are `count` values, each in the range.
void requireList(const std::string& name, const char* field, const std::vector<int>& values, size_t count, int low, int high);
/// Throws Error "Architecture NAME: PROBLEM".
[[noreturn]] void refuse(const std::string& name, const std::string& problem);
/// The fields that all families have: 1..4096 pixels, 1..64 channels, 2..100000 classes.
void requireImages(const std::string& name, int imageSize, int inChannels, int classes);
/// Refuses networks no machine here could hold: more than 4e9 parameters.
void requireParameters(const std::string& name, double parameters);
/// A field that would change the network must not be passed over in silence: absent, or exactly `only`.
void requireOnly(const Json& json, const char* field, const Json& only, const std::string& what);

} // namespace klas::config
