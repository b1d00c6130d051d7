// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/mapping.h"
#include "core/engine/checkpoints/pickle_globals.h"
#include "core/engine/checkpoints/pickle_value.h"
#include "core/engine/torch.h"

#include <functional>
#include <map>
#include <memory>

namespace klas::engine {

/// Builds the tensors that a pickle describes on the storages of its file. A storage is a view of the mapped file;
/// it is copied only where the file does not align it or has the other byte order. Tensors of one storage share it,
/// with their offsets and strides.
///
/// Every tensor must lie inside its storage and every storage inside the file. Throws Error beginning with `what`.
class PthTensors {
public:
    /// `bytesOf` finds a storage's bytes by its key; nullptr data when there is none.
    PthTensors(std::shared_ptr<Mapping> mapping, std::function<std::string_view(std::string_view key)> bytesOf,
               bool otherByteOrder, std::string what);

    torch::Tensor tensor(const pickle::Value& value, const std::string& name);

private:
    torch::Tensor storage(const pickle::Node& node, pickle::Number number, const std::string& name);
    [[noreturn]] void refuse(const std::string& name, const std::string& why) const;

    std::shared_ptr<Mapping> m_mapping;
    std::function<std::string_view(std::string_view)> m_bytesOf;
    bool m_otherByteOrder;
    std::string m_what;
    std::map<std::pair<std::string, pickle::Number>, torch::Tensor> m_storages;
};

} // namespace klas::engine
