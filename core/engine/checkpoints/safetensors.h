// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/engine/torch.h"

#include <map>
#include <string>
#include <vector>

namespace klas::engine {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// A safetensors file, memory-mapped: tensors are views of the file until they are copied (do not write to
/// them).
///
/// Every size is checked against the file before anything is allocated. Throws Error: too short, header too
/// large, not JSON, offsets that overlap or leave the file, shapes that disagree with their bytes, unknown
/// types.
class SafeTensors {
public:
    explicit SafeTensors(const fs::path& path);

    const std::vector<std::string>& names() const { return m_names; } ///< in file order
    bool contains(const std::string& name) const { return m_tensors.count(name) > 0; }
    /// Throws Error naming the tensors there are.
    torch::Tensor tensor(const std::string& name) const;
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
    std::vector<std::string> m_names;
    std::map<std::string, torch::Tensor> m_tensors; ///< each keeps the mapping alive
    std::map<std::string, std::string> m_metadata;
};

/// Writes atomically; tensors of any device and layout, in the order given.
void writeSafeTensors(const fs::path& path, const NamedTensors& tensors,
                      const std::map<std::string, std::string>& metadata = {});

} // namespace klas::engine
