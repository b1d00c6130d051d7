// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/checkpoints/pickle_state.h"
#include "core/engine/checkpoints/pth.h"
#include "core/engine/checkpoints/unpickler.h"

#include <unordered_map>

namespace klas::engine {

namespace {

using pickle::Kind;
using pickle::Value;

/// Protocol 2, then the number 0x1950a86a20f9469cfc6c.
constexpr std::string_view kMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
constexpr std::int64_t kVersion = 1001;

/// Width of each storage's numbers, from the tensors that use it: the file gives counts of numbers only.
std::unordered_map<std::string, int> widths(const pickle::Pickle& pickle, const std::string& what) {
    std::unordered_map<std::string, int> all;
    for (const pickle::Node& node : pickle.nodes) {
        if (!node.global || node.global->role != pickle::Role::Storage || node.items.size() != 4 ||
            !node.items[0].is(Kind::Text))
            continue;
        const std::string key(node.items[0].string());
        int width = pickle::bytesOf(node.global->number);
        if (node.global->number == pickle::Number::Unsupported) width = node.global->name.starts_with("Complex") ? 8 : 1;
        if (node.global->name == "ComplexDoubleStorage") width = 16;
        if (node.global->name == "QInt32Storage") width = 4;
        const auto [known, isNew] = all.emplace(key, width);
        if (!isNew && known->second != width) throw Error(what + ": two tensors disagree on the type of storage " + key + ".");
    }
    return all;
}

} // namespace

bool looksLikeLegacyPth(std::string_view bytes) {
    return bytes.starts_with(kMagic);
}

RawCheckpoint readLegacyPth(const fs::path& path, const std::shared_ptr<Mapping>& mapping, WeightsKind kind) {
    const std::string what = "Cannot read " + path.string();
    const std::string_view bytes = mapping->bytes();
    const auto version = pickle::unpickle(bytes, kMagic.size(), what);
    if (!version.root.is(Kind::Int) || version.root.integer != kVersion)
        throw Error(what + ": its format has an unknown version; save the weights again with a current torch.");
    const auto machine = pickle::unpickle(bytes, version.end, what);
    const auto object = pickle::unpickle(bytes, machine.end, what);
    const auto keys = pickle::unpickle(bytes, object.end, what);
    if (!keys.root.is(Kind::List)) throw Error(what + ": the list of its storages is damaged; fetch the file again.");

    const auto width = widths(object, what);
    std::unordered_map<std::string, std::string_view> storages;
    size_t at = keys.end;
    for (const Value& key : keys.root.node->items) {
        const std::string name(key.is(Kind::Text) ? key.string() : "");
        const auto known = width.find(name);
        if (known == width.end()) throw Error(what + ": it lists a storage that no tensor has; the file is damaged, fetch it again.");
        if (bytes.size() - at < 8) throw Error(what + ": it ends before storage " + name + "; it was cut off, fetch it again.");
        std::uint64_t count = 0;
        for (size_t k = 8; k-- > 0;)
            count = count << 8 | static_cast<unsigned char>(bytes[at + k]);
        at += 8;
        if (count > (bytes.size() - at) / static_cast<size_t>(known->second))
            throw Error(what + ": storage " + name + " claims " + std::to_string(count) + " numbers but " +
                        std::to_string(bytes.size() - at) + " bytes remain; it was cut off, fetch it again.");
        const size_t size = count * static_cast<size_t>(known->second);
        if (!storages.emplace(name, bytes.substr(at, size)).second) throw Error(what + ": storage " + name + " is there twice.");
        at += size;
    }

    PthTensors tensors(
        mapping,
        [&](std::string_view key) {
            const auto found = storages.find(std::string(key));
            return found == storages.end() ? std::string_view() : found->second;
        },
        false, what);
    RawCheckpoint raw = stateOf(object, tensors, kind, what);
    raw.format = "PyTorch before 1.6 (legacy)";
    raw.files = {path};
    return raw;
}

} // namespace klas::engine
