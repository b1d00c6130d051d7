// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/guess_families.h"

#include <cmath>
#include <limits>

namespace klas::engine {

namespace {

constexpr int kMaxBlocks = 1000;

int divided(int number, int by) {
    if (by <= 0 || number % by != 0) throw Shapes::Missing{};
    return number / by;
}

void require(bool condition) {
    if (!condition) throw Shapes::Missing{};
}

std::string layer(int stage, int block, const char* rest) {
    return "layers." + std::to_string(stage) + ".blocks." + std::to_string(block) + "." + rest;
}

} // namespace

Shapes::Shapes(const Checkpoint& file) {
    for (const std::string& name : file.names())
        m_shapes[name] = file.parts(name).shape();
}

int Shapes::dim(const std::string& name, size_t k) const {
    const auto found = m_shapes.find(name);
    if (found == m_shapes.end() || k >= found->second.size() || found->second[k] > std::numeric_limits<int>::max()) throw Missing{};
    return static_cast<int>(found->second[k]);
}

int Shapes::rank(const std::string& name) const {
    const auto found = m_shapes.find(name);
    return found == m_shapes.end() ? -1 : static_cast<int>(found->second.size());
}

int Shapes::count(const std::string& prefix, const std::string& suffix) const {
    int n = 0;
    while (n < kMaxBlocks && has(prefix + std::to_string(n) + suffix))
        ++n;
    return n;
}

int squareRoot(int square) {
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(square))));
    require(side > 0 && side <= 40000 && side * side == square);
    return side;
}

ArchGuess guessVit(const Shapes& s, const std::string& hint) {
    ArchGuess guess;
    VitConfig v;
    v.width = s.dim("patch_embed.proj.weight", 0);
    v.inChannels = s.dim("patch_embed.proj.weight", 1);
    v.patchSize = s.dim("patch_embed.proj.weight", 2);
    v.depth = s.count("blocks.", ".attn.qkv.weight");
    require(v.depth > 0 && v.width > 0 && v.patchSize == s.dim("patch_embed.proj.weight", 3));
    v.mlpRatio = static_cast<double>(s.dim("blocks.0.mlp.fc1.weight", 0)) / v.width;
    v.classes = s.dim("head.weight", 0);
    v.distilled = s.has("dist_token");
    v.layerScale = s.has("blocks.0.ls1.gamma");
    // n and n + 1 are never both squares, nor are n and n + 2: the count says whether tokens have positions.
    const int positions = s.dim("pos_embed", 1), extra = v.distilled ? 2 : 1;
    const auto isSquare = [](int n) {
        const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(n))));
        return n > 0 && side <= 40000 && side * side == n;
    };
    v.patchPositionsOnly = isSquare(positions);
    const int grid = squareRoot(v.patchPositionsOnly ? positions : positions - extra);
    require(grid <= 100000 / std::max(v.patchSize, 1));
    v.imageSize = grid * v.patchSize;
    v.heads = v.width % 64 == 0 ? v.width / 64 : 1;
    guess.assumptions.emplace_back(v.width % 64 == 0 ? "64 channels per attention head: the number of heads leaves no trace in the weights"
                                                  : "one attention head: the number of heads leaves no trace in the weights, and 64 "
                                                    "channels per head do not divide the width " + std::to_string(v.width));
    const bool deit = v.distilled || hint.find("deit") != std::string::npos;
    guess.arch.family = v.layerScale && v.patchPositionsOnly ? "deit3" : deit ? "deit" : "vit";
    guess.arch.shape = v;
    return guess;
}

