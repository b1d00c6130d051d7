// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/engine/data/dataset.h"
#include "core/engine/data/image.h"

namespace klas::engine {

/// How pairs of training images are mixed: mixup (Zhang et al., arXiv 1710.09412) blends them with a share λ ~ Beta(a, a),
/// CutMix (Yun et al., arXiv 1905.04899) puts a box of the other image's pixels of the area 1 - λ into this one. Where both
/// are on, each pair draws one of them.
struct Mixing {
    double mixup = 0, cutmix = 0; ///< a; 0 = off
    bool none() const { return mixup == 0 && cutmix == 0; }
    bool operator==(const Mixing&) const = default;
};

/// How one image is mixed with its partner.
struct Mix {
    double share = 1; ///< λ: of the image itself; with a box exactly the part of the area that stays
    Window box;       ///< pixels that come from the partner; no width = all are blended
};

/// Random share and box in an image of side x side.
Mix drawMix(const Mixing& mixing, int side, Random& random);

/// λ ~ Beta(a, a), from two gamma variates (Marsaglia and Tsang, 2000).
double drawBeta(double a, Random& random);

/// One image of channels x side x side: `own` mixed with `partner`.
void mixImages(const float* own, const float* partner, float* to, int channels, int side, const Mix& mix);

} // namespace klas::engine
