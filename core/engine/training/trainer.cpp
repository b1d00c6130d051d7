// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/trainer.h"

#include "core/base/error.h"
#include "core/engine/meters/accuracy.h"
#include "core/engine/training/schedule.h"
#include "core/engine/training/train_checkpoint.h"

#include <chrono>
#include <cmath>
#include <torch/nn/functional/loss.h>

namespace klas::engine {

namespace F = torch::nn::functional;
using Clock = std::chrono::steady_clock;

namespace {

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void refuseDiverged(Net& net, const std::string& what, double rate) {
    throw Error("The training of " + net.arch().name + " diverged: " + what + " with the learning rate " +
                Json(rate).dump() + "; use a smaller one or a longer warm-up.");
}

/// Mean cross-entropy with two labels per image, each by its share.
torch::Tensor mixedLoss(const torch::Tensor& logits, const torch::Tensor& labels, const Batch& batch, double smoothing) {
    const auto each = F::CrossEntropyFuncOptions().label_smoothing(smoothing).reduction(torch::kNone);
    const auto share = onDevice(batch.share, logits.device());
    return (share * F::cross_entropy(logits, labels, each) +
            (1 - share) * F::cross_entropy(logits, onDevice(batch.otherLabels, logits.device()), each))
        .mean();
}

/// One pass over the training images; returns the mean loss.
double trainEpoch(Net& net, AdamW& adamw, const Schedule& schedule, const Dataset& images,
                  torch::Device device, const TrainOptions& options, Progress progress) {
    net.module().train();
    const auto lossOptions = F::CrossEntropyFuncOptions().label_smoothing(options.labelSmoothing);
    Loader loader(images, options.batch, 0, 2, device.is_cuda());
    double sum = 0;
    for (long b = 0; auto batch = loader.next(); ++b) {
        progress.count(b, loader.batches());
        const double rate = schedule.rate(adamw.steps());
        const auto logits = net.forward(onDevice(batch->images, device)); // B x K
        const auto labels = onDevice(batch->labels, device);
        const auto loss = batch->share.defined() ? mixedLoss(logits, labels, *batch, options.labelSmoothing)
                                                 : F::cross_entropy(logits, labels, lossOptions);
        const double value = loss.item<double>();
        if (!std::isfinite(value))
            refuseDiverged(net, "the loss is not finite at step " + std::to_string(adamw.steps() + 1), rate);
        sum += value * static_cast<double>(batch->images.size(0));
        adamw.zeroGrad();
        loss.backward();
        if (options.clipNorm > 0) adamw.clipGradients(options.clipNorm);
        adamw.step(rate);
    }
    progress.finish();
    return sum / static_cast<double>(images.size());
}

void requirePositive(bool ok, const char* what) {
    if (!ok) throw Error(std::string("Cannot train: ") + what + ".");
}

} // namespace

void check(const TrainOptions& o) {
    requirePositive(o.epochs >= 1 && o.epochs <= 100000, "the number of epochs must be between 1 and 100000");
    requirePositive(o.batch >= 1 && o.batch <= 1000000, "the batch must be between 1 and 1000000 images");
    requirePositive(o.learningRate > 0 && std::isfinite(o.learningRate), "the learning rate must be above 0");
    requirePositive(o.warmupEpochs >= 0 && o.warmupEpochs <= o.epochs,
                    "the warm-up must be between 0 and the number of epochs");
    requirePositive(o.labelSmoothing >= 0 && o.labelSmoothing < 1,
                    "the label smoothing must be from 0 to below 1");
    requirePositive(o.clipNorm >= 0, "the gradient norm to clip at must not be negative");
    requirePositive(o.adamw.weightDecay >= 0 && o.adamw.weightDecay * o.learningRate < 1,
                    "the weight decay must not be negative nor reach 1 / learning rate");
    check(o.augmentation);
    requirePositive(o.evaluateEvery >= 1, "the epochs between validations must be at least 1");
}

Json toJson(const TrainOptions& o) {
    Json json{{"optimizer", "adamw"},
            {"epochs", o.epochs},
            {"batch", o.batch},
            {"learning_rate", o.learningRate},
            {"schedule", "linear warm-up, cosine"},
            {"warmup_epochs", o.warmupEpochs},
            {"weight_decay", o.adamw.weightDecay},
            {"betas", {o.adamw.beta1, o.adamw.beta2}},
            {"label_smoothing", o.labelSmoothing},
            {"clip_norm", o.clipNorm},
            {"flip", o.augmentation.flip},
            {"shift", o.augmentation.shift},
            {"seed", o.seed}};
    json.update(extrasToJson(o.augmentation));
    return json;
}

std::vector<EpochResult> train(Net& net, const Dataset& trainSet, const Dataset& validationSet, float black,
                               torch::Device device, const TrainOptions& options, const TrainHooks& hooks,
                               Progress progress) {
    check(options);
    requireFit(net, trainSet);
    requireFit(net, validationSet);
    const long stepsPerEpoch = (trainSet.size() + options.batch - 1) / options.batch;
    const Schedule schedule{options.learningRate,
                            std::lround(options.warmupEpochs * static_cast<double>(stepsPerEpoch)),
                            options.epochs * stepsPerEpoch};
    AdamW adamw(net.module(), options.adamw);
    std::vector<EpochResult> results;
    if (hooks.resume && fs::exists(hooks.checkpoint))
        results = loadTrainCheckpoint(hooks.checkpoint, net, adamw, options, trainSet.size());

    const auto first = static_cast<int>(results.size()) + 1;
    const auto start = Clock::now();
    for (int epoch = first; epoch <= options.epochs; ++epoch) {
        Progress share = progress.share(1.0 / (options.epochs - first + 1),
                                        net.arch().name + " epoch " + std::to_string(epoch) + "/" +
                                            std::to_string(options.epochs));
        const TrainingEpoch images(trainSet, options.augmentation, options.seed, epoch, black);
        const auto epochStart = Clock::now();
        EpochResult result;
        result.epoch = epoch;
        result.loss =
            trainEpoch(net, adamw, schedule, images, device, options, share.share(0.95, "training"));
        result.seconds = secondsSince(epochStart);
        result.imagesPerSecond = static_cast<double>(images.size()) / result.seconds;
        if (epoch % options.evaluateEvery == 0 || epoch == options.epochs)
            try {
                result.validationTop1 =
                    evaluate(net, validationSet, device, 1000, share.share(0.05, "validation")).top1;
            } catch (const Error&) { // the images fit; what is left is logits that are not finite
                refuseDiverged(net, "the logits are not finite after epoch " + std::to_string(epoch),
                               options.learningRate);
            }
        result.secondsLeft = secondsSince(start) / (epoch - first + 1) * (options.epochs - epoch);
        results.push_back(result);
        if (!hooks.checkpoint.empty())
            saveTrainCheckpoint(hooks.checkpoint, net, adamw, options, trainSet.size(), results);
        if (hooks.onEpoch) hooks.onEpoch(result);
    }
    net.module().eval();
    progress.finish();
    return results;
}

} // namespace klas::engine