ArchGuess guessSwin(const Shapes& s) {
    ArchGuess guess;
    SwinConfig c;
    c.width = s.dim("patch_embed.proj.weight", 0);
    c.inChannels = s.dim("patch_embed.proj.weight", 1);
    c.patchSize = s.dim("patch_embed.proj.weight", 2);
    c.classes = s.dim("head.weight", 0);
    c.depths.clear();
    c.heads.clear();
    std::vector<int> windows;
    for (int stage = 0; stage < 8; ++stage) {
        const int depth = s.count("layers." + std::to_string(stage) + ".blocks.", ".attn.qkv.weight");
        if (depth == 0) break;
        c.depths.push_back(depth);
        const std::string biases = layer(stage, 0, "attn.relative_position_bias_table");
        c.heads.push_back(s.dim(biases, 1));
        windows.push_back((squareRoot(s.dim(biases, 0)) + 1) / 2);
    }
    require(!windows.empty() && c.width > 0 && windows.front() <= 1024);
    c.window = windows.front();
    c.mlpRatio = static_cast<double>(s.dim(layer(0, 0, "mlp.fc1.weight"), 0)) / c.width;
    // The side of the map in a stage: a window smaller than the first covers its stage's map; a mask has a row per window.
    int grid = 0;
    for (size_t stage = 0; stage < windows.size() && grid == 0; ++stage) {
        if (windows[stage] < c.window) grid = windows[stage] << stage;
        const std::string mask = layer(static_cast<int>(stage), 1, "attn_mask");
        if (s.rank(mask) == 3) {
            const int across = squareRoot(s.dim(mask, 0));
            require(across <= 4096);
            grid = (across * c.window) << stage;
        }
    }
    if (grid == 0) {
        grid = c.window << (windows.size() - 1);
        guess.assumptions.emplace_back("images of " + std::to_string(grid * c.patchSize) +
                                    " pixels, so that one window covers the last stage: the image size leaves no trace in these weights");
    }
    require(grid > 0 && c.patchSize > 0 && grid <= 100000 / c.patchSize);
    c.imageSize = grid * c.patchSize;
    guess.arch.family = "swin";
    guess.arch.shape = c;
    return guess;
}

ArchGuess guessResnet(const Shapes& s) {
    ArchGuess guess;
    ResnetConfig r;
    r.stemWidth = s.dim("conv1.weight", 0);
    r.inChannels = s.dim("conv1.weight", 1);
    require(s.dim("conv1.weight", 2) == 7); // not the deep stem of ResNet-D
    r.bottleneck = s.has("layer1.0.conv3.weight");
    r.layers.clear();
    r.planes.clear();
    for (int stage = 1; stage <= 8; ++stage) {
        const std::string name = "layer" + std::to_string(stage) + ".";
        const int depth = s.count(name, ".conv1.weight");
        if (depth == 0) break;
        r.layers.push_back(depth);
        const int width = s.dim(name + "0.conv1.weight", 0);
        r.planes.push_back(width);
        require(s.dim(name + "0.conv2.weight", 1) == width); // no groups (ResNeXt)
        if (r.bottleneck) require(s.dim(name + "0.conv3.weight", 0) == 4 * width); // not a wide ResNet
    }
    require(!r.layers.empty());
    r.classes = s.dim("fc.weight", 0);
    guess.assumptions.emplace_back("images of 224 pixels: a ResNet takes any size, and none leaves a trace in the weights");
    guess.arch.family = "resnet";
    guess.arch.shape = r;
    return guess;
}

ArchGuess guessLevit(const Shapes& s) {
    ArchGuess guess;
    LevitConfig l;
    l.inChannels = s.dim("patch_embed.0.c.weight", 1);
    l.widths = {s.dim("patch_embed.6.c.weight", 0)};
    l.heads.clear();
    l.depths.clear();
    int block = 0, grid = 0;
    const auto name = [&](const char* rest) { return "blocks." + std::to_string(block) + "." + rest; };
    for (int depth = 0; block < kMaxBlocks; block += 2) {
        if (s.has(name("m.qkv.c.weight"))) {
            if (depth++ == 0) {
                const int heads = s.dim(name("m.attention_biases"), 0);
                const int perHead = divided(s.dim(name("m.qkv.c.weight"), 0), heads), value = divided(s.dim(name("m.proj.1.c.weight"), 1), heads);
                l.keyDim = divided(perHead - value, 2);
                l.attentionRatio = divided(value, l.keyDim);
                l.heads.push_back(heads);
                if (grid == 0) grid = squareRoot(s.dim(name("m.attention_biases"), 1));
            }
        } else if (s.has(name("kv.c.weight"))) {
            const int heads = s.dim(name("attention_biases"), 0);
            l.subAttentionRatio = divided(divided(s.dim(name("kv.c.weight"), 0), heads), divided(s.dim(name("q.1.c.weight"), 0), heads)) - 1;
            l.widths.push_back(s.dim(name("proj.1.c.weight"), 0));
            l.depths.push_back(depth);
            depth = 0;
        } else {
            l.depths.push_back(depth);
            break;
        }
    }
    require(l.widths.size() == l.depths.size() && l.heads.size() == l.depths.size() && grid > 0 && grid < 1000);
    l.mlpRatio = divided(s.dim("blocks.1.m.0.c.weight", 0), l.widths[0]);
    l.imageSize = 16 * grid;
    l.classes = s.dim("head.l.weight", 0);
    l.distilled = s.has("head_dist.l.weight");
    guess.arch.family = "levit";
    guess.arch.shape = l;
    return guess;
}

} // namespace klas::engine
