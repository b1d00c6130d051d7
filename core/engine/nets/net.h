// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"
#include "core/records/arch_config.h"
#include "core/records/net_card.h"

#include <memory>
#include <utility>
#include <vector>

namespace klas::engine {

/// A network with access to its blocks, all on shared weights: nothing here copies a parameter.
///
/// `features` below means what a block hands on (tokens: B x N x C with class token first; maps: B x C x H x
/// W).
///
///     auto x = net->runTo(images, 3);          // stem and blocks 1..3
///     auto logits = net->runFrom(x, 3);        // blocks 4..n, norm, head: equals net->forward(images)
///
/// Autograd follows the caller (wrap in torch::InferenceMode or NoGradGuard for inference).
class Net {
public:
    virtual ~Net() = default;

    const ArchConfig& arch() const { return m_arch; }
    const NetCard& card() const { return m_card; }
    int depth() const { return m_card.depth(); }

    /// Images B x C x S x S -> features of block 0.
    virtual torch::Tensor embed(const torch::Tensor& images) = 0;
    /// Features of block `from` -> features of block `to`, 0 <= from <= to <= depth(). A step between stages (patch
    /// merging, subsampling) runs as the entry of the block after it: features of a block never include it.
    virtual torch::Tensor runBlocks(torch::Tensor features, int from, int to) = 0;
    /// Features of the last block -> logits B x K (mean of the two heads where there are two).
    virtual torch::Tensor classify(const torch::Tensor& features) = 0;
    /// Features of any block -> B x C, pooled as the network's own head pools (klas.md section 1).
    virtual torch::Tensor pool(const torch::Tensor& features) = 0;
    /// "class token", "mean over positions": recorded with every probe.
    virtual std::string pooling() const = 0;
    /// Every named stage of a forward: stem, each block by its module name, norm, logits (`klas forward`).
    virtual std::vector<std::pair<std::string, torch::Tensor>> trace(const torch::Tensor& images) = 0;
    /// For parameters, device, train/eval. Registered names equal checkpoint keys.
    virtual torch::nn::Module& module() = 0;

    torch::Tensor runTo(const torch::Tensor& images, int block) { return runBlocks(embed(images), 0, block); }
    torch::Tensor runFrom(torch::Tensor features, int block) {
        return classify(runBlocks(std::move(features), block, depth()));
    }
    torch::Tensor forward(const torch::Tensor& images) { return runFrom(embed(images), 0); }

protected:
    Net(ArchConfig arch, NetCard card)
        : m_arch(std::move(arch))
        , m_card(std::move(card)) {}

    /// Throws Error unless images are B x C x S x S of the configuration.
    void requireImages(const torch::Tensor& images) const;
    /// Throws Error unless 0 <= from <= to <= depth().
    void requireBlocks(int from, int to) const;

private:
    ArchConfig m_arch;
    NetCard m_card;
};

/// Builds an architecture with seeded initial weights, on the CPU, in evaluation mode. Throws Error.
std::unique_ptr<Net> makeNet(const ArchConfig& arch, std::uint64_t seed = 0);

/// Builds it and loads weights from a file of any kind that Checkpoint opens. Throws Error naming missing, surplus and
/// misshapen keys and NaN weights.
std::unique_ptr<Net> loadNet(const ArchConfig& arch, const std::string& weightsFile, torch::Device device);

} // namespace klas::engine
