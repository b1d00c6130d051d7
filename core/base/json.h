// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace klas {

/// JSON that keeps the order of its fields, so that what we write reads as we meant it.
using Json = nlohmann::ordered_json;

/// Parses text from outside. `what` names its origin in the message, "project.json", which says line and
/// column of what is wrong. Throws Error.
Json parseJson(std::string_view text, const std::string& what);

/// Whether T holds this number exactly: nlohmann would make the int 48 of 48.7, of 4294967344 and of true a 1.
template <typename T>
bool isWholeNumber(const Json& value)
{
    if (value.is_number_unsigned()) return std::in_range<T>(value.get<std::uint64_t>());
    if (value.is_number_integer()) return std::in_range<T>(value.get<std::int64_t>());
    if (!value.is_number_float()) return false;
    const double d = value.get<double>();
    constexpr double exact = 9007199254740992.0; // 2^53
    return d == std::floor(d) && std::abs(d) <= exact && std::in_range<T>(static_cast<std::int64_t>(d));
}

template <typename T>
constexpr bool isInteger = std::is_integral_v<T> && !std::is_same_v<T, bool>;

/// A value as a sentence shows it: its text, cut where that is long.
std::string shownInSentence(const Json& value);

/// What a field of type T holds, for a sentence: "a whole number", "a list of texts".
template <typename T>
std::string kindOfField(bool many = false) {
    const auto name = [many](const char* one, const char* several) {
        return std::string(many ? several : one);
    };
    if constexpr (std::is_same_v<T, bool>)
        return name("true or false", "true or false");
    else if constexpr (std::is_integral_v<T>)
        return name("a whole number", "whole numbers");
    else if constexpr (std::is_floating_point_v<T>)
        return name("a number", "numbers");
    else if constexpr (std::is_convertible_v<T, std::string>)
        return name("text", "texts");
    else if constexpr (requires { typename T::value_type; })
        return name("a list of ", "lists of ") + kindOfField<typename T::value_type>(true);
    else
        return name("something else", "something else");
}

/// Throws Error for a number that the integers of T, one or a list of them, cannot hold.
template <typename T>
void requireHeld(const Json& value, const char* name, const std::string& what)
{
    if constexpr (isInteger<T>) {
        if ((value.is_number() || value.is_boolean()) && !isWholeNumber<T>(value))
            throw Error(what + ": the field \"" + name + "\" must be a whole number from " +
                        std::to_string(std::numeric_limits<T>::min()) + " to " +
                        std::to_string(std::numeric_limits<T>::max()) + ", not " + shownInSentence(value) +
                        ".");
    } else if constexpr (requires { typename T::value_type; }) {
        if constexpr (isInteger<typename T::value_type> && !std::is_same_v<T, std::string>)
            for (const Json& element : value)
                requireHeld<typename T::value_type>(element, name, what);
    }
}

/// Field `name` of `object` as T. Throws Error "<what>: the field "name" is missing / has the wrong type: it
/// must be …, not …".
template <typename T>
T requiredField(const Json& object, const char* name, const std::string& what)
{
    if (!object.is_object() || !object.contains(name))
        throw Error(what + ": the field \"" + name + "\" is missing.");
    requireHeld<T>(object.at(name), name, what);
    try {
        return object.at(name).get<T>();
    } catch (const nlohmann::json::exception& e) {
        throw Error(what + ": the field \"" + name + "\" has the wrong type: it must be " + kindOfField<T>() +
                        ", not " + shownInSentence(object.at(name)) + ".",
                    e.what());
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
