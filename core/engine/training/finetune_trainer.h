// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/stitching/stitched_family.h"
#include "core/engine/training/path_adamw.h"
#include "core/engine/training/step_images.h"

#include <functional>
#include <memory>
#include <optional>

namespace klas::engine {

/// Images (on the device) -> logits of a network that is learnt from, without gradients.
using Teacher = std::function<torch::Tensor(const torch::Tensor& images)>;

/// What one optimiser step did.
struct FinetuneStep {
    size_t configuration = 0; ///< index into those that are trained
    double loss = 0;          ///< of the batch, nats
    double layerRate = 0;     ///< learning rate of stitching layers
};

/// Finetunes configurations of a family together: every step draws one of them uniformly, and moves its weights alone
/// (Pan et al., arXiv 2302.06586; klas.md section 7). One configuration is single finetuning. AdamW, cosine with warm-up,
/// two learning rates, clipped gradients; batch norms keep the anchors' statistics.
///
/// On the CPU a run is a function of weights, data, recipe and thread count: step k draws its images, their augmentation
/// and its configuration from the seed and k alone, so interrupted anywhere and resumed it ends in the same bits.
class FinetuneTrainer {
public:
    /// Family and images must outlive this. With mode "layer" nothing but stitching layers moves. Throws Error when a
    /// recipe is out of range or nothing is left to train.
    FinetuneTrainer(StitchedFamily& family, std::vector<Configuration> trained, FinetuneRecipe recipe, const Dataset& train,
                    Augmentation augmentation, float black, Teacher teacher = {});

    /// The next step. Throws Error when the loss is not finite, naming step, configuration and learning rates. Where memory
    /// runs out the batch is computed in twice as many parts, down to one image each, then Error.
    FinetuneStep step();
    long steps() const { return m_step; }   ///< done
    bool finished() const { return m_step >= m_recipe.steps; }
    const std::vector<Configuration>& configurations() const { return m_trained; }
    /// Steps that each configuration has been drawn.
    const std::vector<long>& drawn() const { return m_drawn; }
    /// The weights that are trained, by their names in the family.
    NamedTensors weights() const;

    /// Writes the state atomically, with `note` (the caller's own state); restores it and returns the note. `key` names
    /// what is trained how: throws Error for the state of anything else.
    void save(const fs::path& file, const std::string& key, const Json& note);
    Json restore(const fs::path& file, const std::string& key);

private:
    size_t draw(long step) const;
    double partOfStep(size_t path, const Batch& batch, long begin, long end, long images);
    double computeGradients(size_t path, const Batch& batch);

    StitchedFamily& m_family;
    std::vector<Configuration> m_trained;
    FinetuneRecipe m_recipe;
    const Dataset& m_images;
    Augmentation m_augmentation;
    float m_black;
    Teacher m_teacher;
    long m_step = 0, m_parts = 1;
    std::vector<long> m_drawn;
    std::vector<PathAdamW::Parameter> m_parameters; ///< those of any path
    std::unique_ptr<PathAdamW> m_adamw;
    std::unique_ptr<StepImages> m_batches; ///< opened at the first step
};

/// The light augmentation of finetuning: mirrored, and moved by up to a sixteenth of the side where images are small
/// and whole, or a random crop where the data can make one.
Augmentation finetuneAugmentation(const FinetuneRecipe& recipe, const DataSpec& data, int imageSize);

} // namespace klas::engine
