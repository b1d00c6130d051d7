// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/finetune_trainer.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/random.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/training/autocast.h"
#include "core/engine/training/finetune_loss.h"
#include "core/engine/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace klas::engine {

namespace {

constexpr char kFormat[] = "klas-finetuning-1";

bool isOutOfMemory(const std::exception& e) {
    if (dynamic_cast<const std::bad_alloc*>(&e)) return true;
    const std::string what = e.what();
    return what.find("out of memory") != std::string::npos || what.find("can't allocate memory") != std::string::npos;
}

Batch part(const Batch& batch, long begin, long end) {
    const auto slice = [&](const torch::Tensor& t) { return t.defined() ? t.narrow(0, begin, end - begin) : t; };
    return {slice(batch.images), slice(batch.labels), slice(batch.otherLabels), slice(batch.share)};
}

/// Which parameters a configuration's logits depend on: found by asking for their gradients on one image.
std::vector<bool> usedBy(StitchedFamily& family, const Configuration& c, const torch::Tensor& image,
                         const std::vector<PathAdamW::Parameter>& parameters) {
    std::vector<torch::Tensor> inputs;
    for (const auto& p : parameters)
        inputs.push_back(p.tensor);
    const auto logits = family.forward(c, image);
    std::vector<bool> used(parameters.size(), false);
    if (!logits.requires_grad()) return used; // an anchor, where only layers are trained
    const auto gradients = torch::autograd::grad({logits.sum()}, inputs, {}, c10::nullopt, false, true);
    for (size_t k = 0; k < used.size(); ++k)
        used[k] = gradients[k].defined();
    return used;
}

} // namespace

FinetuneTrainer::FinetuneTrainer(StitchedFamily& family, std::vector<Configuration> trained, FinetuneRecipe recipe, const Dataset& train,
                                 Augmentation augmentation, float black, Teacher teacher)
    : m_family(family)
    , m_trained(std::move(trained))
    , m_recipe(std::move(recipe))
    , m_images(train)
    , m_augmentation(augmentation)
    , m_black(black)
    , m_teacher(std::move(teacher))
    , m_parts(m_recipe.accumulate)
    , m_drawn(m_trained.size(), 0) {
    check(m_recipe, "Finetuning");
    if (m_trained.empty()) throw Error("There is nothing to finetune; choose at least one stitch.");
    const bool layersOnly = m_recipe.mode == "layer";
    std::vector<PathAdamW::Parameter> all;
    for (auto& [name, tensor] : family.namedParameters()) {
        const bool layer = StitchedFamily::isLayer(name);
        tensor.mutable_grad() = torch::Tensor(); // of a training before
        tensor.set_requires_grad(layer || !layersOnly);
        if (layer || !layersOnly) all.push_back({name, tensor, layer});
    }
    const torch::AutoGradMode gradients(true);
    if (all.empty()) throw Error("There is nothing to train: no network has parameters that learn.");
    const auto image = train.batch({0}).images.to(all.front().tensor.options());
    std::vector<std::vector<bool>> uses;
    for (const Configuration& c : m_trained)
        uses.push_back(usedBy(family, c, image, all));
    for (size_t k = 0; k < all.size(); ++k)
        if (std::any_of(uses.begin(), uses.end(), [&](const auto& path) { return path[k]; })) m_parameters.push_back(all[k]);
    AdamWOptions options;
    options.weightDecay = m_recipe.weightDecay;
    m_adamw = std::make_unique<PathAdamW>(all, uses, options);
}

size_t FinetuneTrainer::draw(long step) const {
    if (m_trained.size() == 1) return 0;
    return Random(m_recipe.seed * 0x9E3779B97F4A7C15 + std::uint64_t(step) + 1).below(m_trained.size());
}

double FinetuneTrainer::partOfStep(size_t path, const Batch& batch, long begin, long end, long images) {
    const Batch some = part(batch, begin, end);
    const auto x = onDevice(some.images, m_family.device()).to(m_parameters.front().tensor.scalar_type());
    torch::Tensor loss;
    {
        const Autocast autocast(m_recipe.autocast && m_family.device().is_cuda());
        torch::Tensor answers;
        if (m_teacher) {
            const torch::NoGradGuard noGrad;
            answers = m_teacher(x);
        }
        loss = finetuneLoss(m_family.forward(m_trained[path], x), some, answers, m_recipe, images);
    }
    loss.backward();
    return loss.item<double>();
}

