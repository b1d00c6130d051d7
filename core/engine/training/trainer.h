// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/progress.h"
#include "core/engine/data/augment.h"
#include "core/engine/nets/net.h"
#include "core/engine/training/adamw.h"

#include <functional>
#include <optional>
#include <vector>

namespace klas::engine {

/// How one anchor is trained from scratch: AdamW, linear warm-up and cosine, label smoothing, clipped
/// gradients.
struct TrainOptions {
    int epochs = 30;
    long batch = 256;
    double learningRate = 2e-3;
    double warmupEpochs = 3;
    double labelSmoothing = 0.1;
    double clipNorm = 1; ///< 0 = never clip
    AdamWOptions adamw;
    Augmentation augmentation;
    std::uint64_t seed = 0;
    int evaluateEvery = 1; ///< epochs between validations; the last is always validated
};

/// Throws Error naming the option that is out of range.
void check(const TrainOptions& options);
Json toJson(const TrainOptions& options);

struct EpochResult {
    int epoch = 0;                        ///< 1-based
    double loss = 0;                      ///< mean training loss, smoothed labels and augmented images, nats
    std::optional<double> validationTop1; ///< 0..1, where it was measured
    double seconds = 0;                   ///< of training, without validation
    double imagesPerSecond = 0;
    double secondsLeft = 0; ///< estimate for all epochs that remain
};

/// Files and listeners of one training; each may be left out.
struct TrainHooks {
    fs::path checkpoint; ///< written after every epoch
    bool resume = false; ///< continue from `checkpoint` if it is there
    std::function<void(const EpochResult&)> onEpoch;
};

/// Trains `net` (on `device`) and returns one result per epoch, those before a resume included.
///
/// On the CPU a run is a function of weights, data, options and thread count: interrupted and resumed, it
/// ends in the same bits. `black` is the normalised value of a black pixel. Throws Error: options out of
/// range, data that does not fit the network, a checkpoint of another run, or a loss that is not finite
/// (naming step and learning rate).
std::vector<EpochResult> train(Net& net, const Dataset& trainSet, const Dataset& validationSet, float black,
                               torch::Device device, const TrainOptions& options, const TrainHooks& hooks,
                               Progress progress);

} // namespace klas::engine
