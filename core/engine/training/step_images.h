// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/augment.h"

#include <memory>

namespace klas::engine {

/// Endless training batches, one a step: epochs of TrainingEpoch one after another, an incomplete batch at an epoch's end
/// left out. Batch k is a function of data, augmentation, seed and k, whatever step one begins with.
class StepImages {
public:
    /// `train` must outlive this. `black` as in TrainingEpoch.
    StepImages(const Dataset& train, Augmentation augmentation, long batch, std::uint64_t seed, float black, long firstStep,
               bool pinned);
    ~StepImages();
    Batch next();
    long stepsPerEpoch() const { return m_stepsPerEpoch; }

private:
    class Rest; ///< an epoch from some image on
    void open(long epoch, long step);

    const Dataset& m_train;
    Augmentation m_augmentation;
    long m_batch, m_stepsPerEpoch, m_epoch = 0;
    std::uint64_t m_seed;
    float m_black;
    bool m_pinned;
    std::unique_ptr<TrainingEpoch> m_images;
    std::unique_ptr<Rest> m_rest;
    std::unique_ptr<Loader> m_loader;
};

} // namespace klas::engine
