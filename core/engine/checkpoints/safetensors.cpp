// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/safetensors.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/checkpoints/mapping.h"

#include <algorithm>
#include <cstring>
#include <ostream>

namespace klas::engine {

namespace {

constexpr std::uint64_t kMaxHeader = 100u << 20; ///< the format's own limit
constexpr size_t kMaxDimensions = 16;

struct TypeName {
    const char* name;
    torch::ScalarType type;
};
constexpr TypeName kTypes[] = {{"F64", torch::kFloat64},   {"F32", torch::kFloat32}, {"F16", torch::kFloat16},
                               {"BF16", torch::kBFloat16}, {"I64", torch::kInt64},   {"I32", torch::kInt32},
                               {"I16", torch::kInt16},     {"I8", torch::kInt8},     {"U8", torch::kUInt8},
                               {"BOOL", torch::kBool}};

struct Entry {
    std::string name;
    torch::ScalarType type{};
    std::vector<int64_t> shape;
    std::uint64_t begin = 0, end = 0;
};

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw Error("Cannot read " + path.string() + " as safetensors: " + why + ".");
}

Entry parseEntry(const fs::path& path, const std::string& name, const Json& json, std::uint64_t dataSize) {
    const std::string what = "tensor " + name + " of " + path.string();
    Entry entry;
    entry.name = name;
    const auto typeName = requiredField<std::string>(json, "dtype", what);
    const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                    [&](const TypeName& t) { return typeName == t.name; });
    if (type == std::end(kTypes))
        refuse(path, "tensor " + name + " has the unknown type " + typeName.substr(0, 20));
    entry.type = type->type;
    const auto shape = requiredField<Json>(json, "shape", what);
    if (!shape.is_array() || shape.size() > kMaxDimensions)
        refuse(path, "tensor " + name + " has no proper shape");
    std::uint64_t bytes = c10::elementSize(entry.type);
    bool empty = false;
    for (const Json& size : shape) {
        if (!size.is_number_unsigned()) refuse(path, "tensor " + name + " has no proper shape");
        const auto n = size.get<std::uint64_t>();
        empty = empty || n == 0;
        // An empty tensor still has strides, the product of its other sizes.
        if (n > 0 && bytes > INT64_MAX / n) refuse(path, "tensor " + name + " claims an impossible size");
        bytes *= std::max<std::uint64_t>(n, 1);
        entry.shape.push_back(static_cast<int64_t>(n));
    }
    if (empty) bytes = 0;
    const auto offsets = requiredField<Json>(json, "data_offsets", what);
    if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
        !offsets[1].is_number_unsigned())
        refuse(path, "tensor " + name + " has no proper data_offsets");
    entry.begin = offsets[0].get<std::uint64_t>();
    entry.end = offsets[1].get<std::uint64_t>();
    if (entry.begin > entry.end || entry.end > dataSize)
        refuse(path, "tensor " + name +
                         " lies outside the file; it was probably cut off on the way, fetch it again");
    if (entry.end - entry.begin != bytes)
        refuse(path, "tensor " + name + " needs " + std::to_string(bytes) +
                         " bytes but its offsets give it " + std::to_string(entry.end - entry.begin));
    return entry;
}

} // namespace

