// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/frontier.h"

#include <vector>

namespace klas {

/// One image as a cascade sees it.
struct CascadeImage {
    double confidence = 0; ///< greatest softmax of the source, 0..1
    bool sourceRight = false, targetRight = false;
};

/// A cascade at one threshold: the source answers where its confidence reaches it, else both run (klas.md section 6).
struct CascadePoint {
    double threshold = 0;
    double averageFlops = 0; ///< of one image
    double worstFlops = 0;   ///< of an image that both look at; the source's alone where none is passed on
    double top1 = 0;         ///< 0..1
};

/// All cascades of two networks, one for each distinct confidence, thinned to about `most` points that spread evenly over
/// the images passed on; from the source alone to the target after the source on every image. Nothing is finetuned. Throws
/// Error without images.
std::vector<CascadePoint> cascade(std::vector<CascadeImage> images, double sourceFlops, double targetFlops, size_t most = 200);

/// The Pareto front over average FLOPs; the target alone, which costs less than source and target, is not part of it.
Front cascadeFront(const std::vector<CascadePoint>& points);

} // namespace klas
