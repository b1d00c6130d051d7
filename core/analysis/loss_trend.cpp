// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/loss_trend.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace klas {

namespace {

constexpr double kWorse = 2; ///< times

std::string figure(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

} // namespace

long LossTrend::window(long steps) {
    return std::clamp(steps / 10, 1L, 100L);
}

void LossTrend::add(double loss, long window) {
    ++steps;
    if (steps <= window) begin += (loss - begin) / double(steps);
    end += (loss - end) / double(std::min(steps, window));
}

Json toJson(const LossTrend& t) {
    return {{"begin", t.begin}, {"end", t.end}, {"steps", t.steps}};
}

LossTrend lossTrendFromJson(const Json& json, const std::string& what) {
    return {optionalField(json, "begin", 0.0, what), optionalField(json, "end", 0.0, what),
            optionalField(json, "steps", 0L, what)};
}

double guessingLoss(const FinetuneRecipe& recipe, int classes) {
    const Distillation& d = recipe.distillation;
    const double share = d.kind == "none" ? 0 : d.weight,
                 scale = d.kind == "soft" ? d.temperature * d.temperature : 1;
    return std::log(double(classes)) * (1 - share + share * scale);
}

std::string divergenceWarning(const LossTrend& trend, const FinetuneRecipe& recipe, int classes,
                              size_t networks, const std::string& what) {
    const double guess = guessingLoss(recipe, classes);
    const bool comparable = LossTrend::window(recipe.steps) >= 2 * long(networks) || networks == 1;
    const bool worse = comparable && trend.end > kWorse * trend.begin && trend.end > guess / 10;
    if (trend.steps == 0 || !(worse || trend.end > kWorse * guess)) return {};
    return "The training loss of " + what + " ended at " + figure(trend.end) + " (" + figure(trend.begin) +
           " at the beginning, " + figure(guess) + " for a guess among " + std::to_string(classes) +
           " classes): it diverged or learnt nothing at the learning rates " + figure(recipe.layerRate) +
           " (layers) and " + figure(recipe.anchorRate) + " (blocks). Use smaller ones" +
           (recipe.clipNorm > 0 ? "" : ", clip the gradients (clip_norm=1)") + " or a longer warm-up.";
}

} // namespace klas
