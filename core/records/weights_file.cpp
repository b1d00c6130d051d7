// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/weights_file.h"

#include "core/base/error.h"
#include "core/base/json.h"

#include <set>

namespace klas {

namespace {

constexpr std::uintmax_t kMaxIndex = 64u << 20;
constexpr size_t kMaxShards = 10000;

bool isPlainName(const std::string& name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
}

} // namespace

fs::path weightsFileIn(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return path;
    for (const char* name : {"model.safetensors.index.json", "model.safetensors", "pytorch_model.bin.index.json", "pytorch_model.bin"})
        if (fs::exists(path / name, ignored)) return path / name;
    throw Error(path.string() +
                " is a folder, not a regular file, and holds no weights under a known name (model.safetensors, model.safetensors.index.json, pytorch_model.bin); name the "
                "weights file itself.");
}

bool isShardIndex(const fs::path& path) {
    return path.string().ends_with(".index.json");
}

std::map<std::string, std::string> readShardIndex(const fs::path& index) {
    const std::string what = "The index " + index.string();
    const Json json = parseJson(readTextFile(index, kMaxIndex), what);
    const auto map = requiredField<Json>(json, "weight_map", what);
    if (!map.is_object() || map.empty()) throw Error(what + ": its weight_map names no tensors.");
    std::map<std::string, std::string> files;
    for (const auto& [tensor, file] : map.items()) {
        const std::string name = file.is_string() ? file.get<std::string>() : "";
        if (!isPlainName(name))
            throw Error(what + ": its weight_map gives \"" + name.substr(0, 100) + "\" for " + tensor.substr(0, 100) +
                        ", which is no plain file name; an index may only name files beside it.");
        files[tensor] = name;
    }
    return files;
}

std::vector<fs::path> shardsOf(const fs::path& index) {
    std::set<std::string> names;
    for (const auto& [tensor, file] : readShardIndex(index))
        names.insert(file);
    if (names.size() > kMaxShards) throw Error("The index " + index.string() + " names more than " + std::to_string(kMaxShards) + " files.");
    std::vector<fs::path> shards;
    for (const std::string& name : names)
        shards.push_back(index.parent_path() / name);
    return shards;
}

std::string weightsSha256(const fs::path& path) {
    const fs::path file = weightsFileIn(path);
    if (!isShardIndex(file)) return sha256File(file);
    std::string list = sha256File(file) + "  " + file.filename().string() + "\n";
    for (const fs::path& shard : shardsOf(file))
        list += sha256File(shard) + "  " + shard.filename().string() + "\n";
    return sha256(list);
}

} // namespace klas
