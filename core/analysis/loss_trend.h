// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/finetune_recipe.h"

namespace klas {

/// Where the loss of a training came from and where it went, step by step: enough to say at its end that it
/// got worse, which a loss that stays finite does not say by itself.
struct LossTrend {
    double begin = 0; ///< nats, mean over the first window of steps
    double end = 0;   ///< moving mean over a window
    long steps = 0;
    /// Of a training of so many steps in all: a tenth of them, at most 100.
    static long window(long steps);
    void add(double loss, long window);
    bool operator==(const LossTrend&) const = default;
};

Json toJson(const LossTrend& trend);
LossTrend lossTrendFromJson(const Json& json, const std::string& what);

/// The loss of a network that gives every class the same probability: ln K, a soft teacher's share times its
/// temperature squared.
double guessingLoss(const FinetuneRecipe& recipe, int classes);

/// A sentence where a training ended above twice the loss of a guess, or above twice what it began with (and
/// above a tenth of a guess; a joint one only where every network is drawn about twice in a window, since
/// each has a loss of its own); else nothing. `what` was trained, "tiny:6 > base:2"; `networks` were drawn
/// from.
std::string divergenceWarning(const LossTrend& trend, const FinetuneRecipe& recipe, int classes,
                              size_t networks, const std::string& what);

} // namespace klas
