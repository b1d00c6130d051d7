// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/train_checkpoint.h"

#include "core/base/error.h"
#include "core/engine/checkpoints/safetensors.h"

namespace klas::engine {

namespace {

constexpr char kFormat[] = "klas-training-1";

Json runJson(Net& net, const TrainOptions& options, long trainImages) {
    return {
        {"architecture", toJson(net.arch())}, {"options", toJson(options)}, {"train_images", trainImages}};
}

Json toJson(const EpochResult& r) {
    return {{"epoch", r.epoch},
            {"loss", r.loss},
            {"validation_top1", jsonOrNull(r.validationTop1)},
            {"seconds", r.seconds}};
}

EpochResult epochFromJson(const Json& json, long trainImages, const std::string& what) {
    EpochResult r;
    r.epoch = requiredField<int>(json, "epoch", what);
    r.loss = requiredField<double>(json, "loss", what);
    r.validationTop1 = optionalFromJson<double>(json, "validation_top1", what);
    r.seconds = requiredField<double>(json, "seconds", what);
    r.imagesPerSecond = r.seconds > 0 ? static_cast<double>(trainImages) / r.seconds : 0;
    return r;
}

} // namespace

NamedTensors namedWeights(Net& net) {
    NamedTensors tensors;
    for (const auto& p : net.module().named_parameters())
        tensors.emplace_back(p.key(), p.value().detach());
    for (const auto& b : net.module().named_buffers())
        tensors.emplace_back(b.key(), b.value());
    return tensors;
}

void saveTrainCheckpoint(const fs::path& path, Net& net, const AdamW& adamw, const TrainOptions& options,
                         long trainImages, const std::vector<EpochResult>& results) {
    NamedTensors tensors = namedWeights(net);
    tensors.emplace_back("adamw.m", adamw.firstMoment());
    tensors.emplace_back("adamw.v", adamw.secondMoment());
    Json epochs = Json::array();
    for (const EpochResult& r : results)
        epochs.push_back(toJson(r));
    writeSafeTensors(path, tensors,
                     {{"format", kFormat},
                      {"run", runJson(net, options, trainImages).dump()},
                      {"steps", std::to_string(adamw.steps())},
                      {"epochs", epochs.dump()}});
}

std::vector<EpochResult> loadTrainCheckpoint(const fs::path& path, Net& net, AdamW& adamw,
                                             const TrainOptions& options, long trainImages) {
    const std::string what = "The checkpoint " + path.string();
    const SafeTensors file(path);
    const auto text = [&](const char* name) {
        const auto found = file.metadata().find(name);
        if (found == file.metadata().end())
            throw Error(what + " is not one of a training; name another file or remove it.");
        return found->second;
    };
    if (text("format") != kFormat)
        throw Error(what + " has the format \"" + text("format") + "\", not " + kFormat +
                    "; remove it to start afresh.");
    const Json saved = parseJson(text("run"), what), wanted = runJson(net, options, trainImages);
    for (const auto& [part, value] : wanted.items())
        if (!saved.contains(part) || saved.at(part) != value)
            throw Error(what + " belongs to a training with another \"" + part +
                            "\"; repeat its command or remove it.",
                        "saved " + saved.dump() + ", wanted " + wanted.dump());

    std::vector<EpochResult> results;
    const Json epochs = parseJson(text("epochs"), what);
    for (const Json& epoch : epochs)
        results.push_back(epochFromJson(epoch, trainImages, what));
    const long stepsPerEpoch = (trainImages + options.batch - 1) / options.batch;
    const long steps = static_cast<long>(results.size()) * stepsPerEpoch;
    if (static_cast<int>(results.size()) > options.epochs || text("steps") != std::to_string(steps))
        throw Error(what + " contradicts itself about how far it got; remove it to start afresh.");

    const torch::NoGradGuard noGrad;
    for (auto& [name, weight] : namedWeights(net)) {
        const auto value = file.tensor(name);
        if (value.sizes() != weight.sizes() || value.scalar_type() != weight.scalar_type())
            throw Error(what + ": the tensor " + name + " has another shape or type than in the network.");
        weight.copy_(value);
    }
    adamw.restore(file.tensor("adamw.m"), file.tensor("adamw.v"), steps);
    return results;
}

} // namespace klas::engine
