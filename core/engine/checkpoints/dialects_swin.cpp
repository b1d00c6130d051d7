// SPDX-License-Identifier: GPL-3.0-or-later
// Swin: our names are the original's (github.com/microsoft/Swin-Transformer), where stage k ends with its merging.
#include "core/engine/checkpoints/dialect.h"

#include "core/engine/checkpoints/key_pattern.h"

namespace klas::engine {

namespace {

using Rule = std::function<std::optional<KeyTarget>(const std::string&)>;

/// Current timm: stage k begins with the merging, and the head is a module with a layer fc.
Rule currentTimm(const Keys&) {
    return [](const std::string& key) -> std::optional<KeyTarget> {
        if (auto match = matchKey("layers.#.downsample.*", key); match && match->numbers[0] > 0) {
            --match->numbers[0];
            return KeyTarget{fillKey("layers.#.downsample.*", *match)};
        }
        if (const auto match = matchKey("head.fc.*", key)) return KeyTarget{fillKey("head.*", *match)};
        return KeyTarget{key};
    };
}

/// torchvision: one list `features` of stem, stage, merging, stage, merging, ...
Rule torchvision(const Keys&) {
    const auto inBlock = tableRule({{"mlp.0.*", "mlp.fc1.*"}, {"mlp.3.*", "mlp.fc2.*"}});
    return [inBlock](const std::string& key) -> std::optional<KeyTarget> {
        if (const auto match = matchKey("features.0.0.*", key)) return KeyTarget{fillKey("patch_embed.proj.*", *match)};
        if (const auto match = matchKey("features.0.2.*", key)) return KeyTarget{fillKey("patch_embed.norm.*", *match)};
        if (auto match = matchKey("features.#.#.*", key); match && match->numbers[0] % 2 == 1) {
            match->numbers[0] /= 2;
            if (const auto renamed = inBlock(match->rest)) match->rest = renamed->name;
            return KeyTarget{fillKey("layers.#.blocks.#.*", *match)};
        }
        if (auto match = matchKey("features.#.*", key); match && match->numbers[0] > 0 && match->numbers[0] % 2 == 0) {
            match->numbers[0] = match->numbers[0] / 2 - 1;
            return KeyTarget{fillKey("layers.#.downsample.*", *match)};
        }
        return KeyTarget{key};
    };
}

Rule huggingFace(const Keys&) {
    return tableRule({
        {"swin.embeddings.patch_embeddings.projection.*", "patch_embed.proj.*"},
        {"swin.embeddings.norm.*", "patch_embed.norm.*"},
        {"swin.encoder.layers.#.blocks.#.layernorm_before.*", "layers.#.blocks.#.norm1.*"},
        {"swin.encoder.layers.#.blocks.#.layernorm_after.*", "layers.#.blocks.#.norm2.*"},
        {"swin.encoder.layers.#.blocks.#.attention.self.query.*", "layers.#.blocks.#.attn.qkv.*", 0, 3},
        {"swin.encoder.layers.#.blocks.#.attention.self.key.*", "layers.#.blocks.#.attn.qkv.*", 1, 3},
        {"swin.encoder.layers.#.blocks.#.attention.self.value.*", "layers.#.blocks.#.attn.qkv.*", 2, 3},
        {"swin.encoder.layers.#.blocks.#.attention.self.*", "layers.#.blocks.#.attn.*"}, // the biases and their index
        {"swin.encoder.layers.#.blocks.#.attention.output.dense.*", "layers.#.blocks.#.attn.proj.*"},
        {"swin.encoder.layers.#.blocks.#.intermediate.dense.*", "layers.#.blocks.#.mlp.fc1.*"},
        {"swin.encoder.layers.#.blocks.#.output.dense.*", "layers.#.blocks.#.mlp.fc2.*"},
        {"swin.encoder.layers.#.downsample.*", "layers.#.downsample.*"},
        {"swin.layernorm.*", "norm.*"},
        {"classifier.*", "head.*"},
    });
}

constexpr const char* kBiases = "layers.0.blocks.0.attn.relative_position_bias_table";
constexpr const char* kSwinV2 =
    "these are weights of Swin Transformer V2 (cosine attention, continuous position biases), a network klas does not have";

} // namespace

std::vector<Dialect> swinDialects() {
    return {
        {"swin", "original, V2", {"layers.0.blocks.0.attn.logit_scale"}, sameNames, kSwinV2},
        {"swin", "torchvision, V2", {"features.1.0.attn.logit_scale"}, sameNames, kSwinV2},
        {"swin", "timm (current)", {kBiases, "head.fc.weight"}, currentTimm},
        {"swin", "original", {kBiases, "layers.0.downsample.reduction.weight"}, sameNames},
        {"swin", "timm (current)", {kBiases, "layers.1.downsample.reduction.weight"}, currentTimm},
        {"swin", "original", {kBiases}, sameNames},
        {"swin", "torchvision", {"features.0.0.weight", "features.1.0.attn.relative_position_bias_table"}, torchvision},
        {"swin", "Hugging Face transformers", {"swin.encoder.layers.0.blocks.0.attention.self.query.weight"}, huggingFace},
    };
}

} // namespace klas::engine
