// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/selection_klas.h"

#include <cstdint>
#include <vector>

namespace klas {

/// Whether both matrices carry sums over the same groups of images, so that bootstrap() can draw from them.
bool canResample(const ScoreMatrix& pair, const ScoreMatrix& targetSelf);

/// `count` bootstrap draws (Efron, Ann. Statist. 1979): as many groups of images as there are, with replacement, the same
/// ones for every cell of both matrices. Seeded. Throws Error when canResample() says no.
std::vector<Resample> bootstrap(const ScoreMatrix& pair, const ScoreMatrix& targetSelf, int count,
                                std::uint64_t seed);

} // namespace klas