double FinetuneTrainer::computeGradients(size_t path, const Batch& batch) {
    const long images = batch.images.size(0);
    for (;; m_parts *= 2) {
        const long parts = std::min(m_parts, images), size = (images + parts - 1) / parts;
        m_adamw->zeroGrad(path);
        try {
            double loss = 0;
            for (long begin = 0; begin < images; begin += size)
                loss += partOfStep(path, batch, begin, std::min(begin + size, images), images);
            return loss;
        } catch (const Error&) {
            throw;
        } catch (const std::exception& e) {
            if (!isOutOfMemory(e)) throw;
            if (size == 1)
                throw Error("There is not enough memory for one image of " + text(m_trained[path]) +
                                "; choose smaller networks or another device.",
                            e.what());
            spdlog::warn("Memory ran out with {} images at once; the batch of {} is computed in {} parts from here on.", size, images,
                         parts * 2);
        }
    }
}

FinetuneStep FinetuneTrainer::step() {
    const torch::AutoGradMode gradients(true);
    if (!m_batches)
        m_batches = std::make_unique<StepImages>(m_images, m_augmentation, m_recipe.batch, m_recipe.seed, m_black, m_step,
                                                 m_family.device().is_cuda());
    const long warmup = std::lround(m_recipe.warmup * double(m_recipe.steps));
    const double layerRate = Schedule{m_recipe.layerRate, warmup, m_recipe.steps}.rate(m_step),
                 anchorRate = Schedule{m_recipe.anchorRate, warmup, m_recipe.steps}.rate(m_step);
    const size_t path = draw(m_step);
    const double loss = computeGradients(path, m_batches->next());
    const double norm = std::isfinite(loss) ? m_adamw->clipGradients(path, m_recipe.clipNorm) : loss;
    if (!std::isfinite(norm))
        throw Error("The finetuning diverged: the " + std::string(std::isfinite(loss) ? "gradient" : "loss") +
                    " is not finite at step " + std::to_string(m_step + 1) + ", of " + text(m_trained[path]) +
                    ", with the learning rates " + Json(layerRate).dump() + " (layers) and " + Json(anchorRate).dump() +
                    " (blocks); use smaller ones or a longer warm-up.");
    m_adamw->step(path, layerRate, anchorRate);
    ++m_step;
    ++m_drawn[path];
    return {path, loss, layerRate};
}

NamedTensors FinetuneTrainer::weights() const {
    NamedTensors all;
    for (const auto& p : m_parameters)
        all.emplace_back(p.name, p.tensor.detach());
    return all;
}

void FinetuneTrainer::save(const fs::path& file, const std::string& key, const Json& note) {
    writeSafeTensors(file,
                     {{"weights", m_adamw->weights()},
                      {"adamw.m", m_adamw->firstMoment()},
                      {"adamw.v", m_adamw->secondMoment()},
                      {"adamw.steps", m_adamw->segmentSteps()}},
                     {{"format", kFormat},
                      {"key", key},
                      {"step", std::to_string(m_step)},
                      {"drawn", Json(m_drawn).dump()},
                      {"note", note.dump()}});
}

Json FinetuneTrainer::restore(const fs::path& path, const std::string& key) {
    const std::string what = "The checkpoint " + path.string();
    const SafeTensors file(path);
    const auto text = [&](const char* name) {
        const auto found = file.metadata().find(name);
        if (found == file.metadata().end()) throw Error(what + " is not one of a finetuning; remove it to start afresh.");
        return found->second;
    };
    if (text("format") != kFormat) throw Error(what + " has the format \"" + text("format") + "\", not " + kFormat + "; remove it to start afresh.");
    if (text("key") != key) throw Error(what + " belongs to a run with other networks, data or recipe; choose another name for this run.");
    const Json drawn = parseJson(text("drawn"), what), step = parseJson(text("step"), what);
    if (!step.is_number_integer() || step.get<long>() < 0 || step.get<long>() > m_recipe.steps || !drawn.is_array() ||
        drawn.size() != m_drawn.size() || !std::all_of(drawn.begin(), drawn.end(), [](const Json& n) { return n.is_number_integer(); }))
        throw Error(what + " contradicts itself about how far it got; remove it to start afresh.");
    m_adamw->restore(file.tensor("weights"), file.tensor("adamw.m"), file.tensor("adamw.v"), file.tensor("adamw.steps"));
    m_step = step.get<long>();
    m_drawn = drawn.get<std::vector<long>>();
    m_batches.reset();
    return parseJson(text("note"), what);
}

Augmentation finetuneAugmentation(const FinetuneRecipe& recipe, const DataSpec& data, int imageSize) {
    Augmentation a;
    a.flip = recipe.augment;
    a.shift = recipe.augment && (data.isIdx() || data.kind.rfind("cifar", 0) == 0) ? std::max(1, imageSize / 16) : 0;
    a.crop = recipe.augment && !data.isIdx() && data.kind.rfind("cifar", 0) != 0;
    if (a.crop) a.cropRange.scaleLow = 0.35;
    a.mix.mixup = recipe.mixup;
    a.mix.cutmix = recipe.cutmix;
    return a;
}

} // namespace klas::engine
