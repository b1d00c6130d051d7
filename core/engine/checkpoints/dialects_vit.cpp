// SPDX-License-Identifier: GPL-3.0-or-later
// ViT and DeiT: our names are timm's (github.com/huggingface/pytorch-image-models), which are DeiT's own.
#include "core/engine/checkpoints/dialect.h"

#include "core/engine/checkpoints/key_pattern.h"

namespace klas::engine {

namespace {

std::vector<KeyRule> torchvisionRules() {
    return {
        {"class_token", "cls_token"},
        {"conv_proj.*", "patch_embed.proj.*"},
        {"encoder.pos_embedding", "pos_embed"},
        {"encoder.layers.encoder_layer_#.ln_1.*", "blocks.#.norm1.*"},
        {"encoder.layers.encoder_layer_#.ln_2.*", "blocks.#.norm2.*"},
        {"encoder.layers.encoder_layer_#.self_attention.in_proj_weight", "blocks.#.attn.qkv.weight"},
        {"encoder.layers.encoder_layer_#.self_attention.in_proj_bias", "blocks.#.attn.qkv.bias"},
        {"encoder.layers.encoder_layer_#.self_attention.out_proj.*", "blocks.#.attn.proj.*"},
        {"encoder.layers.encoder_layer_#.mlp.0.*", "blocks.#.mlp.fc1.*"},
        {"encoder.layers.encoder_layer_#.mlp.3.*", "blocks.#.mlp.fc2.*"},
        {"encoder.layers.encoder_layer_#.mlp.linear_1.*", "blocks.#.mlp.fc1.*"}, // torchvision 0.12
        {"encoder.layers.encoder_layer_#.mlp.linear_2.*", "blocks.#.mlp.fc2.*"},
        {"encoder.ln.*", "norm.*"},
        {"heads.head.*", "head.*"},
    };
}

/// transformers' ViTForImageClassification ("vit.") and DeiTForImageClassification(WithTeacher) ("deit."), and the
/// bare encoder without a prefix.
std::function<std::optional<KeyTarget>(const std::string&)> huggingFace(const Keys& keys) {
    const bool teacher = keys.count("cls_classifier.weight") > 0;
    const auto rule = tableRule({
        {"embeddings.cls_token", "cls_token"},
        {"embeddings.distillation_token", "dist_token"},
        {"embeddings.position_embeddings", "pos_embed"},
        {"embeddings.patch_embeddings.projection.*", "patch_embed.proj.*"},
        {"encoder.layer.#.layernorm_before.*", "blocks.#.norm1.*"},
        {"encoder.layer.#.layernorm_after.*", "blocks.#.norm2.*"},
        {"encoder.layer.#.attention.attention.query.*", "blocks.#.attn.qkv.*", 0, 3},
        {"encoder.layer.#.attention.attention.key.*", "blocks.#.attn.qkv.*", 1, 3},
        {"encoder.layer.#.attention.attention.value.*", "blocks.#.attn.qkv.*", 2, 3},
        {"encoder.layer.#.attention.output.dense.*", "blocks.#.attn.proj.*"},
        {"encoder.layer.#.intermediate.dense.*", "blocks.#.mlp.fc1.*"},
        {"encoder.layer.#.output.dense.*", "blocks.#.mlp.fc2.*"},
        {"layernorm.*", "norm.*"},
    });
    const auto heads = tableRule({{"classifier.*", "head.*"}, {"cls_classifier.*", "head.*"}, {"distillation_classifier.*", "head_dist.*"}});
    return [rule, heads, teacher](const std::string& key) -> std::optional<KeyTarget> {
        if (auto head = heads(key); head && (!teacher || !key.starts_with("classifier."))) return head;
        for (const char* prefix : {"vit.", "deit."})
            if (key.starts_with(prefix)) return rule(key.substr(std::char_traits<char>::length(prefix)));
        return rule(key);
    };
}

} // namespace

std::vector<Dialect> vitDialects() {
    return {
        {"vit", "timm", {"patch_embed.proj.weight", "blocks.0.attn.qkv.weight", "pos_embed"}, sameNames},
        {"vit", "torchvision", {"conv_proj.weight", "encoder.pos_embedding"},
         [](const Keys&) { return tableRule(torchvisionRules()); }},
        {"vit", "Hugging Face transformers", {"vit.embeddings.cls_token", "vit.encoder.layer.0.attention.attention.query.weight"}, huggingFace},
        {"vit", "Hugging Face transformers", {"deit.embeddings.cls_token", "deit.encoder.layer.0.attention.attention.query.weight"}, huggingFace},
        {"vit", "Hugging Face transformers", {"embeddings.cls_token", "encoder.layer.0.attention.attention.query.weight"}, huggingFace},
    };
}

} // namespace klas::engine
