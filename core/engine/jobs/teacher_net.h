// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/net.h"
#include "core/engine/training/finetune_trainer.h"
#include "core/jobs/stitch_requests.h"

#include <memory>
#include <string>
#include <vector>

namespace klas::engine {

/// A network that a finetuning learns from: an anchor as it came, or any checkpoint.
struct TeacherNet {
    std::shared_ptr<Net> net; ///< null: none
    double flops = 0;         ///< of one image
    Teacher call() const;
};

/// Throws Error for an anchor that is not there, a checkpoint that cannot be read, and other classes than the anchors'.
TeacherNet teacherFor(const FinetuneRequest& request, const Distillation& distillation, torch::Device device);

/// Of those that take part, the one with the most FLOPs.
std::string largestAnchor(const FinetuneRequest& request, const std::vector<std::string>& anchors);

} // namespace klas::engine
