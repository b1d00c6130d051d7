// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exports/stitched_net.h"

#include "core/analysis/stitch_space.h"
#include "core/base/error.h"

#include <set>

namespace klas::engine {

namespace {

constexpr char kMetadata[] = "klas.stitch";

StitchConfig configOf(const SafeTensors& file) {
    const std::string what = "The file " + file.path().string();
    const auto found = file.metadata().find(kMetadata);
    if (found == file.metadata().end()) throw Error(what + " is no exported stitch: it has no \"" + kMetadata + "\" in its metadata.");
    return stitchConfigFromJson(parseJson(found->second, what), what);
}

/// "blocks.0.attn." of "blocks.0.attn.qkv" and the like: where buffers of used parameters live.
std::string folderOf(const std::string& name) {
    const size_t dot = name.rfind('.');
    return dot == std::string::npos ? std::string() : name.substr(0, dot + 1);
}

} // namespace

StitchedNet::StitchedNet(StitchConfig config)
    : m_config(std::move(config)) {
    build();
}

StitchedNet::StitchedNet(const fs::path& path) {
    const SafeTensors file(path);
    m_config = configOf(file);
    build();
    std::map<std::string, torch::Tensor> values;
    for (const std::string& name : file.names())
        values[name] = file.tensor(name);
    set(values, "The file " + path.string());
}

void StitchedNet::build() {
    m_source = makeNet(m_config.source);
    m_target = makeNet(m_config.target);
    const Stitch& s = m_config.stitch;
    if (s.i < 1 || s.i > m_source->depth() || s.j < 0 || s.j >= m_target->depth() || m_source->arch().imageSize() != m_target->arch().imageSize() ||
        m_source->arch().inChannels() != m_target->arch().inChannels() || !isLegal(m_source->card(), s.i, m_target->card(), s.j))
        throw Error("There is no stitch " + text(s) + " between these two networks: the blocks are not there or their grids do not fit.");
    const Grid &from = m_source->card().block(s.i).grid, &to = s.j == 0 ? m_target->card().stemGrid : m_target->card().block(s.j).grid;
    if ((m_config.from.channels != 0 && m_config.from.channels != from.channels) || (m_config.to.channels != 0 && m_config.to.channels != to.channels))
        throw Error("The stitching layer of " + text(s) + " has other channels than its networks.");
    m_config.from = from;
    m_config.to = to;
    m_layer = StitchLayer(from, to);

    // What the logits depend on, found by asking for gradients on one image; buffers go with the parameters beside them.
    NamedTensors parameters, buffers;
    const auto collect = [&](torch::nn::Module& module, const std::string& prefix) {
        for (const auto& p : module.named_parameters())
            parameters.emplace_back(prefix + p.key(), p.value());
        for (const auto& b : module.named_buffers())
            buffers.emplace_back(prefix + b.key(), b.value());
    };
    collect(m_source->module(), "source.");
    collect(*m_layer, "layer.");
    collect(m_target->module(), "target.");
    std::vector<torch::Tensor> inputs;
    for (const auto& [name, tensor] : parameters)
        inputs.push_back(tensor);
    const torch::AutoGradMode gradients(true);
    const auto image = torch::zeros({1, m_source->arch().inChannels(), m_source->arch().imageSize(), m_source->arch().imageSize()});
    const auto used = torch::autograd::grad({forward(image).sum()}, inputs, {}, c10::nullopt, false, true);
    std::set<std::string> folders;
    for (size_t k = 0; k < used.size(); ++k) {
        parameters[k].second.set_requires_grad(false); // it is not trained here, and a trace holds no such tensors
        if (!used[k].defined()) continue;
        m_tensors.push_back(parameters[k]);
        folders.insert(folderOf(parameters[k].first));
    }
    for (const auto& [name, tensor] : buffers)
        if (folders.count(folderOf(name))) m_tensors.emplace_back(name, tensor);
}

torch::Tensor StitchedNet::forward(const torch::Tensor& images) {
    return m_target->runFrom(m_layer(m_source->runTo(images, m_config.stitch.i)), m_config.stitch.j);
}

void StitchedNet::set(const std::map<std::string, torch::Tensor>& values, const std::string& what) {
    const torch::NoGradGuard noGrad;
    for (auto& [name, tensor] : m_tensors) {
        const auto found = values.find(name);
        if (found == values.end()) throw Error(what + " has no tensor " + name + "; it is not of this stitch.");
        if (found->second.sizes() != tensor.sizes()) throw Error(what + ": the tensor " + name + " has another shape than the stitch needs.");
        tensor.copy_(found->second);
        if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>())
            throw Error(what + ": the tensor " + name + " holds values that are not finite.");
    }
}

void StitchedNet::save(const fs::path& file) const {
    writeSafeTensors(file, m_tensors, {{kMetadata, toJson(m_config).dump()}, {"format", "pt"}});
}

} // namespace klas::engine
