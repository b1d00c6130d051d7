// SPDX-License-Identifier: GPL-3.0-or-later
// LeViT: our names are the original's (github.com/facebookresearch/LeViT), one flat list `blocks` of attentions, MLPs and
// subsamplings, each layer a `c` (or `l`) with its `bn`.
#include "core/engine/checkpoints/dialect.h"

#include "core/engine/checkpoints/key_pattern.h"

#include <algorithm>
#include <map>

namespace klas::engine {

namespace {

using Rule = std::function<std::optional<KeyTarget>(const std::string&)>;

/// "qkv.linear.weight" -> "qkv.c.weight", "ln1.bn.bias" stays: the layer's own name and the rest.
std::string layerNames(std::string text, const char* linear, const char* linearTo, const char* norm) {
    const auto replace = [&](const std::string& from, const std::string& to) {
        if (const size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
    };
    replace("." + std::string(linear) + ".", "." + std::string(linearTo) + ".");
    replace("." + std::string(norm) + ".", ".bn.");
    return text;
}

/// Current timm: stages of blocks of attn and mlp; the step into a stage is the stage's `downsample`.
Rule currentTimm(const Keys& keys) {
    std::map<int, int> depths;
    for (const std::string& key : keys)
        if (const auto match = matchKey("stages.#.blocks.#.*", key))
            depths[match->numbers[0]] = std::max(depths[match->numbers[0]], match->numbers[1] + 1);
    // In the flat list: two for each block, and two for each step, before the stage's own.
    const auto beginOf = [depths](int stage) {
        int at = 2 * stage;
        for (const auto& [s, depth] : depths)
            if (s < stage) at += 2 * depth;
        return at;
    };
    const auto attention = tableRule({{"qkv.*", "qkv.*"}, {"proj.ln.*", "proj.1.*"}, {"kv.*", "kv.*"}, {"q.ln.*", "q.1.*"}, {"attention_bias*", "attention_bias*"}});
    const auto mlp = tableRule({{"ln1.*", "m.0.*"}, {"ln2.*", "m.2.*"}});
    const auto numbered = [](int index, const std::string& rest) {
        KeyTarget target{layerNames("blocks." + std::to_string(index) + "." + rest, "linear", "c", "bn")};
        target.linear = true;
        return target;
    };
    return [=](const std::string& key) -> std::optional<KeyTarget> {
        if (const auto m = matchKey("stem.conv#.*", key))
            return KeyTarget{layerNames("patch_embed." + std::to_string(2 * (m->numbers[0] - 1)) + "." + m->rest, "linear", "c", "bn")};
        if (const auto m = matchKey("stages.#.blocks.#.attn.*", key)) {
            if (const auto inner = attention(m->rest)) return numbered(beginOf(m->numbers[0]) + 2 * m->numbers[1], "m." + inner->name);
        } else if (const auto n = matchKey("stages.#.blocks.#.mlp.*", key)) {
            if (const auto inner = mlp(n->rest)) return numbered(beginOf(n->numbers[0]) + 2 * n->numbers[1] + 1, inner->name);
        } else if (const auto d = matchKey("stages.#.downsample.attn_downsample.*", key)) {
            if (const auto inner = attention(d->rest)) return numbered(beginOf(d->numbers[0]) - 2, inner->name);
        } else if (const auto e = matchKey("stages.#.downsample.mlp.*", key)) {
            if (const auto inner = mlp(e->rest)) return numbered(beginOf(e->numbers[0]) - 1, inner->name);
        } else if (key.starts_with("head.") || key.starts_with("head_dist."))
            return KeyTarget{layerNames(key, "linear", "l", "bn")};
        return std::nullopt;
    };
}

/// transformers' LevitForImageClassificationWithTeacher: stages hold the same flat list as the original, cut in pieces.
Rule huggingFace(const Keys& keys) {
    std::map<int, int> lengths;
    for (const std::string& key : keys)
        if (const auto match = matchKey("levit.encoder.stages.#.layers.#.*", key))
            lengths[match->numbers[0]] = std::max(lengths[match->numbers[0]], match->numbers[1] + 1);
    const auto beginOf = [lengths](int stage) {
        int at = 0;
        for (const auto& [s, length] : lengths)
            if (s < stage) at += length;
        return at;
    };
    const auto layer = tableRule({
        {"module.queries_keys_values.*", "m.qkv.*"},
        {"module.projection.*", "m.proj.1.*"},
        {"module.attention_bias*", "m.attention_bias*"},
        {"module.linear_up.*", "m.0.*"},
        {"module.linear_down.*", "m.2.*"},
        {"keys_values.*", "kv.*"},
        {"queries.*", "q.1.*"},
        {"projection.*", "proj.1.*"},
        {"attention_bias*", "attention_bias*"},
    });
    return [=](const std::string& key) -> std::optional<KeyTarget> {
        if (const auto m = matchKey("levit.patch_embeddings.embedding_layer_#.*", key))
            return KeyTarget{layerNames("patch_embed." + std::to_string(2 * (m->numbers[0] - 1)) + "." + m->rest, "convolution", "c", "batch_norm")};
        if (const auto m = matchKey("levit.encoder.stages.#.layers.#.*", key))
            if (const auto inner = layer(m->rest))
                return KeyTarget{layerNames("blocks." + std::to_string(beginOf(m->numbers[0]) + m->numbers[1]) + "." + inner->name, "linear", "c", "batch_norm")};
        if (const auto m = matchKey("classifier.*", key)) return KeyTarget{layerNames("head." + m->rest, "linear", "l", "batch_norm")};
        if (const auto m = matchKey("classifier_distill.*", key)) return KeyTarget{layerNames("head_dist." + m->rest, "linear", "l", "batch_norm")};
        return std::nullopt;
    };
}

} // namespace

std::vector<Dialect> levitDialects() {
    return {
        {"levit", "original", {"patch_embed.0.c.weight", "blocks.0.m.qkv.c.weight"}, sameNames},
        {"levit", "timm (current)", {"stem.conv1.linear.weight", "stages.0.blocks.0.attn.qkv.linear.weight"}, currentTimm},
        {"levit", "Hugging Face transformers", {"levit.patch_embeddings.embedding_layer_1.convolution.weight"}, huggingFace},
    };
}

} // namespace klas::engine
