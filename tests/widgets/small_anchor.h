// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"

#include <string>

namespace klas::ui::sample {

/// A vision transformer of small images that nobody runs.
inline Anchor smallAnchor(const std::string& name, int width, int depth = 3) {
    Anchor a;
    a.name = name;
    a.arch.name = name;
    a.arch.shape = VitConfig{.imageSize = 28, .patchSize = 7, .inChannels = 1, .width = width, .depth = depth, .heads = 2, .mlpRatio = 2, .classes = 10};
    return a;
}

} // namespace klas::ui::sample
