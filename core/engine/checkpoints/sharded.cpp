// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/sharded.h"

#include "core/base/error.h"
#include "core/records/weights_file.h"

#include <unordered_map>

namespace klas::engine {

RawCheckpoint readSharded(const fs::path& index, const std::function<RawCheckpoint(const fs::path&)>& readFile) {
    RawCheckpoint all;
    all.files = {index};
    std::unordered_map<std::string, std::unordered_map<std::string, torch::Tensor>> found; // file -> tensor
    for (const fs::path& shard : shardsOf(index)) {
        std::error_code ignored;
        if (!fs::exists(shard, ignored))
            throw Error("Cannot read " + index.string() + ": its part " + shard.filename().string() + " is missing; fetch all parts into one folder.");
        RawCheckpoint part = readFile(shard);
        all.format = "sharded " + part.format;
        all.metadata.insert(part.metadata.begin(), part.metadata.end());
        all.notes.insert(all.notes.end(), part.notes.begin(), part.notes.end());
        all.wrapper = part.wrapper;
        all.averaged = part.averaged;
        auto& tensors = found[shard.filename().string()];
        for (auto& [name, tensor] : part.tensors)
            tensors[name] = std::move(tensor);
        all.files.push_back(shard);
    }
    for (const auto& [tensor, file] : readShardIndex(index)) {
        const auto& tensors = found[file];
        const auto place = tensors.find(tensor);
        if (place == tensors.end())
            throw Error("Cannot read " + index.string() + ": tensor " + tensor.substr(0, 200) + " should be in " + file + " but is not; fetch all parts again.");
        all.tensors.emplace_back(tensor, place->second);
    }
    return all;
}

} // namespace klas::engine
