// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <string>

namespace klas {

/// How a teacher's answers are learnt beside the labels (Hinton et al. 2015; "hard" as in DeiT, Touvron et al. 2021).
struct Distillation {
    std::string kind = "none";     ///< "none", "soft" (KL at `temperature`), "hard" (the teacher's first choice as label)
    std::string teacher;           ///< an anchor's name, as it came; empty: the largest
    std::string teacherConfig;     ///< or an architecture's name or the path of its configuration …
    std::string teacherWeights;    ///< … and the path of its checkpoint
    double weight = 0.5;           ///< of the teacher's share of the loss, 0..1
    double temperature = 1;
    bool operator==(const Distillation&) const = default;
};

/// How stitched networks are finetuned (klas.md section 7): enough, with the data and the weights, to repeat it. The
/// numbers suit anchors of the size of the demo's.
struct FinetuneRecipe {
    std::string mode = "joint";    ///< "joint": one configuration a step, drawn uniformly from stitches and anchors;
                                   ///< "single": each stitch alone, the whole network; "layer": alone, its layer only
    std::string layers = "own";    ///< a layer for each stitch, or "shared": SN-Net's, one for each window
    long steps = 4000;             ///< of the optimiser; of each stitch where it is alone
    long batch = 64;               ///< images a step
    int accumulate = 1;            ///< parts in which the batch is computed; changes memory, not the result's meaning
    double layerRate = 2e-3;       ///< learning rate of stitching layers
    double anchorRate = 1e-3;      ///< of everything else
    double warmup = 0.05;          ///< share of the steps
    double weightDecay = 0.05;
    double clipNorm = 1;           ///< 0 = never clip
    double labelSmoothing = 0;     ///< 0..1
    double mixup = 0, cutmix = 0;  ///< alpha of the Beta distribution (Zhang et al. 2018, Yun et al. 2019); 0 = none
    bool augment = true;           ///< the data's usual light augmentation
    bool includeAnchors = true;    ///< joint: anchors are drawn too
    bool autocast = true;          ///< bfloat16 on CUDA; the CPU computes in float32
    Distillation distillation;
    long initImages = 512;         ///< of the train split, for least-squares initialisation
    long evaluateEvery = 0;        ///< steps; 0 = at the end only
    long evaluateImages = 0;       ///< of the validation split then; 0 = all
    int patience = 0;              ///< stop after so many evaluations without a better mean top-1; 0 = never
    std::uint64_t seed = 0;
    bool operator==(const FinetuneRecipe&) const = default;
};

/// Throws Error naming the field that is out of range.
void check(const FinetuneRecipe& recipe, const std::string& what);
Json toJson(const FinetuneRecipe& recipe);
/// Absent fields keep their defaults. Throws Error; also for fields it does not know, which may be slips.
FinetuneRecipe finetuneRecipeFromJson(const Json& json, const std::string& what);

} // namespace klas
