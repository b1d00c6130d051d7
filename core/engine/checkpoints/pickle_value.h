// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace klas::engine::pickle {

enum class Kind : std::uint8_t { None, Bool, Int, Float, Text, Bytes, Tuple, List, Set, Dict, Class, Storage, Tensor, Object };

struct Global;
struct Node;

/// A value of a pickle, 16 bytes: numbers inside, texts as pieces of the pickle, the rest as nodes of their Pickle.
/// Nodes may refer to each other in cycles, so nobody walks a pickle without a bound.
struct Value {
    Kind kind = Kind::None;
    std::uint32_t length = 0; ///< of a text
    union {
        std::int64_t integer = 0;
        double real;
        const char* characters;
        Node* node;
        const Global* global; ///< of a Class
    };

    static Value boolean(bool value) { return number(value, Kind::Bool); }
    static Value number(std::int64_t value, Kind kind = Kind::Int) {
        Value v;
        v.kind = kind;
        v.integer = value;
        return v;
    }
    static Value floating(double value) {
        Value v;
        v.kind = Kind::Float;
        v.real = value;
        return v;
    }
    static Value text(std::string_view text, Kind kind = Kind::Text) {
        Value v;
        v.kind = kind;
        v.length = static_cast<std::uint32_t>(text.size());
        v.characters = text.data();
        return v;
    }
    static Value classOf(const Global* global) {
        Value v;
        v.kind = Kind::Class;
        v.global = global;
        return v;
    }

    bool is(Kind k) const { return kind == k; }
    bool isText(std::string_view wanted) const { return kind == Kind::Text && string() == wanted; }
    std::string_view string() const { return {characters, length}; } ///< of Text and Bytes
};

/// What does not fit a value:
///
///     Tuple, List, Set   items
///     Dict               items key, value, key, value, ...
///     Storage            global = its type, items key, number of elements, offset in elements, number of elements there
///     Tensor             items storage, offset, sizes, strides
///     Object             global = its class (a carrier of data, never run), items arguments and states
struct Node {
    const Global* global = nullptr;
    std::vector<Value> items;
};

/// An unpickled value with everything it refers to. The texts in it are pieces of the bytes it was read from.
struct Pickle {
    Value root;
    size_t end = 0; ///< where the bytes after it begin
    std::deque<Node> nodes;
};

/// The value under a text key of a dict; nullptr when there is none or `dict` is none. Of equal keys the last counts.
inline const Value* lookUp(const Value& dict, std::string_view key) {
    if (!dict.is(Kind::Dict)) return nullptr;
    const auto& items = dict.node->items;
    for (size_t k = items.size(); k >= 2; k -= 2)
        if (items[k - 2].isText(key)) return &items[k - 1];
    return nullptr;
}

} // namespace klas::engine::pickle
