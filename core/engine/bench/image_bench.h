// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/bench/timing.h"

namespace klas::engine::bench {

/// Images per second and core from JPEG bytes in memory to a 224 crop, beside the plain way: the whole picture decoded,
/// resized in float by LibTorch's antialiased bicubic and then cropped. The JPEGs are made here: 500 x 375 pixels of a
/// seeded texture, 4:2:0, quality 90.
std::vector<Figure> imageBench(int rounds);

} // namespace klas::engine::bench
