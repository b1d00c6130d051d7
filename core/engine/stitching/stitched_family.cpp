// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stitching/stitched_family.h"

#include "core/analysis/cost.h"
#include "core/analysis/stitch_space.h"
#include "core/base/error.h"

#include <algorithm>
#include <tuple>

namespace klas::engine {

namespace {

const Grid& entryGrid(const Net& target, int j) {
    return j == 0 ? target.card().stemGrid : target.card().block(j).grid;
}

} // namespace

StitchedFamily::StitchedFamily(const std::vector<Anchor>& anchors, std::vector<StitchTask> tasks, bool shared, torch::Device device)
    : m_device(device)
    , m_tasks(std::move(tasks)) {
    for (const Anchor& a : anchors) {
        if (std::find(m_names.begin(), m_names.end(), a.name) != m_names.end()) throw Error("Two anchors are called " + a.name + ".");
        m_names.push_back(a.name);
        m_nets.push_back(loadNet(a.arch, a.weights, device));
        m_configurations.push_back(Configuration::of(a.name));
    }
    std::map<std::tuple<std::string, std::string, int, int, int>, size_t> sharedLayers; // pair, grid, number
    for (const StitchTask& task : m_tasks) {
        const Stitch& s = task.stitch;
        const Net &source = anchor(s.source), &target = anchor(s.target);
        requireStitchable(source.card(), target.card(), s);
        const Grid &from = source.card().block(s.i).grid, &to = entryGrid(target, s.j);
        if (!m_taskOf.emplace(s, m_taskOf.size()).second) throw Error("The stitch " + text(s) + " is named twice.");
        size_t index = m_layers.size();
        if (shared && task.layer)
            index = sharedLayers.try_emplace({s.source, s.target, from.height, from.channels * 65536 + to.channels, *task.layer}, index)
                        .first->second;
        if (index == m_layers.size()) {
            m_layers.emplace_back(from, to);
            m_layers.back()->to(device);
            m_layerNames.push_back(layerName(s));
        }
        m_layerOf.push_back(index);
        m_configurations.push_back(Configuration::of(s));
    }
}

Net& StitchedFamily::anchor(const std::string& name) const {
    for (size_t k = 0; k < m_names.size(); ++k)
        if (m_names[k] == name) return *m_nets[k];
    throw Error("There is no anchor " + name + " among those that are stitched.");
}

size_t StitchedFamily::taskOf(const Stitch& stitch) const {
    const auto found = m_taskOf.find(stitch);
    if (found == m_taskOf.end()) throw Error("The stitch " + text(stitch) + " is not one of this family.");
    return found->second;
}

torch::Tensor StitchedFamily::forward(const Configuration& c, const torch::Tensor& images) {
    if (c.isAnchor()) return anchor(c.anchor).forward(images);
    return finish(taskOf(*c.stitch), anchor(c.stitch->source).runTo(images, c.stitch->i));
}

torch::Tensor StitchedFamily::finish(size_t task, const torch::Tensor& features) {
    const Stitch& s = m_tasks.at(task).stitch;
    return anchor(s.target).runFrom(m_layers[m_layerOf[task]](features), s.j);
}

Cost StitchedFamily::cost(const Configuration& c) const {
    if (c.isAnchor()) return anchor(c.anchor).card().total();
    return stitchCost(anchor(c.stitch->source).card(), c.stitch->i, anchor(c.stitch->target).card(), c.stitch->j);
}

std::string StitchedFamily::layerName(const Stitch& s) {
    return "layers." + s.source + ":" + std::to_string(s.i) + ">" + s.target + ":" + std::to_string(s.j);
}

std::vector<std::pair<std::string, torch::Tensor>> StitchedFamily::namedParameters() const {
    std::vector<std::pair<std::string, torch::Tensor>> all;
    for (size_t k = 0; k < m_nets.size(); ++k)
        for (const auto& p : m_nets[k]->module().named_parameters())
            all.emplace_back("anchors." + m_names[k] + "." + p.key(), p.value());
    for (size_t k = 0; k < m_layers.size(); ++k)
        for (const auto& p : m_layers[k]->named_parameters())
            all.emplace_back(m_layerNames[k] + "." + p.key(), p.value());
    return all;
}

std::vector<std::pair<std::string, torch::Tensor>> StitchedFamily::namedBuffers() const {
    std::vector<std::pair<std::string, torch::Tensor>> all;
    for (size_t k = 0; k < m_nets.size(); ++k)
        for (const auto& b : m_nets[k]->module().named_buffers())
            all.emplace_back("anchors." + m_names[k] + "." + b.key(), b.value());
    return all;
}

} // namespace klas::engine
