// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/key_dialects.h"
#include "core/engine/checkpoints/raw_checkpoint.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace klas::engine {

/// What a checkpoint says about itself.
struct CheckpointInfo {
    std::string format;  ///< "safetensors", "sharded safetensors", "PyTorch zip archive", "PyTorch before 1.6 (legacy)"
    std::string wrapper; ///< "model", "state_dict", ...; "" when the weights are the file
    bool averaged = false;
    std::string prefix;  ///< "module." and the like, taken away; "" for none
    std::string family;  ///< of the keys: "vit", "swin", "resnet", "levit"; "" when not recognised
    std::string dialect; ///< who named the keys; "" when not recognised
    std::string problem; ///< why no network here can take the weights, where that is known
    std::string archHint;
    std::vector<std::string> beside;
    std::vector<std::string> notes;
    std::map<std::string, std::string> metadata;
    std::vector<fs::path> files;
};

/// Weights of a network from any file that people have: safetensors, single or sharded (an index or a folder that holds
/// one), or what torch.save wrote, before and since 1.6.
///
///     const Checkpoint file("resnet18-f37072fd.pth");
///     loadWeights(net->module(), file, "resnet18");
///
/// The file is mapped, not read: tensors are views of it until they are copied (do not write to them), except where it
/// does not align them or keeps query, key and value apart. Wrappers and prefixes are taken off, keys are translated to
/// our networks' names (key_dialects.h). Files are hostile: nothing in them is run, every size is checked against the
/// file before it is believed. Throws Error.
class Checkpoint {
public:
    explicit Checkpoint(const fs::path& path, WeightsKind kind = WeightsKind::Plain);

    const std::vector<std::string>& names() const { return m_names; } ///< our networks' names, in file order
    bool contains(const std::string& name) const { return m_places.count(name) > 0; }
    /// Throws Error naming the tensors there are.
    torch::Tensor tensor(const std::string& name) const;
    const NamedParts& parts(const std::string& name) const;
    const std::map<std::string, std::string>& metadata() const { return m_info.metadata; }
    const CheckpointInfo& info() const { return m_info; }
    const fs::path& path() const { return m_path; } ///< as given

private:
    fs::path m_path;
    CheckpointInfo m_info;
    std::vector<NamedParts> m_tensors;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, size_t> m_places;
};

} // namespace klas::engine
