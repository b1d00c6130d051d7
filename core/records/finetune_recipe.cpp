// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/finetune_recipe.h"

#include <algorithm>

namespace klas {

namespace {

constexpr double kHighestRate =
    1e6; ///< far beyond any use: that a rate is too high is for the training to say

void requireOneOf(const std::string& value, std::initializer_list<const char*> words, const char* field, const std::string& what) {
    std::string list;
    for (const char* word : words) {
        if (value == word) return;
        list += (list.empty() ? "" : ", ") + std::string(word);
    }
    throw Error(what + ": \"" + field + "\" is one of " + list + ", not \"" + value + "\".");
}

template <typename T>
void requireWithin(T value, T low, T high, const char* field, const std::string& what) {
    if (value >= low && value <= high) return; // NaN is in no range
    throw Error(what + ": \"" + field + "\" must be from " + Json(low).dump() + " to " + Json(high).dump() + ", not " +
                Json(value).dump() + ".");
}

/// Every field of `json` must be one of `known`.
void requireKnown(const Json& json, const Json& known, const std::string& what) {
    if (!json.is_object()) throw Error(what + ": it must be an object of options.");
    for (const auto& field : json.items())
        if (!known.contains(field.key())) throw Error(what + ": there is no option \"" + field.key() + "\" of finetuning; docs/finetuning.md lists them.");
}

Json toJson(const Distillation& d) {
    return {{"kind", d.kind},
            {"teacher", d.teacher},
            {"teacher_config", d.teacherConfig},
            {"teacher_weights", d.teacherWeights},
            {"weight", d.weight},
            {"temperature", d.temperature}};
}

Distillation distillationFromJson(const Json& json, const std::string& what) {
    Distillation d;
    requireKnown(json, toJson(d), what);
    d.kind = optionalField(json, "kind", d.kind, what);
    d.teacher = optionalField(json, "teacher", d.teacher, what);
    d.teacherConfig = optionalField(json, "teacher_config", d.teacherConfig, what);
    d.teacherWeights = optionalField(json, "teacher_weights", d.teacherWeights, what);
    d.weight = optionalField(json, "weight", d.weight, what);
    d.temperature = optionalField(json, "temperature", d.temperature, what);
    return d;
}

} // namespace

void check(const FinetuneRecipe& r, const std::string& what) {
    requireOneOf(r.mode, {"joint", "single", "layer"}, "mode", what);
    requireOneOf(r.layers, {"own", "shared"}, "layers", what);
    requireWithin(r.steps, 1L, 100'000'000L, "steps", what);
    requireWithin(r.batch, 1L, 65536L, "batch", what);
    requireWithin(r.accumulate, 1, 65536, "accumulate", what);
    if (r.accumulate > r.batch) throw Error(what + ": a batch of " + std::to_string(r.batch) + " images has no " +
                                            std::to_string(r.accumulate) + " parts.");
    requireWithin(r.layerRate, 0., kHighestRate, "layer_rate", what);
    requireWithin(r.anchorRate, 0., kHighestRate, "anchor_rate", what);
    requireWithin(r.warmup, 0., 1., "warmup", what);
    requireWithin(r.weightDecay, 0., 10., "weight_decay", what);
    requireWithin(r.clipNorm, 0., 1e6, "clip_norm", what);
    requireWithin(r.labelSmoothing, 0., 1., "label_smoothing", what);
    requireWithin(r.mixup, 0., 100., "mixup", what);
    requireWithin(r.cutmix, 0., 100., "cutmix", what);
    requireWithin(r.initImages, 1L, 10'000'000L, "init_images", what);
    requireWithin(r.evaluateEvery, 0L, 100'000'000L, "evaluate_every", what);
    requireWithin(r.evaluateImages, 0L, 100'000'000L, "evaluate_images", what);
    requireWithin(r.patience, 0, 1'000'000, "patience", what);
    if (r.patience > 0 && r.evaluateEvery == 0)
        throw Error(what + ": \"patience\" counts evaluations; set \"evaluate_every\" too.");
    const Distillation& d = r.distillation;
    requireOneOf(d.kind, {"none", "soft", "hard"}, "distillation.kind", what);
    requireWithin(d.weight, 0., 1., "distillation.weight", what);
    requireWithin(d.temperature, 1e-3, 1e3, "distillation.temperature", what);
    if (d.teacherConfig.empty() != d.teacherWeights.empty())
        throw Error(what + ": a teacher from a file needs both \"teacher_config\" and \"teacher_weights\".");
    if (!d.teacher.empty() && !d.teacherWeights.empty())
        throw Error(what + ": the teacher is an anchor or a file, not both.");
}

Json toJson(const FinetuneRecipe& r) {
    return {{"mode", r.mode},
            {"layers", r.layers},
            {"steps", r.steps},
            {"batch", r.batch},
            {"accumulate", r.accumulate},
            {"layer_rate", r.layerRate},
            {"anchor_rate", r.anchorRate},
            {"warmup", r.warmup},
            {"weight_decay", r.weightDecay},
            {"clip_norm", r.clipNorm},
            {"label_smoothing", r.labelSmoothing},
            {"mixup", r.mixup},
            {"cutmix", r.cutmix},
            {"augment", r.augment},
            {"include_anchors", r.includeAnchors},
            {"autocast", r.autocast},
            {"distillation", toJson(r.distillation)},
            {"init_images", r.initImages},
            {"evaluate_every", r.evaluateEvery},
            {"evaluate_images", r.evaluateImages},
            {"patience", r.patience},
            {"seed", r.seed}};
}

FinetuneRecipe finetuneRecipeFromJson(const Json& json, const std::string& what) {
    FinetuneRecipe r;
    requireKnown(json, toJson(r), what);
    r.mode = optionalField(json, "mode", r.mode, what);
    r.layers = optionalField(json, "layers", r.layers, what);
    r.steps = optionalField(json, "steps", r.steps, what);
    r.batch = optionalField(json, "batch", r.batch, what);
    r.accumulate = optionalField(json, "accumulate", r.accumulate, what);
    r.layerRate = optionalField(json, "layer_rate", r.layerRate, what);
    r.anchorRate = optionalField(json, "anchor_rate", r.anchorRate, what);
    r.warmup = optionalField(json, "warmup", r.warmup, what);
    r.weightDecay = optionalField(json, "weight_decay", r.weightDecay, what);
    r.clipNorm = optionalField(json, "clip_norm", r.clipNorm, what);
    r.labelSmoothing = optionalField(json, "label_smoothing", r.labelSmoothing, what);
    r.mixup = optionalField(json, "mixup", r.mixup, what);
    r.cutmix = optionalField(json, "cutmix", r.cutmix, what);
    r.augment = optionalField(json, "augment", r.augment, what);
    r.includeAnchors = optionalField(json, "include_anchors", r.includeAnchors, what);
    r.autocast = optionalField(json, "autocast", r.autocast, what);
    r.distillation = distillationFromJson(optionalField<Json>(json, "distillation", Json::object(), what), what);
    r.initImages = optionalField(json, "init_images", r.initImages, what);
    r.evaluateEvery = optionalField(json, "evaluate_every", r.evaluateEvery, what);
    r.evaluateImages = optionalField(json, "evaluate_images", r.evaluateImages, what);
    r.patience = optionalField(json, "patience", r.patience, what);
    r.seed = optionalField(json, "seed", r.seed, what);
    check(r, what);
    return r;
}

} // namespace klas
