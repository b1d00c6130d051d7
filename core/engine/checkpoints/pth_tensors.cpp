// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/pth_tensors.h"

#include "core/base/error.h"

#include <algorithm>
#include <cstring>

namespace klas::engine {

using pickle::Kind;
using pickle::Number;

namespace {

constexpr size_t kMaxDimensions = 16;

torch::ScalarType scalarType(Number number) {
    switch (number) {
    case Number::F64: return torch::kFloat64;
    case Number::F32: return torch::kFloat32;
    case Number::F16: return torch::kFloat16;
    case Number::BF16: return torch::kBFloat16;
    case Number::I64: return torch::kInt64;
    case Number::I32: return torch::kInt32;
    case Number::I16: return torch::kInt16;
    case Number::I8: return torch::kInt8;
    case Number::Bool: return torch::kBool;
    case Number::U8:
    case Number::None:
    case Number::Unsupported: break;
    }
    return torch::kUInt8;
}

/// Copies numbers of `width` bytes, turning each round.
void copyTurned(std::string_view from, char* to, int width) {
    const auto w = static_cast<size_t>(width);
    for (size_t k = 0; k + w <= from.size(); k += w)
        std::reverse_copy(from.data() + k, from.data() + k + w, to + k);
}

} // namespace

PthTensors::PthTensors(std::shared_ptr<Mapping> mapping, std::function<std::string_view(std::string_view)> bytesOf,
                       bool otherByteOrder, std::string what)
    : m_mapping(std::move(mapping))
    , m_bytesOf(std::move(bytesOf))
    , m_otherByteOrder(otherByteOrder)
    , m_what(std::move(what)) {}

void PthTensors::refuse(const std::string& name, const std::string& why) const {
    throw Error(m_what + ": tensor " + name + " " + why + ".");
}

/// The whole storage, flat: all the numbers its file's bytes hold.
torch::Tensor PthTensors::storage(const pickle::Node& node, Number number, const std::string& name) {
    const std::string key(node.items[0].string());
    const auto cached = m_storages.find({key, number});
    if (cached != m_storages.end()) return cached->second;
    const std::string_view bytes = m_bytesOf(key);
    if (!bytes.data()) refuse(name, "has no data in the file; it was cut off, fetch it again");
    const int width = pickle::bytesOf(number);
    const auto elements = static_cast<int64_t>(bytes.size() / static_cast<size_t>(width));
    const auto options = torch::TensorOptions().dtype(scalarType(number));
    torch::Tensor flat;
    const bool aligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % static_cast<size_t>(width) == 0;
    const bool turn = m_otherByteOrder && width > 1;
    if (elements == 0)
        flat = torch::empty({0}, options);
    else if (aligned && !turn)
        flat = torch::from_blob(
            const_cast<char*>(bytes.data()), {elements}, [mapping = m_mapping](void*) {}, options); // a private mapping
    else {
        flat = torch::empty({elements}, options);
        const auto whole = bytes.substr(0, static_cast<size_t>(elements) * static_cast<size_t>(width));
        if (turn)
            copyTurned(whole, static_cast<char*>(flat.data_ptr()), width);
        else
            std::memcpy(flat.data_ptr(), whole.data(), whole.size());
    }
    m_storages[{key, number}] = flat;
    return flat;
}

torch::Tensor PthTensors::tensor(const pickle::Value& value, const std::string& name) {
    const pickle::Node& node = *value.node;
    const pickle::Node& storageNode = *node.items[0].node;
    const Number number = node.global && node.global->number != Number::None ? node.global->number : storageNode.global->number;
    const auto width = static_cast<std::uint64_t>(pickle::bytesOf(number));
    if (width == 0) refuse(name, "has the type " + (node.global ? node.global : storageNode.global)->fullName() + ", which no network here uses");

    // An untyped storage seen as another type counts in bytes.
    const std::uint64_t storageWidth = static_cast<std::uint64_t>(pickle::bytesOf(storageNode.global->number));
    if (storageWidth == 0) refuse(name, "has the type " + storageNode.global->fullName() + ", which no network here uses");
    const auto fileSize = static_cast<std::uint64_t>(m_mapping->size());
    const auto viewOffset = static_cast<std::uint64_t>(storageNode.items[2].integer);
    const auto viewElements = static_cast<std::uint64_t>(storageNode.items[3].integer);
    if (viewOffset > fileSize || viewElements > fileSize)
        refuse(name, "claims a storage of " + std::to_string(viewElements) + " numbers in a file of " + std::to_string(fileSize) + " bytes");
    const auto flat = storage(storageNode, number, name);
    const auto held = static_cast<std::uint64_t>(flat.numel());
    if ((viewOffset + viewElements) * storageWidth > held * width + width - 1)
        refuse(name, "needs " + std::to_string((viewOffset + viewElements) * storageWidth) + " bytes of its storage but the file has " +
                         std::to_string(held * width) + "; it was cut off, fetch it again");

    const auto& sizeItems = node.items[2].node->items;
    const auto& strideItems = node.items[3].node->items;
    if (sizeItems.size() != strideItems.size() || sizeItems.size() > kMaxDimensions) refuse(name, "has no proper shape");
    std::vector<int64_t> sizes, strides;
    std::uint64_t numbers = 1, last = 0;
    bool empty = false, reachesOut = false;
    const std::uint64_t most = fileSize / width; // no tensor has more numbers than the file has room for, however it repeats them
    for (size_t k = 0; k < sizeItems.size(); ++k) {
        if (!sizeItems[k].is(Kind::Int) || !strideItems[k].is(Kind::Int) || sizeItems[k].integer < 0 || strideItems[k].integer < 0)
            refuse(name, "has no proper shape");
        const auto size = static_cast<std::uint64_t>(sizeItems[k].integer), stride = static_cast<std::uint64_t>(strideItems[k].integer);
        sizes.push_back(sizeItems[k].integer);
        strides.push_back(strideItems[k].integer);
        empty = empty || size == 0;
        if (size > 0 && numbers > std::max<std::uint64_t>(most, 1) / size) refuse(name, "claims more numbers than the file holds");
        numbers *= std::max<std::uint64_t>(size, 1);
        if (stride > 0 && size > 1) {
            reachesOut = reachesOut || size - 1 > held / stride;
            last += reachesOut ? 0 : (size - 1) * stride; // at most `held` in each of 16 dimensions
        }
    }
    if (node.items[1].integer < 0 || static_cast<std::uint64_t>(node.items[1].integer) > fileSize) refuse(name, "begins outside its storage");
    if (empty) return torch::empty(sizes, flat.options());
    const std::uint64_t begin = viewOffset * storageWidth / width + static_cast<std::uint64_t>(node.items[1].integer);
    const std::uint64_t end = viewOffset * storageWidth / width + viewElements * storageWidth / width;
    if (reachesOut || last >= held || begin + last >= std::min(end, held)) refuse(name, "reaches beyond its storage");
    return flat.as_strided(sizes, strides, static_cast<int64_t>(begin));
}

} // namespace klas::engine
