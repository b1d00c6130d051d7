// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stitching/family_init.h"

#include "core/base/error.h"
#include "core/engine/meters/accuracy.h"
#include "core/engine/stitching/affine_least_squares.h"
#include "core/engine/stitching/layout.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace klas::engine {

namespace {

constexpr long kBatch = 64;                      ///< images per forward, at most
constexpr double kRowBytes = 256.0 * (1u << 20); ///< of one batch's features, float64

Grid tokensOf(Grid grid) {
    grid.map = false;
    return grid;
}

/// Features in the grid's layout -> rows x channels, one row per position and token.
torch::Tensor rows(const torch::Tensor& features, const Grid& grid) {
    return relayout(features, grid, tokensOf(grid)).reshape({-1, grid.channels});
}

/// What a stitch reads and writes: features of block i in the target's positions, and the target's features of block j.
struct Input {
    std::string anchor;
    int block;
    int extraTokens; ///< of the target
    auto operator<=>(const Input&) const = default;
};
struct Output {
    std::string anchor;
    int block;
    auto operator<=>(const Output&) const = default;
};

/// All stitches that read the same features share one Gram matrix.
struct Fit {
    RowMoments moments;
    std::vector<Output> outputs;
    std::unique_ptr<AffineLeastSquares> squares;
    size_t use(const Output& output) {
        const auto found = std::find(outputs.begin(), outputs.end(), output);
        if (found != outputs.end()) return size_t(found - outputs.begin());
        outputs.push_back(output);
        return outputs.size() - 1;
    }
};

class Initialiser {
public:
    explicit Initialiser(StitchedFamily& family)
        : m_family(family) {
        for (const StitchTask& task : family.tasks()) {
            const Stitch& s = task.stitch;
            const Input input{s.source, s.i, grid({s.target, s.j}).extraTokens};
            const Output output{s.target, s.j};
            Fit& fit = m_fits.try_emplace(input, Fit{RowMoments(grid({s.source, s.i}).channels), {}, {}}).first->second;
            m_use.emplace_back(input, fit.use(output));
            m_outputs.try_emplace(output, grid(output).channels);
            m_needed[s.source].insert(s.i);
            m_needed[s.target].insert(s.j);
        }
        for (auto& [input, fit] : m_fits) {
            std::vector<const RowMoments*> targets;
            for (const Output& o : fit.outputs)
                targets.push_back(&m_outputs.at(o));
            fit.squares = std::make_unique<AffineLeastSquares>(fit.moments, std::move(targets));
        }
    }

    long batch() const {
        double perImage = 1;
        for (const auto& [name, blocks] : m_needed)
            for (const int block : blocks)
                perImage += 8.0 * grid({name, block}).tokens() * grid({name, block}).channels;
        return std::clamp(long(kRowBytes / perImage), 1L, kBatch);
    }

    void add(const torch::Tensor& images) {
        std::map<Output, torch::Tensor> features; // in the block's own layout
        for (const auto& [name, blocks] : m_needed) {
            Net& net = m_family.anchor(name);
            auto x = net.embed(images);
            int at = 0;
            for (const int block : blocks) { // ascending
                x = net.runBlocks(x, at, block);
                at = block;
                features[{name, block}] = x;
            }
        }
        std::map<Output, torch::Tensor> shifted; // each once, however many stitches end there
        for (auto& [output, moments] : m_outputs)
            shifted[output] = moments.add(rows(features.at(output), grid(output)));
        for (auto& [input, fit] : m_fits) {
            const Grid from = grid({input.anchor, input.block});
            Grid to = tokensOf(from);
            to.extraTokens = input.extraTokens;
            const auto x = relayout(features.at({input.anchor, input.block}), from, to).reshape({-1, from.channels});
            std::vector<torch::Tensor> targets;
            for (const Output& o : fit.outputs)
                targets.push_back(shifted.at(o));
            fit.squares->add(fit.moments.add(x), targets);
        }
    }

    std::vector<LayerFit> finish() {
        std::vector<LayerFit> results;
        std::vector<torch::Tensor> weight(m_family.layerCount()), bias(m_family.layerCount());
        std::vector<double> stitches(m_family.layerCount(), 0);
        for (size_t t = 0; t < m_use.size(); ++t) {
            const AffineMap map = m_fits.at(m_use[t].first).squares->solve(m_use[t].second);
            results.push_back({m_family.tasks()[t].stitch, map.mse, map.rank});
            const size_t layer = m_family.layerIndex(t);
            weight[layer] = weight[layer].defined() ? weight[layer] + map.weight : map.weight;
            bias[layer] = bias[layer].defined() ? bias[layer] + map.bias : map.bias;
            stitches[layer] += 1;
        }
        for (size_t k = 0; k < weight.size(); ++k)
            m_family.layer(k)->set(weight[k] / stitches[k], bias[k] / stitches[k]);
        return results;
    }

private:
    Grid grid(const Output& o) const {
        const NetCard& card = m_family.anchor(o.anchor).card();
        return o.block == 0 ? card.stemGrid : card.block(o.block).grid;
    }

    StitchedFamily& m_family;
    std::vector<std::pair<Input, size_t>> m_use; ///< per task
    std::map<Input, Fit> m_fits;
    std::map<Output, RowMoments> m_outputs;
    std::map<std::string, std::set<int>> m_needed; ///< blocks per anchor
};

} // namespace

std::vector<LayerFit> initialiseLayers(StitchedFamily& family, const Dataset& train, long images, Progress progress) {
    if (family.tasks().empty()) return {};
    const torch::NoGradGuard noGrad; // not InferenceMode: the layers' weights are trained later
    for (const std::string& name : family.anchorNames())
        requireFit(family.anchor(name), train);
    Initialiser initialiser(family);
    Loader loader(train, initialiser.batch(), images, 2, family.device().is_cuda());
    for (long done = 0; auto batch = loader.next();) { // GCC 12 destroys `batch` before a for's third part (PR 86769)
        progress.count(done, loader.images());
        initialiser.add(onDevice(batch->images, family.device()));
        done += batch->images.size(0);
    }
    auto results = initialiser.finish();
    progress.finish();
    return results;
}

} // namespace klas::engine
