// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/data_options.h"
#include "app/cli/limits.h"
#include "app/cli/output.h"
#include "core/analysis/arch.h"
#include "core/base/error.h"
#include "core/base/version.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/device.h"
#include "core/engine/meters/accuracy.h"
#include "core/engine/training/train_checkpoint.h"

#include <cstdio>
#include <memory>
#include <set>
#include <sstream>
#include <unistd.h>

namespace klas::cli {

namespace {

struct TrainAnchorOptions {
    std::string arch, config;
    DataOptions given;
    DataSpec data; ///< as it was understood
    engine::TrainOptions train;
    std::string augment = "flip,shift";
    int shift = 1;
    double cropScale = 0.08, jitter = 0.4, hue = 0.1, erase = 0.25, mixup = 0.8, cutmix = 1; ///< where they are wanted
    std::string out = "weights.safetensors";
    std::string checkpoint; ///< empty = beside `out`, removed at the end
    bool resume = false;
};

ArchConfig chosenArch(const TrainAnchorOptions& o) {
    if (o.config.empty()) return namedArch(o.arch);
    ArchConfig arch = archFromJson(parseJson(readTextFile(o.config, 1u << 20), o.config), o.config);
    if (arch.name.empty()) arch.name = fs::path(o.config).stem().string();
    return arch;
}

/// The words of --augment.
std::set<std::string> words(const std::string& text) {
    const std::set<std::string> known{"flip", "shift", "crop", "jitter", "erase", "mixup", "cutmix"};
    std::set<std::string> found;
    if (text == "none") return found;
    std::istringstream list(text);
    for (std::string word; std::getline(list, word, ',');) {
        if (!known.count(word))
            throw CLI::ValidationError("--augment takes none or a list of flip, shift, crop, jitter, erase, mixup and "
                                       "cutmix, not \"" + word + "\"");
        found.insert(word);
    }
    return found;
}

engine::Augmentation chosenAugmentation(const TrainAnchorOptions& o) {
    const auto wanted = words(o.augment);
    const auto has = [&](const char* word) { return wanted.count(word) > 0; };
    engine::Augmentation a;
    a.flip = has("flip");
    a.shift = has("shift") ? o.shift : 0;
    a.crop = has("crop");
    a.cropRange.scaleLow = o.cropScale;
    if (has("jitter")) a.jitter = {o.jitter, o.jitter, o.jitter, o.hue};
    if (has("erase")) a.erase = o.erase;
    if (has("mixup")) a.mix.mixup = o.mixup;
    if (has("cutmix")) a.mix.cutmix = o.cutmix;
    return a;
}

std::string quoted(const std::string& text) {
    if (!text.empty() && text.find_first_of(" \t\n\"'\\$`*?[](){}<>|&;!#~") == std::string::npos) return text;
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

/// The command with every option that shapes the result, defaults included: it repeats the run whatever the
/// defaults become.
std::string fullCommand(const TrainAnchorOptions& o, const torch::Device& device, int threads) {
    std::string line = "klas train-anchor";
    const auto add = [&](const char* name, const std::string& value) {
        line += std::string(" --") + name + " " + quoted(value);
    };
    const auto number = [](double value) { return Json(value).dump(); };
    if (o.config.empty())
        add("arch", o.arch);
    else
        add("config", o.config);
    for (const auto& [name, value] : dataOptionValues(o.data))
        add(name.c_str(), value);
    if (o.data.isIdx() || o.data.validationImages > 0)
        add("validation-images", std::to_string(o.data.validationImages));
    add("train-images", std::to_string(o.data.trainImages));
    add("epochs", std::to_string(o.train.epochs));
    add("batch", std::to_string(o.train.batch));
    add("lr", number(o.train.learningRate));
    add("weight-decay", number(o.train.adamw.weightDecay));
    add("warmup", number(o.train.warmupEpochs));
    add("label-smoothing", number(o.train.labelSmoothing));
    add("clip", number(o.train.clipNorm));
    add("augment", o.augment);
    add("shift", std::to_string(o.shift));
    const auto wanted = words(o.augment);
    if (wanted.count("crop")) add("crop-scale", number(o.cropScale));
    if (wanted.count("jitter")) {
        add("jitter", number(o.jitter));
        add("hue", number(o.hue));
    }
    if (wanted.count("erase")) add("erase", number(o.erase));
    if (wanted.count("mixup")) add("mixup", number(o.mixup));
    if (wanted.count("cutmix")) add("cutmix", number(o.cutmix));
    add("seed", std::to_string(o.train.seed));
    add("device", device.str());
    add("threads", std::to_string(threads));
    add("out", o.out);
    return line;
}

void printEpoch(const engine::EpochResult& r, int epochs) {
    std::string line =
        "epoch " + std::to_string(r.epoch) + "/" + std::to_string(epochs) + "  loss " + fixed(r.loss, 4);
    if (r.validationTop1) line += "  validation top-1 " + fixed(100 * *r.validationTop1, 2) + " %";
    line += "  " + fixed(r.imagesPerSecond, 0) + " images/s";
    if (r.secondsLeft > 0) line += "  " + fixed(r.secondsLeft, 0) + " s left";
    std::fprintf(stderr, "%s%s\n", ::isatty(STDERR_FILENO) ? "\r\033[K" : "", line.c_str());
}

void trainAnchor(TrainAnchorOptions o, const Common& common) {
    using namespace engine;
    const ArchConfig arch = chosenArch(o);
    o.train.augmentation = chosenAugmentation(o);
    o.data = o.given.spec(&arch);
    if (o.data.isIdx() && o.train.augmentation.crop)
        throw Error("--augment crop needs images larger than the network takes; IDX files have them in one size.");
    check(o.train);
    initCompute(common.threads);
    const auto device = pickDevice(common.device);
    const auto net = makeNet(arch, o.train.seed);
    net->module().to(device);
    const auto trainSet = openDataset(o.data, Split::Train);
    const auto validationSet = openDataset(o.data, Split::Validation);
    const auto testSet = openDataset(o.data, Split::Test);
    // A typo in the path should not cost an hour.
    if (const fs::path folder = fs::path(o.out).parent_path(); !folder.empty()) ensureFolder(folder);
    TrainHooks hooks;
    hooks.checkpoint = o.checkpoint.empty() ? o.out + ".checkpoint" : o.checkpoint;
    requireWritable(o.out);
    requireWritable(hooks.checkpoint);
    hooks.resume = o.resume;
    if (!o.resume && fs::exists(hooks.checkpoint))
        throw Error("There is a checkpoint " + hooks.checkpoint.string() +
                    " of an unfinished training; continue it with --resume or remove it.");
    hooks.onEpoch = [&](const EpochResult& r) { printEpoch(r, o.train.epochs); };
    const auto black = static_cast<float>(-o.data.mean / o.data.stddev);
    const auto epochs =
        train(*net, *trainSet, *validationSet, black, device, o.train, hooks, terminalProgress());

    const auto validation = evaluate(*net, *validationSet, device, 1000, Progress());
    const auto test = evaluate(*net, *testSet, device, 1000, Progress());
    double seconds = 0;
    for (const EpochResult& r : epochs)
        seconds += r.seconds;
    const std::string command = fullCommand(o, device, static_cast<int>(torch::get_num_threads()));
    writeSafeTensors(o.out, namedWeights(*net),
                     {{"format", "pt"},
                      {"klas.arch", toJson(arch).dump()},
                      {"training", engine::toJson(o.train).dump()},
                      {"data", toJson(o.data).dump()},
                      {"validation_top1", fixed(validation.top1, 6)},
                      {"test_top1", fixed(test.top1, 6)},
                      {"klas", kVersion},
                      {"command", command}});
    std::error_code ignored;
    if (o.checkpoint.empty()) fs::remove(hooks.checkpoint, ignored);

    const Cost cost = net->card().total();
    const auto accuracyJson = [](const AnchorAccuracy& a) {
        return Json{{"images", a.images}, {"top1", a.top1}, {"top5", a.top5}, {"loss", a.loss}};
    };
    const Json summary{
        {"architecture", toJson(arch)},
        {"params", cost.params},
        {"flops", cost.flops},
        {"validation", accuracyJson(validation)},
        {"test", accuracyJson(test)},
        {"training", engine::toJson(o.train)},
        {"data", toJson(o.data)},
        {"seconds", seconds},
        {"images_per_second", static_cast<double>(trainSet->size()) * o.train.epochs / seconds},
        {"device", describe(device)},
        {"weights", o.out},
        {"sha256", sha256File(o.out)},
        {"klas", kVersion},
        {"command", command}};
    if (common.json) return printJson(summary);
    printTable({"anchor", "params", "FLOPs", "validation top-1", "test top-1", "seconds", "weights"},
               {{arch.name, shortNumber(static_cast<double>(cost.params)),
                 shortNumber(static_cast<double>(cost.flops)), fixed(100 * validation.top1, 2),
                 fixed(100 * test.top1, 2), fixed(seconds, 1), o.out}});
}

} // namespace

void addTrainAnchor(CLI::App& program, Common& common) {
    auto o = std::make_shared<TrainAnchorOptions>();
    CLI::App* command =
        program.add_subcommand("train-anchor", "Train a network from scratch to use as an anchor");
    auto* which = command->add_option_group("architecture");
    which->add_option("--config", o->config, "Architecture as a JSON file");
    which->add_option("--arch", o->arch, "Architecture by name (klas arch list)");
    which->require_option(1);
    const auto option = [&](const char* name, auto& value, const char* help) {
        return command->add_option(name, value, help)->capture_default_str();
    };
    addDataOptions(*command, o->given);
    auto* validation = option("--validation-images", o->given.data.validationImages,
                              "Training images kept for validation; without it a tenth where the data is not IDX");
    option("--train-images", o->given.data.trainImages, "Images to train on, 0 = all that remain");
    option("--epochs", o->train.epochs, "Passes over the training images");
    option("--batch", o->train.batch, "Images per step");
    option("--lr", o->train.learningRate, "Highest learning rate");
    option("--weight-decay", o->train.adamw.weightDecay, "Of weight matrices, as in AdamW");
    option("--warmup", o->train.warmupEpochs, "Epochs of rising learning rate");
    option("--label-smoothing", o->train.labelSmoothing, "Share of the label given to all classes");
    option("--clip", o->train.clipNorm, "Largest gradient norm, 0 = any");
    option("--augment", o->augment, "none, or a list of flip, shift, crop, jitter, erase, mixup and cutmix");
    option("--shift", o->shift, "Pixels to shift by at most")->check(CLI::Range(0, 64));
    option("--crop-scale", o->cropScale, "Least share of the image that crop leaves");
    option("--jitter", o->jitter, "Of brightness, contrast and saturation");
    option("--hue", o->hue, "Of the hue, in turns; part of jitter");
    option("--erase", o->erase, "Probability of erase");
    option("--mixup", o->mixup, "Alpha of mixup");
    option("--cutmix", o->cutmix, "Alpha of cutmix");
    option("--seed", o->train.seed, "Of initial weights, order and augmentation")->check(kNotNegative);
    option("--out", o->out, "Weights to write (safetensors)");
    option("--eval-every", o->train.evaluateEvery, "Epochs between validations");
    command->add_option("--checkpoint", o->checkpoint,
                        "Checkpoint after every epoch [OUT.checkpoint, removed at the end]");
    command->add_flag("--resume", o->resume, "Continue from the checkpoint if there is one");
    command->callback([o, validation, &common] {
        o->given.hasValidation = validation->count() > 0;
        trainAnchor(*o, common);
    });
}

} // namespace klas::cli
