// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace klas {

/// JSON that keeps the order of its fields, so that what we write reads as we meant it.
using Json = nlohmann::ordered_json;

/// Parses text from outside. `what` names its origin in the message, "project.json". Throws Error.
Json parseJson(std::string_view text, const std::string& what);

/// Field `name` of `object` as T. Throws Error "<what>: the field "name" is missing / has the wrong type".
template <typename T>
T requiredField(const Json& object, const char* name, const std::string& what)
{
    if (!object.is_object() || !object.contains(name))
        throw Error(what + ": the field \"" + name + "\" is missing.");
    try {
        return object.at(name).get<T>();
    } catch (const nlohmann::json::exception& e) {
        throw Error(what + ": the field \"" + name + "\" has the wrong type.", e.what());
    }
}

/// The same, with a value to use when the field is absent or null.
template <typename T>
T optionalField(const Json& object, const char* name, T fallback, const std::string& what)
{
    if (!object.is_object() || !object.contains(name) || object.at(name).is_null()) return fallback;
    return requiredField<T>(object, name, what);
}

/// nullopt <-> null.
template <typename T>
Json jsonOrNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json(nullptr);
}
template <typename T>
std::optional<T> optionalFromJson(const Json& object, const char* name, const std::string& what)
{
    if (!object.is_object() || !object.contains(name) || object.at(name).is_null()) return std::nullopt;
    return requiredField<T>(object, name, what);
}

} // namespace klas