SafeTensors::SafeTensors(const fs::path& path)
    : m_path(path) {
    const auto mapping = std::make_shared<Mapping>(path);
    if (mapping->size() < 8) refuse(path, "it has only " + std::to_string(mapping->size()) + " bytes");
    std::uint64_t headerSize = 0;
    for (int k = 7; k >= 0; --k)
        headerSize = headerSize << 8 | static_cast<unsigned char>(mapping->data()[k]);
    if (headerSize > kMaxHeader || headerSize > mapping->size() - 8)
        refuse(path, "its header claims " + std::to_string(headerSize) + " bytes but the file has " +
                         std::to_string(mapping->size()) + "; it is damaged or no safetensors file");
    const Json header = parseJson({mapping->data() + 8, headerSize}, "The header of " + path.string());
    if (!header.is_object()) refuse(path, "its header is not a JSON object");
    const std::uint64_t dataSize = mapping->size() - 8 - headerSize;

    std::vector<Entry> entries;
    for (const auto& [name, json] : header.items()) {
        if (name == "__metadata__") {
            if (!json.is_object()) refuse(path, "its metadata is not a JSON object");
            for (const auto& [key, value] : json.items()) {
                if (!value.is_string()) refuse(path, "its metadata holds something else than text");
                m_metadata[key] = value.get<std::string>();
            }
            continue;
        }
        entries.push_back(parseEntry(path, name, json, dataSize));
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
    std::uint64_t covered = 0;
    for (const Entry& entry : entries) {
        if (entry.begin < covered) refuse(path, "tensor " + entry.name + " overlaps another one");
        if (entry.begin > covered) refuse(path, "there is a gap before tensor " + entry.name);
        covered = entry.end;
    }
    if (covered != dataSize)
        refuse(path, std::to_string(dataSize - covered) + " bytes at its end belong to no tensor; fetch it again");

    char* data = mapping->data() + 8 + headerSize;
    for (const Entry& entry : entries) {
        const auto options = torch::TensorOptions().dtype(entry.type);
        torch::Tensor tensor;
        if (entry.begin == entry.end)
            tensor = torch::empty(entry.shape, options);
        else if (reinterpret_cast<std::uintptr_t>(data + entry.begin) % c10::elementSize(entry.type) == 0)
            tensor = torch::from_blob(
                data + entry.begin, entry.shape, [mapping](void*) {}, options);
        else { // the format does not promise alignment; such a tensor is copied
            tensor = torch::empty(entry.shape, options);
            std::memcpy(tensor.data_ptr(), data + entry.begin, entry.end - entry.begin);
        }
        m_names.push_back(entry.name);
        m_tensors[entry.name] = std::move(tensor);
    }
}

torch::Tensor SafeTensors::tensor(const std::string& name) const {
    const auto found = m_tensors.find(name);
    if (found != m_tensors.end()) return found->second;
    std::string known;
    for (size_t k = 0; k < std::min<size_t>(m_names.size(), 8); ++k)
        known += (k ? ", " : "") + m_names[k];
    throw Error(m_path.string() + " holds no tensor \"" + name + "\"; it holds " +
                (known.empty() ? "none" : known + (m_names.size() > 8 ? ", ..." : "")) + ".");
}

void writeSafeTensors(const fs::path& path, const NamedTensors& tensors,
                      const std::map<std::string, std::string>& metadata) {
    const torch::NoGradGuard noGrad;
    Json header = Json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    // Widest types first keeps every tensor aligned; stable, so otherwise in the order given.
    NamedTensors ordered = tensors;
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
        return a.second.element_size() > b.second.element_size();
    });
    for (const auto& [name, tensor] : ordered) {
        const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                        [t = tensor.scalar_type()](const TypeName& known) { return known.type == t; });
        if (type == std::end(kTypes))
            throw Error("Cannot write tensor " + name + ": its type has no safetensors name.");
        if (header.contains(name))
            throw Error("Cannot write two tensors named " + name + " into " + path.string() + ".");
        const std::uint64_t bytes = tensor.numel() * tensor.element_size();
        header[name] = {{"dtype", type->name},
                        {"shape", tensor.sizes().vec()},
                        {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
    }
    std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace); // a path may be no UTF-8
    text.append((8 - text.size() % 8) % 8, ' ');
    writeFileAtomically(path, [&](std::ostream& out) {
        char size[8];
        for (int k = 0; k < 8; ++k)
            size[k] = static_cast<char>(static_cast<std::uint64_t>(text.size()) >> (8 * k));
        out.write(size, 8);
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        for (const auto& item : ordered) {
            const auto flat = item.second.detach().to(torch::kCPU).contiguous();
            out.write(static_cast<const char*>(flat.data_ptr()), static_cast<std::streamsize>(flat.nbytes()));
        }
    });
}

} // namespace klas::engine
