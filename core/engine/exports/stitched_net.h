// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/nets/net.h"
#include "core/engine/stitching/stitch_layer.h"
#include "core/records/stitch_config.h"

#include <memory>

namespace klas::engine {

/// One stitched network by itself, with the weights it uses and no others, as it is exported.
///
/// Names: "source." and "target." before the networks' own (timm's), "layer.weight" (C_g x C_f) and "layer.bias".
class StitchedNet {
public:
    /// With weights that are not set yet. Throws Error for blocks that are not there or grids that do not fit.
    explicit StitchedNet(StitchConfig config);
    /// From a file that save() wrote, its configuration checked against the schema. Throws Error: another kind of file,
    /// weights missing, misshapen or not finite.
    explicit StitchedNet(const fs::path& safetensors);

    const StitchConfig& config() const { return m_config; }
    /// Images B x C x S x S -> logits B x K, on the CPU.
    torch::Tensor forward(const torch::Tensor& images);
    /// Parameters and buffers it uses, under their names.
    const NamedTensors& tensors() const { return m_tensors; }
    /// Copies values under the names of tensors(); surplus ones are passed over. Throws Error for what is missing, misshapen
    /// or not finite.
    void set(const std::map<std::string, torch::Tensor>& values, const std::string& what);
    /// Atomically; the configuration is the metadata "klas.stitch".
    void save(const fs::path& file) const;

private:
    void build();

    StitchConfig m_config;
    std::unique_ptr<Net> m_source, m_target;
    StitchLayer m_layer{nullptr};
    NamedTensors m_tensors;
};

} // namespace klas::engine
