// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace klas::engine::pickle {

/// Number types of storages.
enum class Number : std::uint8_t { None, F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool, Unsupported };

/// Bytes of one number; 0 for None and Unsupported.
int bytesOf(Number number);

/// What a name in a pickle means to us.
enum class Role : std::uint8_t {
    OrderedDict,             ///< a dict, from nothing or from pairs
    Tuple,                   ///< torch.Size
    RebuildTensor,           ///< (storage, offset, sizes, strides, ...) -> tensor
    RebuildParameter,        ///< (tensor, ...) -> the tensor
    RebuildFromType,         ///< (function, type, arguments, state) -> function(*arguments)
    Storage,                 ///< a storage's type
    Inert,                   ///< a known carrier of data outside the weights; kept as data, nothing of it is run
};

struct Global {
    std::string_view module, name;
    Role role;
    Number number = Number::None; ///< of a Storage
    std::string fullName() const { return std::string(module) + "." + std::string(name); }
};

/// The entry of the allow-list; nullptr for everything else, which must then be refused.
const Global* findGlobal(std::string_view module, std::string_view name);

} // namespace klas::engine::pickle
