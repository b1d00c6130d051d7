// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/guess_architecture.h"

#include "core/analysis/arch.h"
#include "core/base/error.h"
#include "core/engine/checkpoints/guess_families.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace klas::engine {

namespace {

/// A network may be of another family by name and the same by shapes and maths (ViT and DeiT).
bool sameShape(ArchConfig a, ArchConfig b) {
    b.setClasses(a.classes());
    if (auto* v = std::get_if<VitConfig>(&a.shape))
        if (const auto* w = std::get_if<VitConfig>(&b.shape)) v->heads = w->heads; // leave no trace
    return a.shape == b.shape;
}

/// Named architectures with these shapes; more than one for ViT and DeiT.
std::vector<ArchConfig> namedWith(const ArchConfig& arch) {
    std::vector<ArchConfig> all;
    for (const std::string& name : archNames())
        if (ArchConfig named = namedArch(name); sameShape(arch, named)) all.push_back(std::move(named));
    return all;
}

void nameIt(ArchGuess& guess, const std::string& hint) {
    const auto candidates = namedWith(guess.arch);
    if (candidates.empty()) return;
    const auto preferred = std::find_if(candidates.begin(), candidates.end(), [&](const ArchConfig& a) { return !hint.empty() && hint.find(a.name) != std::string::npos; });
    const auto family = std::find_if(candidates.begin(), candidates.end(), [&](const ArchConfig& a) { return a.family == guess.arch.family; });
    const int classes = guess.arch.classes();
    guess.arch = preferred != candidates.end() ? *preferred : family != candidates.end() ? *family : candidates.front();
    guess.arch.setClasses(classes);
    guess.named = true;
    guess.assumptions.clear();
    if (candidates.size() > 1) guess.assumptions.push_back(guess.arch.name + ": the same shapes as " + (candidates[0].name == guess.arch.name ? candidates[1] : candidates[0]).name);
}

} // namespace

std::optional<ArchGuess> guessArchitecture(const Checkpoint& file) {
    const auto stated = file.metadata().find("klas.arch");
    if (stated != file.metadata().end()) {
        ArchGuess guess;
        guess.arch = archFromJson(parseJson(stated->second, file.path().string()), file.path().string());
        guess.stated = guess.certain = true;
        guess.named = !namedWith(guess.arch).empty();
        return guess;
    }
    if (!file.info().problem.empty()) return std::nullopt;
    const std::string hint = file.info().archHint + " " + file.path().filename().string();
    const std::string& family = file.info().family;
    try {
        const Shapes shapes(file);
        ArchGuess guess = family == "vit"      ? guessVit(shapes, hint)
                          : family == "swin"   ? guessSwin(shapes)
                          : family == "resnet" ? guessResnet(shapes)
                          : family == "levit"  ? guessLevit(shapes)
                                               : throw Shapes::Missing{};
        guess.arch.name = file.path().stem().string().substr(0, 100);
        check(guess.arch);
        nameIt(guess, hint);
        guess.certain = guess.named || guess.assumptions.empty();
        return guess;
    } catch (const Shapes::Missing&) {
        return std::nullopt;
    } catch (const Error&) { // shapes that fit no network
        return std::nullopt;
    }
}

std::string closestNamedArch(const ArchConfig& arch) {
    const auto params = [](const ArchConfig& a) { return std::log(static_cast<double>(std::max<std::int64_t>(1, netCard(a).total().params))); };
    const double wanted = params(arch);
    std::string closest;
    double least = std::numeric_limits<double>::infinity();
    for (const std::string& name : archNames()) {
        ArchConfig named = namedArch(name);
        if (named.shape.index() != arch.shape.index()) continue;
        named.setClasses(arch.classes());
        const double distance = std::abs(params(named) - wanted);
        if (distance < least) {
            least = distance;
            closest = name;
        }
    }
    return closest;
}

} // namespace klas::engine
