// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/data/dataset.h"
#include "core/engine/stitching/stitched_family.h"

namespace klas::engine {

/// What least squares left of one stitch.
struct LayerFit {
    Stitch stitch;
    double mse = 0; ///< mean over positions and channels of (target features - layer(source features))²
    long rank = 0;  ///< directions of the source's features that carry information
};

/// Sets every stitching layer by least squares (klas.md section 7): it maps the source's block i to what the target's
/// block j + 1 reads, on the first `images` of `train`, every position a row. Each anchor runs once over the images,
/// whatever the number of stitches; what is kept are Gram matrices. A layer that several stitches share gets the mean of
/// their solutions, as in SN-Net. One result per task. Throws Error: images that do not fit, features that are not finite.
std::vector<LayerFit> initialiseLayers(StitchedFamily& family, const Dataset& train, long images, Progress progress);

} // namespace klas::engine
