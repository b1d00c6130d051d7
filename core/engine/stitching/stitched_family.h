// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/net.h"
#include "core/engine/stitching/stitch_layer.h"
#include "core/records/anchor.h"
#include "core/records/configuration.h"
#include "core/records/finetune_run.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace klas::engine {

/// Anchors and the stitching layers between them: a pool of networks on shared weights (Pan et al., arXiv 2302.06586). No
/// weight is copied: training one configuration moves every other that shares its blocks.
///
///     StitchedFamily family(anchors, tasks, false, device);
///     auto logits = family.forward(Configuration::of(stitch), images);
class StitchedFamily {
public:
    /// Loads the anchors onto `device`, in evaluation mode; makes a zero layer for each task, or with `shared` one for all
    /// tasks of a pair and grid with the same layer number (a task without number has its own). Throws Error: no such
    /// anchor, blocks out of range, grids that do not fit, class counts that differ.
    StitchedFamily(const std::vector<Anchor>& anchors, std::vector<StitchTask> tasks, bool shared, torch::Device device);

    /// The anchors as given, then the stitches in the order of the tasks.
    const std::vector<Configuration>& configurations() const { return m_configurations; }
    const std::vector<StitchTask>& tasks() const { return m_tasks; }
    torch::Device device() const { return m_device; }
    const std::vector<std::string>& anchorNames() const { return m_names; }
    /// Throws Error for names that are not here.
    Net& anchor(const std::string& name) const;

    size_t layerCount() const { return m_layers.size(); }
    /// Of a task, by its index; several tasks may have the same.
    size_t layerIndex(size_t task) const { return m_layerOf.at(task); }
    StitchLayer& layer(size_t index) { return m_layers.at(index); }

    /// Logits B x K. Follows autograd. Throws Error for a configuration that is not of this family.
    torch::Tensor forward(const Configuration& configuration, const torch::Tensor& images);
    /// Features of the source's block i -> logits of the stitch of this task.
    torch::Tensor finish(size_t task, const torch::Tensor& features);
    /// FLOPs of one image and parameters (default profile).
    Cost cost(const Configuration& configuration) const;

    /// "anchors.NAME.blocks.0…", "layers.SOURCE:i>TARGET:j.weight": parameters, then buffers, of anchors, then of layers.
    std::vector<std::pair<std::string, torch::Tensor>> namedParameters() const;
    std::vector<std::pair<std::string, torch::Tensor>> namedBuffers() const;
    /// What the layer of a stitch of its own would be called: "layers.SOURCE:i>TARGET:j".
    static std::string layerName(const Stitch& stitch);
    static bool isLayer(const std::string& parameterName) { return parameterName.rfind("layers.", 0) == 0; }

private:
    size_t taskOf(const Stitch& stitch) const;

    torch::Device m_device;
    std::vector<std::string> m_names;
    std::vector<std::unique_ptr<Net>> m_nets;
    std::vector<StitchTask> m_tasks;
    std::vector<Configuration> m_configurations;
    std::vector<StitchLayer> m_layers;
    std::vector<std::string> m_layerNames;
    std::vector<size_t> m_layerOf;   ///< task -> layer
    std::map<Stitch, size_t> m_taskOf;
};

} // namespace klas::engine
